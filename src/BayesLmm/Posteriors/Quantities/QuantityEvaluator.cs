using BayesLmm.Language.Syntax;

namespace BayesLmm.Posteriors.Quantities;

/// <summary>Computes expressions at every draw of a posterior. Each column of draws is taken once.</summary>
/// <param name="posterior">The posterior.</param>
internal sealed class QuantityEvaluator(Posterior posterior)
{
    private readonly Dictionary<string, double[]> columns = new(StringComparer.Ordinal);

    /// <summary>Computes a quantity, and knows it from then on.</summary>
    public double[] Define(QuantityDefinition quantity) => columns[quantity.Name] = Compute(quantity.Expression);

    /// <summary>An expression at every draw; a condition is 1 where it holds and 0 elsewhere.</summary>
    public double[] Compute(Expression expression)
    {
        Func<int, double> value = QuantityCompiler.Compile(expression, ColumnOf);
        double[] draws = new double[posterior.Draws.Count];
        for (int draw = 0; draw < draws.Length; draw++)
        {
            draws[draw] = value(draw);
        }

        return draws;
    }

    /// <summary>The number of draws at which a quantity is not a finite number.</summary>
    public static int Undefined(double[] draws) => draws.Count(value => !double.IsFinite(value));

    /// <summary>Refuses a quantity that is undefined somewhere: it has no posterior.</summary>
    /// <exception cref="InvalidOperationException">It is.</exception>
    public static double[] Require(string name, double[] draws) => Undefined(draws) is > 0 and int count
        ? throw new InvalidOperationException($"'{name}' is not a finite number at {count} of {draws.Length} draws, so that it has no posterior.")
        : draws;

    private double[] ColumnOf(string name) =>
        columns.TryGetValue(name, out double[]? known) ? known : columns[name] = posterior.AllDrawsOf(name).Values.ToArray();
}
