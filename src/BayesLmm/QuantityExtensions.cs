using BayesLmm.Numerics;
using BayesLmm.Posteriors.Quantities;

namespace BayesLmm;

/// <summary>What a posterior says of parameters, of quantities computed from them, and of hypotheses.</summary>
public static class QuantityExtensions
{
    /// <summary>Every parameter, with an interval of any level and kind.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="options">How they are summarised; defaults if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static EquatableArray<DrawnEstimate> Summarize(this Posterior posterior, SummaryOptions? options = null)
    {
        SummaryOptions how = Validated(options);
        return posterior.Parameters.Select(column => DrawnEstimate.Of(column.Name, column.Values.ToArray(), posterior.Draws, 1, how)).ToEquatableArray();
    }

    /// <summary>A quantity that is computed from parameters and group effects, summarised as a parameter is.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="value">Its value at a draw.</param>
    /// <param name="options">How it is summarised; defaults if null.</param>
    /// <exception cref="ArgumentException">A name in <paramref name="value"/> is unknown.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The value is not a finite number at some draws.</exception>
    public static DrawnEstimate Quantity(this Posterior posterior, string name, Func<PosteriorDraw, double> value, SummaryOptions? options = null)
    {
        SummaryOptions how = Validated(options);
        Dictionary<string, DrawColumn> columns = new(StringComparer.Ordinal);
        double[] draws = new double[posterior.Draws.Count];
        for (int draw = 0; draw < draws.Length; draw++)
        {
            draws[draw] = value(new PosteriorDraw(posterior, columns, draw));
        }

        return DrawnEstimate.Of(name, QuantityEvaluator.Require(name, draws), posterior.Draws, 1, how);
    }

    /// <summary>
    /// A quantity by an expression in the language of the model: names as they are printed, <c>Days</c>, <c>sd(Subject, Days)</c>,
    /// <c>Sex[Male]:age</c>, <c>Subject[308, Days]</c>; arithmetic, <c>log</c>, <c>exp</c>, <c>sqrt</c>, <c>abs</c>, <c>min</c>, <c>max</c>;
    /// comparisons, which are 1 where they hold.
    /// </summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="expression">The expression.</param>
    /// <param name="options">How it is summarised; defaults if null.</param>
    /// <exception cref="ModelException">The expression cannot be read, or names what the model does not have; all diagnostics are in it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The value is not a finite number at some draws.</exception>
    public static DrawnEstimate Quantity(this Posterior posterior, string name, string expression, SummaryOptions? options = null)
    {
        SummaryOptions how = Validated(options);
        QuantityReader reader = new(posterior.Model);
        QuantityDefinition definition = reader.ReadQuantity(name, expression) ?? throw new ModelException(reader.Diagnostics);
        double[] draws = QuantityEvaluator.Require(name, new QuantityEvaluator(posterior).Define(definition));
        return DrawnEstimate.Of(name, draws, posterior.Draws, 1, how);
    }

    /// <summary>
    /// Tests a hypothesis: the posterior probability of a condition such as <c>sd(Subject, Days) &lt; 10 &amp; Days &gt; 8</c>, or for a point hypothesis
    /// such as <c>Days = 0</c> Savage and Dickey's Bayes factor, where the prior density is known in closed form: of one parameter, or of a linear
    /// combination of coefficients with normal priors.
    /// </summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="hypothesis">The hypothesis, in the language of <see cref="Quantity(Posterior, string, string, SummaryOptions)"/>.</param>
    /// <exception cref="ModelException">It cannot be read, or names what the model does not have; all diagnostics are in it.</exception>
    /// <exception cref="InvalidOperationException">A side of a condition is not a finite number at some draws.</exception>
    public static HypothesisTest TestHypothesis(this Posterior posterior, string hypothesis)
    {
        QuantityReader reader = new(posterior.Model);
        HypothesisDefinition definition = reader.ReadHypothesis(hypothesis) ?? throw new ModelException(reader.Diagnostics);
        return new HypothesisTester(posterior, new QuantityEvaluator(posterior), []).Test(definition);
    }

    private static SummaryOptions Validated(SummaryOptions? options)
    {
        SummaryOptions how = options ?? new();
        how.Validate();
        return how;
    }
}
