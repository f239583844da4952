using BayesLmm.Diagnostics;
using BayesLmm.Numerics;

namespace BayesLmm.Language.Syntax;

/// <summary>
/// An expression of the formula language, as written: R's operators with R's precedence. What the operators mean (terms of a formula
/// or arithmetic inside <c>I()</c>) is decided later, by the design stage.
/// </summary>
/// <param name="Span">Where it stands in the text.</param>
internal abstract record Expression(TextSpan Span);

/// <summary>A number literal.</summary>
internal sealed record NumberExpression(double Value, TextSpan Span) : Expression(Span);

/// <summary>A name: a column, or <c>.</c>; backquotes are already removed.</summary>
internal sealed record NameExpression(string Name, TextSpan Span) : Expression(Span);

/// <summary>A quoted text, as in <c>Sex == "Male"</c>.</summary>
internal sealed record TextExpression(string Value, TextSpan Span) : Expression(Span);

/// <summary>A function call, as in <c>log(dose)</c> or <c>poly(x, 2)</c>.</summary>
internal sealed record CallExpression(string Function, TextSpan FunctionSpan, EquatableArray<Argument> Arguments, TextSpan Span) : Expression(Span);

/// <summary>One argument of a call: a value, with a name when written <c>name = value</c>.</summary>
internal sealed record Argument(string? Name, Expression Value);

/// <summary>An expression in parentheses.</summary>
internal sealed record ParenthesizedExpression(Expression Inner, TextSpan Span) : Expression(Span);

/// <summary>A sign or negation before an operand.</summary>
internal sealed record UnaryExpression(UnaryOperator Operator, Expression Operand, TextSpan Span) : Expression(Span);

/// <summary>Two operands and the operator between them.</summary>
internal sealed record BinaryExpression(BinaryOperator Operator, Expression Left, Expression Right, TextSpan OperatorSpan, TextSpan Span) : Expression(Span);

/// <summary>Operators before an operand.</summary>
internal enum UnaryOperator
{
    /// <summary><c>+</c></summary>
    Plus,

    /// <summary><c>-</c></summary>
    Minus,

    /// <summary><c>!</c></summary>
    Not,
}

/// <summary>Operators between two operands, tightest first: R's precedence.</summary>
internal enum BinaryOperator
{
    /// <summary><c>^</c>: power, or crossing to a degree. Right-associative, and tighter than a sign before it.</summary>
    Power,

    /// <summary><c>:</c>: interaction.</summary>
    Interaction,

    /// <summary><c>%in%</c>: nesting.</summary>
    In,

    /// <summary><c>*</c>: crossing, or product.</summary>
    Multiply,

    /// <summary><c>/</c>: nesting, or quotient.</summary>
    Divide,

    /// <summary><c>+</c></summary>
    Add,

    /// <summary><c>-</c></summary>
    Subtract,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&lt;=</c></summary>
    LessOrEqual,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual,

    /// <summary><c>==</c></summary>
    Equal,

    /// <summary><c>!=</c></summary>
    NotEqual,

    /// <summary><c>&amp;</c></summary>
    And,

    /// <summary><c>|</c>: correlated random effects; the grouping factor stands on its right.</summary>
    Bar,

    /// <summary><c>||</c>: uncorrelated random effects.</summary>
    DoubleBar,
}
