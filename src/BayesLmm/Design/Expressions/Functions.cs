using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;
using BayesLmm.Numerics.Dense;
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
        ["log1p"] = NearOne.LogOnePlus,
        ["exp"] = Math.Exp,
        ["sqrt"] = Math.Sqrt,
        ["abs"] = Math.Abs,
        ["sin"] = Math.Sin,
        ["cos"] = Math.Cos,
        ["tan"] = Math.Tan,
    };

    /// <summary>The value of a call, or null with a report.</summary>
    public static ExpressionValue? Call(IEvaluation evaluator, CallExpression call)
    {
        if (FunctionSignature.Find(call.Function) is not { } signature)
        {
            return evaluator.Report<ExpressionValue>(ExpressionDiagnostics.UnknownFunction(
                evaluator.Source, call.FunctionSpan, call.Function, FunctionSignature.Names, FunctionSignature.NameOf(call.Function)));
        }

        if (CallArguments.Match(call, signature, evaluator) is not { } arguments)
        {
            return null;
        }

        Expression argument = arguments.First;
        return call.Function switch
        {
            "I" => evaluator.Evaluate(argument),
            "factor" => Factor(evaluator, call, argument),
            "poly" => Poly(evaluator, arguments),
            "ns" or "bs" => SplineFunctions.Evaluate(evaluator, arguments),
            "date" => DateFunction.Evaluate(evaluator, arguments),
            "is_missing" => IsMissing(evaluator, arguments),
            "scale" or "center" when arguments.Groups.Count == 0 => Standardize(evaluator, call, argument),
            "mean" or "scale" or "center" => GroupFunctions.Evaluate(evaluator, arguments),
            "log" when arguments["base"] is { } newBase => LogOfBase(evaluator, argument, newBase),
            _ => Map(evaluator, call, argument),
        };
    }

    private static Numbers? Map(IEvaluation evaluator, CallExpression call, Expression argument) =>
        evaluator.EvaluateNumbers(argument) is not { } values ? null
        : !Elementwise.TryGetValue(call.Function, out Func<double, double>? function)
            ? evaluator.Report<Numbers>(ExpressionDiagnostics.MisplacedOffset(evaluator.Source, call.Span))
            : new Numbers(Array.ConvertAll(values, value => function(value)));

    private static Numbers? LogOfBase(IEvaluation evaluator, Expression argument, Expression newBase)
    {
        if (newBase is not NumberExpression { Value: > 0 and not 1 } number)
        {
            return evaluator.Report<Numbers>(
                ExpressionDiagnostics.WrongArguments(evaluator.Source, newBase.Span, "log", FunctionSignature.Find("log")!.Usage));
        }

        return evaluator.EvaluateNumbers(argument) is { } values
            ? new Numbers(Array.ConvertAll(values, value => Math.Log(value) / Math.Log(number.Value)))
            : null;
    }

    /// <summary>Whether a value is missing. In a formula it never is: the rows where one is have been left out.</summary>
    private static Numbers? IsMissing(IEvaluation evaluator, CallArguments arguments)
    {
        if (evaluator.IsOfCompleteRows)
        {
            return evaluator.Report<Numbers>(
                ExpressionDiagnostics.NeverMissing(evaluator.Source, arguments.Call.Span, ExpressionPrinter.Print(arguments.Call)));
        }

        return evaluator.Evaluate(arguments.First) switch
        {
            Levels levels => new Numbers(
                Array.ConvertAll(evaluator.MissingIn(levels.Column, arguments.First.Span), isMissing => isMissing ? 1.0 : 0.0), IsLogical: true),
            Numbers numbers => new Numbers(Array.ConvertAll(numbers.Values, value => double.IsNaN(value) ? 1.0 : 0.0), IsLogical: true),
            null => null,
            _ => evaluator.Report<Numbers>(ExpressionDiagnostics.NotAValue(evaluator.Source, arguments.First.Span)),
        };
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

    private static Matrix? Poly(IEvaluation evaluator, CallArguments arguments)
    {
        (CallExpression call, Expression argument, Expression power) = (arguments.Call, arguments.First, arguments["degree"]!);
        if (power is not NumberExpression { Value: >= 1 and <= LargestDegree } degree || degree.Value != Math.Floor(degree.Value))
        {
            return evaluator.Report<Matrix>(ExpressionDiagnostics.NotADegree(evaluator.Source, power.Span, LargestDegree));
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
