using BayesLmm.Diagnostics;
using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;
using static BayesLmm.Design.Expressions.ExpressionValue;

namespace BayesLmm.Design.Expressions;

/// <summary>Evaluates expressions row by row, with R's meaning: arithmetic, comparison, logic and functions of columns.</summary>
internal sealed class ExpressionEvaluator : IEvaluation
{
    private readonly Func<string, Column?> columns;
    private readonly int rowCount;
    private readonly SourceText source;
    private readonly List<Diagnostic> diagnostics;
    private readonly string context;
    private readonly TransformStates states;

    /// <summary>Makes an evaluator for some rows.</summary>
    /// <param name="columns">The column of a name, or null.</param>
    /// <param name="rowCount">Number of rows.</param>
    /// <param name="states">What stateful functions remember.</param>
    /// <param name="source">The text that expressions come from.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    /// <param name="context">Distinguishes equal calls of stateful functions in different statements.</param>
    public ExpressionEvaluator(
        Func<string, Column?> columns, int rowCount, TransformStates states, SourceText source, List<Diagnostic> diagnostics, string context = "")
    {
        this.context = context;
        this.states = states;
        this.columns = columns;
        this.rowCount = rowCount;
        this.source = source;
        this.diagnostics = diagnostics;
    }

    /// <summary>Reads texts as numbers where an expression needs them; null where none are left.</summary>
    public ITextNumbers? Texts { get; init; }

    /// <summary>The places in the data, from 0, of rows from which those with missing values are gone; null when the rows are all rows of the data.</summary>
    public IReadOnlyList<int>? CompleteRows { get; init; }

    /// <summary>The name of the table, if it is not the model's own.</summary>
    public string? NewTable { get; init; }

    /// <inheritdoc/>
    public bool IsAtMeans { get; init; }

    /// <inheritdoc/>
    public bool IsOfCompleteRows => CompleteRows is not null;

    /// <inheritdoc/>
    public int DataRow(int row) => (CompleteRows?[row] ?? row) + 1;

    /// <inheritdoc/>
    public string PlaceOf(int row) => $"data row {DataRow(row)}{(NewTable is null ? "" : $" of {NewTable}")}";

    /// <summary>Whether a name that is no column is a constant of the language.</summary>
    public static bool IsConstant(string name) => name is "TRUE" or "FALSE" or "pi";

    /// <inheritdoc/>
    public T? State<T>(CallExpression call, Func<T?> train)
        where T : class => states.GetOrTrain(context + ExpressionPrinter.Print(call), train);

    /// <inheritdoc/>
    public ExpressionValue? Evaluate(Expression expression) => expression switch
    {
        NumberExpression number => new Scalar(number.Value),
        TextExpression text => new Text(text.Value),
        NameExpression name => Column(name),
        ParenthesizedExpression parentheses => Evaluate(parentheses.Inner),
        UnaryExpression unary => Unary(unary),
        BinaryExpression binary => Binary(binary),
        CallExpression call => Functions.Call(this, call),
        _ => Report<ExpressionValue>(ExpressionDiagnostics.NotAValue(source, expression.Span)),
    };

    /// <inheritdoc/>
    public double[]? EvaluateNumbers(Expression expression)
    {
        switch (Evaluate(expression))
        {
            case Numbers numbers:
                return numbers.Values;
            case Scalar scalar:
                double[] filled = new double[rowCount];
                Array.Fill(filled, scalar.Value);
                return filled;
            case Levels levels:
                bool isReported = false;
                if (Texts?.NumbersOf(levels.Column, expression.Span, out isReported) is { } read)
                {
                    return read;
                }

                if (isReported)
                {
                    return null;
                }

                string example = levels.Column.Levels.Count > 0 ? levels.Column.Levels[0] : "";
                return Report<double[]>(ExpressionDiagnostics.NumberNeeded(source, expression.Span, ExpressionPrinter.Print(expression), example));
            case Text:
            case Matrix:
                return Report<double[]>(ExpressionDiagnostics.NotAValue(source, expression.Span));
            default:
                return null;
        }
    }

    /// <inheritdoc/>
    public bool[] MissingIn(CategoricalColumn column, TextSpan span) =>
        Texts?.MissingIn(column, span) ?? Array.ConvertAll(column.Codes.ToArray(), code => code < 0);

    /// <inheritdoc/>
    public void Warn(Diagnostic warning) => diagnostics.Add(warning);

    /// <inheritdoc/>
    public T? Report<T>(Diagnostic diagnostic)
        where T : class
    {
        diagnostics.Add(diagnostic);
        return null;
    }

    /// <inheritdoc/>
    public SourceText Source => source;

