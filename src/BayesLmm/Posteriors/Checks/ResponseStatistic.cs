using System.Numerics.Tensors;
using BayesLmm.Design.Expressions;
using BayesLmm.Diagnostics;
using BayesLmm.Language;
using BayesLmm.Language.Syntax;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Posteriors.Checks;

/// <summary>A statistic of a response, of a name of its own or written as an expression.</summary>
internal sealed class ResponseStatistic
{
    private const string Quantile = "quantile";

    /// <summary>The statistics that take the response alone.</summary>
    private static readonly IReadOnlyDictionary<string, Func<double[], double>> Simple = new OrderedDictionary<string, Func<double[], double>>
    {
        ["mean"] = y => SampleStatistics.Mean(y),
        ["sd"] = y => SampleStatistics.Sd(y),
        ["min"] = y => TensorPrimitives.Min<double>(y),
        ["max"] = y => TensorPrimitives.Max<double>(y),
        ["median"] = y => SampleStatistics.Quantile(y, 0.5),
        ["sum"] = y => TensorPrimitives.Sum<double>(y),
        ["zeros"] = y => SampleStatistics.Zeros(y),
        ["skewness"] = y => SampleStatistics.Skewness(y),
        ["kurtosis"] = y => SampleStatistics.Kurtosis(y),
    };

    private static readonly string[] Aggregates = [.. Simple.Keys, Quantile];

    private readonly Func<double[], List<Diagnostic>, double> compute;
    private readonly SourceText? source;

    private ResponseStatistic(string name, Func<double[], List<Diagnostic>, double> compute, SourceText? source)
    {
        Name = name;
        this.compute = compute;
        this.source = source;
    }

    /// <summary>The statistics of every check.</summary>
    public static IReadOnlyList<ResponseStatistic> Usual { get; } =
    [
        .. new[] { "mean", "sd", "min", "max", "median", "zeros" }.Select(name => new ResponseStatistic(name, (y, _) => Simple[name](y), null)),
    ];

    /// <summary>The statistic as it was written.</summary>
    public string Name { get; }

    /// <summary>The statistic of observed data.</summary>
    /// <exception cref="ModelException">The expression cannot be computed, or its value is not finite.</exception>
    public double OfData(double[] response)
    {
        List<Diagnostic> diagnostics = [];
        double value = compute(response, diagnostics);
        if (HasErrors(diagnostics))
        {
            throw new ModelException(diagnostics);
        }

        return double.IsFinite(value) || source is null ? value : throw CheckDiagnostics.NotFinite(source, Name, value);
    }

    /// <summary>The statistic of replicated data; NaN where they have none.</summary>
    public double OfReplication(double[] response)
    {
        List<Diagnostic> diagnostics = [];
        double value = compute(response, diagnostics);
        return HasErrors(diagnostics) ? double.NaN : value;
    }

    /// <summary>Reads a statistic.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="response">The response's column, the only name that it may use beside constants.</param>
    /// <exception cref="ModelException">It is no statistic of the response.</exception>
    public static ResponseStatistic Parse(string text, string response)
    {
        Expression expression = ModelParser.ParseExpression(text);
        SourceText source = new("statistic", text);
        if (!Check(expression, response, source))
        {
            throw CheckDiagnostics.NotAStatistic(source, expression.Span, null, Aggregates);
        }

        return new ResponseStatistic(text, (y, diagnostics) => Evaluate(expression, response, y, source, diagnostics), source);
    }

    private static bool HasErrors(List<Diagnostic> diagnostics) => diagnostics.Exists(diagnostic => diagnostic.Severity == Severity.Error);

    /// <summary>Whether the response occurs in what is a number of all rows.</summary>
    private static bool Check(Expression expression, string response, SourceText source)
    {
        switch (expression)
        {
            case NumberExpression:
                return false;
            case ParenthesizedExpression parentheses:
                return Check(parentheses.Inner, response, source);
            case UnaryExpression { Operator: UnaryOperator.Minus or UnaryOperator.Plus } unary:
                return Check(unary.Operand, response, source);
            case BinaryExpression { Operator: BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply or BinaryOperator.Divide } binary:
                return Check(binary.Left, response, source) | Check(binary.Right, response, source);
            case CallExpression call when Aggregates.Contains(call.Function):
                CheckArguments(call, response, source);
                return true;
            default:
                throw CheckDiagnostics.NotAStatistic(source, expression.Span, (expression as CallExpression)?.Function, Aggregates);
        }
    }

    private static void CheckArguments(CallExpression call, string response, SourceText source)
    {
        if (call.Arguments.Count != (call.Function == Quantile ? 2 : 1)
            || (call.Function == Quantile && call.Arguments[1].Value is not NumberExpression { Value: >= 0 and <= 1 }))
        {
            throw CheckDiagnostics.WrongArguments(source, call.Span, call.Function);
        }

        NameExpression[] names = [.. ColumnNames.In(call.Arguments[0].Value)];
        if (names.FirstOrDefault(name => name.Name != response && !ExpressionEvaluator.IsConstant(name.Name)) is { } other)
        {
            throw CheckDiagnostics.NotTheResponse(source, other.Span, other.Name, response);
        }

        if (!names.Any(name => name.Name == response))
        {
            throw CheckDiagnostics.WithoutTheResponse(source, call.Arguments[0].Value.Span, response);
        }
    }

    private static double Evaluate(Expression expression, string response, double[] y, SourceText source, List<Diagnostic> diagnostics)
    {
        switch (expression)
        {
            case NumberExpression number:
                return number.Value;
            case ParenthesizedExpression parentheses:
                return Evaluate(parentheses.Inner, response, y, source, diagnostics);
            case UnaryExpression unary:
                return (unary.Operator == UnaryOperator.Minus ? -1 : 1) * Evaluate(unary.Operand, response, y, source, diagnostics);
            case BinaryExpression binary:
                return Combine(
                    binary.Operator,
                    Evaluate(binary.Left, response, y, source, diagnostics),
                    Evaluate(binary.Right, response, y, source, diagnostics));
            case CallExpression call:
                return Values(call.Arguments[0].Value, response, y, source, diagnostics) is { } values ? Aggregate(call, values) : double.NaN;
            default:
                throw CheckDiagnostics.NotAStatistic(source, expression.Span, null, Aggregates);
        }
    }

    private static double Combine(BinaryOperator op, double left, double right) => op switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        _ => left / right,
    };

    /// <summary>The statistic of values; NaN if one of them is, as the logarithm of a negative number.</summary>
    private static double Aggregate(CallExpression call, double[] values)
    {
        if (Array.Exists(values, double.IsNaN))
        {
            return double.NaN;
        }

        return call.Function == Quantile
            ? SampleStatistics.Quantile(values, ((NumberExpression)call.Arguments[1].Value).Value)
            : Simple[call.Function](values);
    }

    /// <summary>The values over which a statistic is taken; null where what is wrong is among the diagnostics.</summary>
    private static double[]? Values(Expression expression, string response, double[] y, SourceText source, List<Diagnostic> diagnostics) =>
        expression is NameExpression name && name.Name == response
            ? y
            : new ExpressionEvaluator(
                column => column == response ? new NumericColumn(column, y) : null, y.Length, new TransformStates(), source, diagnostics)
                .EvaluateNumbers(expression);
}
