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
    private static readonly string[] Aggregates = ["mean", "sd", "min", "max", "median", "sum", "zeros", "skewness", "kurtosis", "quantile"];

    private readonly Func<double[], double> compute;

    private ResponseStatistic(string name, Func<double[], double> compute)
    {
        Name = name;
        this.compute = compute;
    }

    /// <summary>The statistics of every check.</summary>
    public static IReadOnlyList<ResponseStatistic> Usual { get; } =
    [
        new("mean", y => SampleStatistics.Mean(y)),
        new("sd", y => SampleStatistics.Sd(y)),
        new("min", y => TensorPrimitives.Min<double>(y)),
        new("max", y => TensorPrimitives.Max<double>(y)),
        new("median", y => SampleStatistics.Quantile(y, 0.5)),
        new("zeros", y => SampleStatistics.Zeros(y)),
    ];

    /// <summary>The statistic as it was written.</summary>
    public string Name { get; }

    /// <summary>The statistic of a response.</summary>
    /// <exception cref="ModelException">The expression cannot be computed.</exception>
    public double Of(double[] response) => compute(response);

    /// <summary>Reads a statistic.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="response">The response's column, the only name that it may use.</param>
    /// <exception cref="ModelException">It is no statistic of the response.</exception>
    public static ResponseStatistic Parse(string text, string response)
    {
        Expression expression = ModelParser.ParseExpression(text);
        SourceText source = new("statistic", text);
        Check(expression, response, source);
        return new ResponseStatistic(text, y => Evaluate(expression, response, y, source));
    }

    private static void Check(Expression expression, string response, SourceText source)
    {
        switch (expression)
        {
            case NumberExpression:
                return;
            case ParenthesizedExpression parentheses:
                Check(parentheses.Inner, response, source);
                return;
            case UnaryExpression { Operator: UnaryOperator.Minus or UnaryOperator.Plus } unary:
                Check(unary.Operand, response, source);
                return;
            case BinaryExpression { Operator: BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply or BinaryOperator.Divide } binary:
                Check(binary.Left, response, source);
                Check(binary.Right, response, source);
                return;
            case CallExpression call when Aggregates.Contains(call.Function):
                if (call.Arguments.Count != (call.Function == "quantile" ? 2 : 1)
                    || (call.Function == "quantile" && call.Arguments[1].Value is not NumberExpression { Value: >= 0 and <= 1 }))
                {
                    throw CheckDiagnostics.WrongArguments(source, call.Span, call.Function);
                }

                if (ColumnNames.InValues(call.Arguments[0].Value)
                    .FirstOrDefault(name => name.Name != response && !ExpressionEvaluator.IsConstant(name.Name)) is { } other)
                {
                    throw CheckDiagnostics.NotTheResponse(source, other.Span, other.Name, response);
                }

                return;
            default:
                throw CheckDiagnostics.NotAStatistic(source, expression.Span, Aggregates);
        }
    }

    private static double Evaluate(Expression expression, string response, double[] y, SourceText source) => expression switch
    {
        NumberExpression number => number.Value,
        ParenthesizedExpression parentheses => Evaluate(parentheses.Inner, response, y, source),
        UnaryExpression unary => (unary.Operator == UnaryOperator.Minus ? -1 : 1) * Evaluate(unary.Operand, response, y, source),
        BinaryExpression binary => Combine(
            binary.Operator, Evaluate(binary.Left, response, y, source), Evaluate(binary.Right, response, y, source)),
        CallExpression call => Aggregate(call, Values(call.Arguments[0].Value, response, y, source)),
        _ => throw CheckDiagnostics.NotAStatistic(source, expression.Span, Aggregates),
    };

    private static double Combine(BinaryOperator op, double left, double right) => op switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        _ => left / right,
    };

    private static double Aggregate(CallExpression call, double[] values) => call.Function switch
    {
        "mean" => SampleStatistics.Mean(values),
        "sd" => SampleStatistics.Sd(values),
        "min" => TensorPrimitives.Min<double>(values),
        "max" => TensorPrimitives.Max<double>(values),
        "median" => SampleStatistics.Quantile(values, 0.5),
        "sum" => TensorPrimitives.Sum<double>(values),
        "zeros" => SampleStatistics.Zeros(values),
        "skewness" => SampleStatistics.Skewness(values),
        "kurtosis" => SampleStatistics.Kurtosis(values),
        _ => SampleStatistics.Quantile(values, ((NumberExpression)call.Arguments[1].Value).Value),
    };

    private static double[] Values(Expression expression, string response, double[] y, SourceText source)
    {
        if (expression is NameExpression)
        {
            return y;
        }

        List<Diagnostic> diagnostics = [];
        ExpressionEvaluator evaluator = new(
            name => name == response ? new NumericColumn(name, y) : null, y.Length, new TransformStates(), source, diagnostics);
        return evaluator.EvaluateNumbers(expression) is { } values && diagnostics.All(diagnostic => diagnostic.Severity != Severity.Error)
            ? values
            : throw new ModelException(diagnostics);
    }
}