    private ExpressionValue? Column(NameExpression name) => columns(name.Name) switch
    {
        NumericColumn numeric => new Numbers(numeric.Values.ToArray()),
        CategoricalColumn categorical => new Levels(categorical),
        _ => name.Name switch
        {
            "TRUE" => new Scalar(1),
            "FALSE" => new Scalar(0),
            "pi" => new Scalar(Math.PI),
            _ => null,
        },
    };

    private Numbers? Unary(UnaryExpression unary)
    {
        if (EvaluateNumbers(unary.Operand) is not { } values)
        {
            return null;
        }

        return unary.Operator switch
        {
            UnaryOperator.Minus => new Numbers(Array.ConvertAll(values, value => -value)),
            UnaryOperator.Not => new Numbers(Array.ConvertAll(values, value => double.IsNaN(value) ? value : value == 0 ? 1 : 0), IsLogical: true),
            _ => new Numbers(values),
        };
    }

    private ExpressionValue? Binary(BinaryExpression binary)
    {
        if (binary.Operator is BinaryOperator.Equal or BinaryOperator.NotEqual && CompareLevels(binary, out bool isText) is var truths && isText)
        {
            return truths;
        }

        double[]? left = EvaluateNumbers(binary.Left), right = EvaluateNumbers(binary.Right);
        if (left is null || right is null)
        {
            return null;
        }

        Func<double, double, double>? operation = Operation(binary.Operator);
        if (operation is null)
        {
            return Report<ExpressionValue>(ExpressionDiagnostics.NotAValue(source, binary.Span));
        }

        double[] result = new double[rowCount];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = double.IsNaN(left[i]) || double.IsNaN(right[i]) ? OfMissing(binary.Operator, left[i], right[i]) : operation(left[i], right[i]);
        }

        return new Numbers(result, IsLogical: binary.Operator is >= BinaryOperator.Less and <= BinaryOperator.Bar);
    }

    /// <summary>What an operation gives where an operand is missing: missing, but for a logical one that the other operand decides alone.</summary>
    private static double OfMissing(BinaryOperator operation, double left, double right) => operation switch
    {
        BinaryOperator.And when left == 0 || right == 0 => 0,
        BinaryOperator.Bar when (left != 0 && !double.IsNaN(left)) || (right != 0 && !double.IsNaN(right)) => 1,
        _ => double.NaN,
    };

    private static Func<double, double, double>? Operation(BinaryOperator operation) => operation switch
    {
        BinaryOperator.Power => Math.Pow,
        BinaryOperator.Multiply => (a, b) => a * b,
        BinaryOperator.Divide => (a, b) => a / b,
        BinaryOperator.Add => (a, b) => a + b,
        BinaryOperator.Subtract => (a, b) => a - b,
        BinaryOperator.Less => (a, b) => a < b ? 1 : 0,
        BinaryOperator.LessOrEqual => (a, b) => a <= b ? 1 : 0,
        BinaryOperator.Greater => (a, b) => a > b ? 1 : 0,
        BinaryOperator.GreaterOrEqual => (a, b) => a >= b ? 1 : 0,
        BinaryOperator.Equal => (a, b) => a == b ? 1 : 0,
        BinaryOperator.NotEqual => (a, b) => a != b ? 1 : 0,
        BinaryOperator.And => (a, b) => a != 0 && b != 0 ? 1 : 0,
        BinaryOperator.Bar => (a, b) => a != 0 || b != 0 ? 1 : 0,
        _ => null,
    };

    /// <summary>A categorical column against a text or a number that names a level.</summary>
    private Numbers? CompareLevels(BinaryExpression binary, out bool isText)
    {
        (Expression names, Expression wanted) = binary.Left is NameExpression ? (binary.Left, binary.Right) : (binary.Right, binary.Left);
        isText = names is NameExpression name && columns(name.Name) is CategoricalColumn && wanted is TextExpression or NumberExpression;
        if (!isText)
        {
            return null;
        }

        CategoricalColumn column = (CategoricalColumn)columns(((NameExpression)names).Name)!;
        string level = wanted is TextExpression text ? text.Value : ExpressionPrinter.Print(wanted);
        int index = column.Levels.ToList().IndexOf(level);
        if (index < 0)
        {
            return Report<Numbers>(ExpressionDiagnostics.UnknownLevel(source, wanted.Span, level, column.Name, column.Levels));
        }

        bool equal = binary.Operator == BinaryOperator.Equal;
        return new Numbers(Array.ConvertAll(column.Codes.ToArray(), code => code < 0 ? double.NaN : (code == index) == equal ? 1.0 : 0.0), IsLogical: true);
    }
}
