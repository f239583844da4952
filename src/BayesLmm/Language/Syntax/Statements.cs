using BayesLmm.Diagnostics;
using BayesLmm.Distributions;
using BayesLmm.Numerics;

namespace BayesLmm.Language.Syntax;

/// <summary>A parsed model file: its statements in the order written.</summary>
/// <param name="Source">The text it was parsed from.</param>
/// <param name="Statements">The statements.</param>
internal sealed record ModelSyntax(SourceText Source, EquatableArray<Statement> Statements);

/// <summary>One statement of a model file.</summary>
/// <param name="Span">Where it stands in the text.</param>
internal abstract record Statement(TextSpan Span);

/// <summary><c>data "file" decimal ",", missing "."</c>: where the table is, relative to the model file, and how it is written.</summary>
/// <param name="Path">The file; null where the statement only says how tables are written.</param>
/// <param name="PathSpan">Where the file is named.</param>
/// <param name="Span">Where it stands in the text.</param>
internal sealed record DataStatement(string? Path, TextSpan PathSpan, TextSpan Span) : Statement(Span)
{
    /// <summary>The decimal mark, or null.</summary>
    public Word? Decimal { get; init; }

    /// <summary>What stands between thousands, or null.</summary>
    public Word? Thousands { get; init; }

    /// <summary>What counts as missing.</summary>
    public EquatableArray<Word> Missing { get; init; } = [];
}

/// <summary><c>factor g [levels a, b, c] [contrasts sum] [reference a]</c>: reads a column as categorical.</summary>
/// <param name="Column">The column.</param>
/// <param name="Levels">The levels in the desired order, or null for the natural order.</param>
/// <param name="Contrasts">The contrast, as written, or null for treatment.</param>
/// <param name="Reference">The reference level, or null for the first.</param>
/// <param name="Span">Where it stands in the text.</param>
internal sealed record FactorStatement(Word Column, EquatableArray<Word>? Levels, Word? Contrasts, Word? Reference, TextSpan Span) : Statement(Span);

/// <summary><c>response ~ terms</c>.</summary>
internal sealed record FormulaStatement(Expression Response, Expression RightHandSide, TextSpan Span) : Statement(Span);

/// <summary><c>let logdose = log(dose)</c>: a column computed from others, row by row.</summary>
internal sealed record LetStatement(Word Name, Expression Value, TextSpan Span) : Statement(Span);

/// <summary><c>where days >= 2</c>: uses the rows for which the condition holds; of several statements all must hold.</summary>
internal sealed record WhereStatement(Expression Condition, TextSpan Span) : Statement(Span);

/// <summary><c>missing drop</c> or <c>missing error</c>: the treatment of a row with a missing value in a column that the model uses.</summary>
/// <param name="IsError">Whether it is an error; otherwise the row is dropped.</param>
/// <param name="Span">Where it stands in the text.</param>
internal sealed record MissingStatement(bool IsError, TextSpan Span) : Statement(Span);

/// <summary><c>weights w</c>: the residual variance of a row is sigma² / w.</summary>
internal sealed record WeightsStatement(Expression Value, TextSpan Span) : Statement(Span);

/// <summary><c>offset o</c>: a part of the linear predictor whose coefficient is 1.</summary>
internal sealed record OffsetStatement(Expression Value, TextSpan Span) : Statement(Span);

/// <summary><c>known_se s</c>: the residual standard deviation of each row is given, as in meta-analysis.</summary>
internal sealed record KnownSeStatement(Expression Value, TextSpan Span) : Statement(Span);

/// <summary><c>family binomial trials size, link probit</c>: the distribution of the response given its linear predictor.</summary>
/// <param name="Family">The family's name.</param>
/// <param name="Span">Where it stands in the text.</param>
internal sealed record FamilyStatement(Word Family, TextSpan Span) : Statement(Span)
{
    /// <summary>The link's name; null for the family's own.</summary>
    public Word? Link { get; init; }

    /// <summary>The number of trials of each row, or null.</summary>
    public Expression? Trials { get; init; }
}

/// <summary>
/// <c>across class in school, uncorrelated</c> and the equations on the indented lines below: how coefficients vary over the groups of a level.
/// </summary>
/// <param name="Group">The columns whose combinations are the groups, outermost first: <c>class in school</c> is school, class.</param>
/// <param name="Correlated">Whether the random residuals of the equations are correlated with each other.</param>
/// <param name="Equations">The equations, in the order written.</param>
/// <param name="Span">Where it stands in the text.</param>
internal sealed record AcrossStatement(
    EquatableArray<NameExpression> Group, bool Correlated, EquatableArray<LevelEquation> Equations, TextSpan Span) : Statement(Span);

/// <summary><c>cses ~ 1 + meanses, fixed</c>: the regression of one coefficient over the groups of a level.</summary>
/// <param name="Coefficient"><c>intercept</c>, or a term of the levels below.</param>
/// <param name="RightHandSide">The group-level predictors.</param>
/// <param name="IsFixed">Whether the coefficient has no random residual.</param>
/// <param name="Span">Where it stands in the text.</param>
internal sealed record LevelEquation(Expression Coefficient, Expression RightHandSide, bool IsFixed, TextSpan Span);

/// <summary><c>prior PARAMETER ~ DISTRIBUTION</c>.</summary>
internal sealed record PriorStatement(ParameterReference Parameter, DistributionSyntax Distribution, TextSpan Span) : Statement(Span);

/// <summary><c>sample chains 4, draws 1000, seed 1</c>: settings with their values, in the order written.</summary>
internal sealed record SampleStatement(EquatableArray<SampleSetting> Settings, TextSpan Span) : Statement(Span);

/// <summary>One setting of a <see cref="SampleStatement"/>.</summary>
internal sealed record SampleSetting(Word Name, double Value, TextSpan ValueSpan);

/// <summary>A name or text with its place; quotes and backquotes are already removed.</summary>
internal readonly record struct Word(string Text, TextSpan Span);

/// <summary>
/// A parameter as a prior names it: <c>intercept</c>, <c>Days</c>, <c>Sex[Male]</c>, <c>sigma</c>, or with arguments
/// <c>sd(Subject, Days)</c>, <c>cor(Subject)</c>.
/// </summary>
/// <param name="Kind"><c>sd</c> or <c>cor</c> when written as a call of these; otherwise null.</param>
/// <param name="Arguments">The call's arguments as text (a grouping factor, then coefficients); empty when <paramref name="Kind"/> is null.</param>
/// <param name="Name">The whole name as text, white space normalised.</param>
/// <param name="Span">Where it stands in the text.</param>
internal sealed record ParameterReference(string? Kind, EquatableArray<Word> Arguments, string Name, TextSpan Span);

/// <summary>
/// A distribution with its arguments, as in <c>student_t(3, 0, 50)</c> or <c>normal(sd = 1, mean = 0)</c>; in the order of the signature once checked.
/// </summary>
internal sealed record DistributionSyntax(Word Name, EquatableArray<DistributionArgument> Arguments, TextSpan Span);

/// <summary>One number given to a distribution, with a name when written <c>sd = 1</c>.</summary>
internal readonly record struct DistributionArgument(double Value, TextSpan Span, Word? Name = null);
