using BayesLmm.Diagnostics;
using BayesLmm.Distributions;
using BayesLmm.Language.Syntax;
using BayesLmm.Language.Tokens;
using BayesLmm.Numerics;
using BayesLmm.Specification.Formulas;
using Superpower;
using Superpower.Parsers;

namespace BayesLmm.Language.Grammar;

/// <summary>A <c>factor</c> statement as written, before its options are known to exist.</summary>
/// <param name="Columns">The columns; the options hold for all of them.</param>
/// <param name="Options">The options in the order written.</param>
internal sealed record FactorPhrase(Word[] Columns, FactorOption[] Options);

/// <summary>One option of a <c>factor</c> statement with its values.</summary>
internal sealed record FactorOption(Word Name, Word[] Values);

/// <summary>A <c>data</c> statement as written, before its options are checked.</summary>
/// <param name="Path">The file; null without one.</param>
/// <param name="Options">The options in the order written.</param>
internal sealed record DataPhrase(Word? Path, DataOption[] Options);

/// <summary>One option of a <c>data</c> statement with its values.</summary>
internal sealed record DataOption(Word Name, Word[] Values);

/// <summary>One phrase behind the keyword <c>across</c>: the groups, innermost first as written, and the options behind commas.</summary>
internal sealed record AcrossPhrase(NameExpression[] Group, Word[] Options);

/// <summary>A level equation as written, before its options are known to exist.</summary>
internal sealed record EquationPhrase(Expression Coefficient, Expression RightHandSide, Word[] Options);

/// <summary><c>weights w</c> and other statements that are a keyword and an expression.</summary>
internal sealed record ExpressionPhrase(Expression Value);

/// <summary><c>missing drop</c> and other statements that are a keyword and a choice.</summary>
internal sealed record ChoicePhrase(Word Choice);

/// <summary>A <c>family</c> statement as written, before family and options are known to exist.</summary>
/// <param name="Family">The family's name.</param>
/// <param name="Options">The options in the order written.</param>
internal sealed record FamilyPhrase(Word Family, FamilyOption[] Options);

/// <summary>One option of a <c>family</c> statement with its value.</summary>
internal sealed record FamilyOption(Word Name, Expression Value);

/// <summary>The form of each statement. Spans of whole statements are set by the parser of the text.</summary>
internal static class StatementGrammar
{
    /// <summary><c>response ~ terms</c>.</summary>
    public static readonly TokenListParser<TokenKind, FormulaStatement> Formula =
        from response in ExpressionGrammar.Expression
        from tilde in Signs.Tilde.Named("an operator or '~'")
        from terms in ExpressionGrammar.Expression
        select new FormulaStatement(response, terms, default);

    /// <summary>The options of a <c>data</c> statement.</summary>
    public static readonly string[] DataOptions = ["decimal", "thousands", "missing"];

    /// <summary><c>data "file" decimal ",", thousands ".", missing ".", "-99"</c>; the file may be left out where an option stands.</summary>
    public static readonly TokenListParser<TokenKind, DataPhrase> Data =
        from keyword in Signs.PlainName
        from phrase in (from path in Token.EqualTo(TokenKind.Text).Named("a file name in quotes")
                        from options in DataOption.Many()
                        select new DataPhrase(new Word(path.Unquoted(), path.Place()), options))
            .Or(from options in DataOption.AtLeastOnce()
                select new DataPhrase(null, options))
            .Named("a file name in quotes")
        select phrase;

    /// <summary><c>factor a, b levels …, … contrasts … reference …</c>.</summary>
    public static readonly TokenListParser<TokenKind, FactorPhrase> Factor =
        from keyword in Signs.PlainName
        from columns in Signs.ColumnName.AtLeastOnceDelimitedBy(Signs.Comma)
        from options in FactorOption.Many()
        select new FactorPhrase(columns, options);

    /// <summary><c>family binomial trials size, link probit</c>; an option stands behind a comma or not.</summary>
    public static readonly TokenListParser<TokenKind, FamilyPhrase> Family =
        from keyword in Signs.PlainName
        from family in Signs.PlainName.Named("a family such as gaussian")
        from options in FamilyOption.Many()
        select new FamilyPhrase(family, options);

    /// <summary><c>let name = expression</c>.</summary>
    public static readonly TokenListParser<TokenKind, LetStatement> Let =
        from keyword in Signs.PlainName
        from name in Signs.ColumnName
        from assign in Token.EqualTo(TokenKind.Assign).Named("'='")
        from value in ExpressionGrammar.Expression
        select new LetStatement(name, value, default);

    /// <summary>A keyword and an expression: <c>where days >= 2</c>.</summary>
    public static readonly TokenListParser<TokenKind, ExpressionPhrase> KeywordAndExpression =
        from keyword in Signs.PlainName
        from value in ExpressionGrammar.Expression
        select new ExpressionPhrase(value);

