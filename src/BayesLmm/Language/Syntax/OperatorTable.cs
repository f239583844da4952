namespace BayesLmm.Language.Syntax;

/// <summary>
/// The operators' signs and ranks, shared by the parser and the printer. The order is R's (<c>?Syntax</c>), tightest first:
/// <c>^</c>, signs, <c>:</c>, <c>%in%</c>, <c>* /</c>, <c>+ -</c>, comparison, <c>!</c>, <c>&amp;</c>, <c>| ||</c>.
/// </summary>
internal static class OperatorTable
{
    /// <summary>The rank of the loosest operator.</summary>
    public const int Loosest = 1;

    /// <summary>The rank of names, numbers, calls and parentheses.</summary>
    public const int Atom = 12;

    private const int Negation = 3;
    private const int Comparison = 4;
    private const int SignRank = 9;
    private const int Power = 11;

    /// <summary>How tightly an operator binds: a larger rank binds tighter.</summary>
    public static int Rank(BinaryOperator op) => op switch
    {
        BinaryOperator.Bar or BinaryOperator.DoubleBar => Loosest,
        BinaryOperator.And => 2,
        BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual
            or BinaryOperator.Equal or BinaryOperator.NotEqual => Comparison,
        BinaryOperator.Add or BinaryOperator.Subtract => 5,
        BinaryOperator.Multiply or BinaryOperator.Divide => 6,
        BinaryOperator.In => 7,
        BinaryOperator.Interaction => 8,
        BinaryOperator.Power => Power,
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "This operator has no rank."),
    };

    /// <summary>How tightly an operator before an operand binds.</summary>
    public static int Rank(UnaryOperator op) => op == UnaryOperator.Not ? Negation : SignRank;

    /// <summary>The rank that the left operand needs to stand there without parentheses.</summary>
    public static int LeftRank(BinaryOperator op) => Rank(op) + (op == BinaryOperator.Power || Rank(op) == Comparison ? 1 : 0);

    /// <summary>The rank that the right operand needs. <c>a^-b</c> is legal: behind <c>^</c> a sign starts an operand.</summary>
    public static int RightRank(BinaryOperator op) => op == BinaryOperator.Power ? SignRank : Rank(op) + 1;

    /// <summary>
    /// The rank of the loosest operator that is still open at the end of the expression: in <c>a + !b</c> the negation, which would take
    /// in whatever binds tighter behind it.
    /// </summary>
    public static int TrailingRank(Expression expression) => expression switch
    {
        BinaryExpression binary => Math.Min(Rank(binary.Operator), TrailingRank(binary.Right)),
        UnaryExpression unary => Math.Min(Rank(unary.Operator), TrailingRank(unary.Operand)),
        _ => Atom,
    };

    /// <summary>The operator as R writes it.</summary>
    public static string Written(BinaryOperator op) => op switch
    {
        BinaryOperator.Power => "^",
        BinaryOperator.Interaction => ":",
        BinaryOperator.In => "%in%",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.And => "&",
        BinaryOperator.Bar => "|",
        BinaryOperator.DoubleBar => "||",
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "This operator has no sign."),
    };

    /// <summary>The operator as R writes it.</summary>
    public static string Written(UnaryOperator op) => op switch
    {
        UnaryOperator.Plus => "+",
        UnaryOperator.Minus => "-",
        UnaryOperator.Not => "!",
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "This operator has no sign."),
    };
}
