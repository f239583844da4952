using static BayesLmm.Design.Expressions.ExpressionValue;

namespace BayesLmm.Design.Expressions;

/// <summary>The functions of the language.</summary>
internal static class Functions
{
    private const int LargestDegree = 20;

    private static readonly Dictionary<string, Func<double, double>> Elementwise = new(StringComparer.Ordinal)
    {
        ["log"] = Math.Log,
        ["log2"] = Math.Log2,
        ["log10"] = Math.Log10,
        ["log1p"] = double.LogP1,
        ["exp"] = Math.Exp,
        ["sqrt"] = Math.Sqrt,
        ["abs"] = Math.Abs,
    };

    /// <summary>The names of all functions.</summary>
    public static IEnumerable<string> Names => Elementwise.Keys.Concat(["I", "scale", "center", "poly", "factor", "offset"]);

    /// <summary>The value of a call, or null with a report.</summary>
    public static ExpressionValue? Call(IEvaluation evaluator, CallExpression call)
    {
        if (!Names.Contains(call.Function))
        {
            return evaluator.Report<ExpressionValue>(ExpressionDiagnostics.UnknownFunction(evaluator.Source, call.FunctionSpan, call.Function, Names));
        }

        int most = call.Function is "poly" or "log" ? 2 : 1;
        if (call.Arguments.Count < 1 || call.Arguments.Count > most || (call.Function == "poly" && call.Arguments.Count != 2))
        {
            return evaluator.Report<ExpressionValue>(ExpressionDiagnostics.WrongArguments(evaluator.Source, call.Span, call.Function, Usage(call.Function)));
        }

        Expression argument = call.Arguments[0].Value;
        return call.Function switch
        {
            "I" => evaluator.Evaluate(argument),
            "factor" => Factor(evaluator, call, argument),
            "poly" => Poly(evaluator, call, argument),
            "scale" or "center" => Standardize(evaluator, call, argument),
            "log" when call.Arguments.Count == 2 => LogOfBase(evaluator, call, argument),
            _ => Map(evaluator, call, argument),
        };
    }

    private static string Usage(string function) => function switch
    {
        "poly" => "poly(x, degree)",
        "log" => "log(x) or log(x, base)",
        _ => $"{function}(x)",
    };

    private static Numbers? Map(IEvaluation evaluator, CallExpression call, Expression argument) =>
        evaluator.EvaluateNumbers(argument) is not { } values ? null
        : !Elementwise.TryGetValue(call.Function, out Func<double, double>? function)
            ? evaluator.Report<Numbers>(ExpressionDiagnostics.MisplacedOffset(evaluator.Source, call.Span))
            : new Numbers(Array.ConvertAll(values, value => function(value)));

    private static Numbers? LogOfBase(IEvaluation evaluator, CallExpression call, Expression argument)
    {
        if (call.Arguments[1].Value is not NumberExpression { Value: > 0 and not 1 } newBase)
        {
            return evaluator.Report<Numbers>(ExpressionDiagnostics.WrongArguments(evaluator.Source, call.Arguments[1].Value.Span, "log", Usage("log")));
        }

        return evaluator.EvaluateNumbers(argument) is { } values
            ? new Numbers(Array.ConvertAll(values, value => Math.Log(value) / Math.Log(newBase.Value)))
            : null;
    }

    private static Levels? Factor(IEvaluation evaluator, CallExpression call, Expression argument)
    {
        CategoricalColumn? column = evaluator.Evaluate(argument) switch
        {
            Levels levels => levels.Column,
            Numbers numbers => Categorical(ExpressionPrinter.Print(argument), numbers),
            _ => null,
        };
        if (column is null)
        {
            return null;
        }

        // New data may lack levels or have them in another order: the training data's levels rule.
        CategoricalColumn trained = evaluator.State(call, () => column)!;
        return new Levels(ReferenceEquals(trained, column) ? column : column.WithLevels(trained.Levels));
    }

    private static Matrix? Poly(IEvaluation evaluator, CallExpression call, Expression argument)
    {
        if (call.Arguments[1].Value is not NumberExpression { Value: >= 1 and <= LargestDegree } degree || degree.Value != Math.Floor(degree.Value))
        {
            return evaluator.Report<Matrix>(ExpressionDiagnostics.NotADegree(evaluator.Source, call.Arguments[1].Value.Span, LargestDegree));
        }

        if (evaluator.EvaluateNumbers(argument) is not { } values)
        {
            return null;
        }

        OrthogonalPolynomials? polynomials = evaluator.State(call, () => OrthogonalPolynomials.Train(values, (int)degree.Value));
        return polynomials is null
            ? evaluator.Report<Matrix>(ExpressionDiagnostics.TooFewValues(evaluator.Source, call.Span, ExpressionPrinter.Print(argument), (int)degree.Value))
            : new Matrix([.. Enumerable.Range(1, (int)degree.Value).Select(j => j.ToString(System.Globalization.CultureInfo.InvariantCulture))],
                polynomials.Apply(values));
    }

    private static Numbers? Standardize(IEvaluation evaluator, CallExpression call, Expression argument)
    {
        if (evaluator.EvaluateNumbers(argument) is not { } values)
        {
            return null;
        }

        Standardization state = evaluator.State(call, () => Train(values, call.Function == "scale"))!;
        return state.Sd > 0
            ? new Numbers(Array.ConvertAll(values, value => (value - state.Mean) / state.Sd))
            : evaluator.Report<Numbers>(ExpressionDiagnostics.Constant(evaluator.Source, call.Span, ExpressionPrinter.Print(argument)));
    }

    private static Standardization Train(double[] values, bool scale)
    {
        double[] known = [.. values.Where(value => !double.IsNaN(value))];
        double mean = known.DefaultIfEmpty(double.NaN).Average();
        return new Standardization(mean, scale ? Math.Sqrt(known.Sum(value => (value - mean) * (value - mean)) / (known.Length - 1)) : 1);
    }
}