    /// <summary>The first line of an <c>across</c> statement: <c>across class in school, uncorrelated</c>.</summary>
    public static readonly TokenListParser<TokenKind, AcrossPhrase> Across =
        from keyword in Signs.PlainName
        from inner in GroupName
        from outer in (from sign in Token.EqualTo(TokenKind.Name).Where(token => token.Written() is "in")
            .Named("'in'") from name in GroupName select name).Many()
        from options in CommaAndWord("the option 'uncorrelated'").Many()
        select new AcrossPhrase([inner, .. outer], options);

    /// <summary>One line of an <c>across</c> statement: <c>cses ~ 1 + meanses, fixed</c>.</summary>
    public static readonly TokenListParser<TokenKind, EquationPhrase> Equation =
        from coefficient in ExpressionGrammar.Expression
        from tilde in Signs.Tilde.Named("an operator or '~'")
        from terms in ExpressionGrammar.Expression
        from options in CommaAndWord("the option 'fixed'").Many()
        select new EquationPhrase(coefficient, terms, options);

    /// <summary><c>prior PARAMETER ~ DISTRIBUTION</c>.</summary>
    public static readonly TokenListParser<TokenKind, PriorStatement> Prior =
        from keyword in Signs.PlainName
        from parameter in ParameterGrammar.Parameter
        from tilde in Signs.Tilde
        from distribution in Distribution
        select new PriorStatement(parameter, distribution, default);

    /// <summary><c>sample chains 4, draws 1000</c>.</summary>
    public static readonly TokenListParser<TokenKind, SampleStatement> Sample =
        from keyword in Signs.PlainName
        from settings in Setting.AtLeastOnceDelimitedBy(Signs.Comma)
        select new SampleStatement(settings.ToEquatableArray(), default);

    /// <summary>A keyword and one of several words: <c>missing drop</c>.</summary>
    public static TokenListParser<TokenKind, ChoicePhrase> KeywordAndChoice(string expected) =>
        from keyword in Signs.PlainName
        from choice in Signs.PlainName.Named(expected)
        select new ChoicePhrase(choice);

    private static TokenListParser<TokenKind, NameExpression> GroupName =>
        Signs.ColumnName.Named("a grouping factor").Select(word => new NameExpression(word.Text, word.Span));

    private static TokenListParser<TokenKind, Word> CommaAndWord(string expected) =>
        from comma in Signs.Comma
        from word in Signs.PlainName.Named(expected)
        select word;

    private static TokenListParser<TokenKind, FactorOption> FactorOption =>
        from name in Signs.PlainName
        from values in Signs.LevelName.AtLeastOnceDelimitedBy(Signs.Comma)
        select new FactorOption(name, values);

    /// <summary>One option, behind a comma or not; the list of what is missing goes on behind a comma as long as a value follows.</summary>
    private static TokenListParser<TokenKind, DataOption> DataOption =>
        from name in (from comma in Signs.Comma.OptionalOrDefault()
                      from name in Token.EqualTo(TokenKind.Name).Where(token => DataOptions.Contains(token.Unquoted())).Named("decimal, thousands or missing")
                      select name).Try()
        from first in Signs.Value
        from others in (from between in Signs.Comma
                        from value in Signs.Value
                        select value).Try().Many()
        select new DataOption(new Word(name.Unquoted(), name.Place()), [first, .. others]);

    private static TokenListParser<TokenKind, FamilyOption> FamilyOption =>
        from comma in Signs.Comma.OptionalOrDefault()
        from name in Signs.PlainName.Named("link or trials")
        from value in ExpressionGrammar.Expression
        select new FamilyOption(name, value);

    private static TokenListParser<TokenKind, DistributionSyntax> Distribution =>
        from name in Signs.PlainName.Named("a distribution such as normal(0, 10)")
        from arguments in Arguments.OptionalOrDefault((Values: [], End: name.Span))
        select new DistributionSyntax(name, arguments.Values, TextSpan.Cover(name.Span, arguments.End));

    private static TokenListParser<TokenKind, (EquatableArray<DistributionArgument> Values, TextSpan End)> Arguments =>
        from open in Signs.Open
        from values in Argument.ManyDelimitedBy(Signs.Comma)
        from close in Signs.Close
        select (values.ToEquatableArray(), close.Place());

    private static TokenListParser<TokenKind, DistributionArgument> Argument =>
        (from name in Signs.PlainName
         from assign in Token.EqualTo(TokenKind.Assign).Named("'='")
         from value in Signs.SignedNumber
         select new DistributionArgument(value.Value, value.Span, name))
        .Or(Signs.SignedNumber.Select(value => new DistributionArgument(value.Value, value.Span)));

    private static TokenListParser<TokenKind, SampleSetting> Setting =>
        from name in Signs.PlainName.Named("a setting such as chains or draws")
        from value in Signs.SignedNumber
        select new SampleSetting(name, value.Value, value.Span);
}
