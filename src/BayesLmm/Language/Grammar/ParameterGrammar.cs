using System.Text;
using BayesLmm.Families;
using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;
using BayesLmm.Language.Tokens;
using BayesLmm.Numerics;
using Superpower;
using Superpower.Model;
using Superpower.Parsers;
using TextSpan = BayesLmm.Diagnostics.TextSpan;

namespace BayesLmm.Language.Grammar;

/// <summary>
/// A parameter's name in a prior: <c>intercept</c>, <c>age:Sex[Male]</c>, <c>I(x^2)</c>, <c>sd(batch:cask, Days)</c>. The canonical text
/// has one blank behind the commas of <c>sd</c> and <c>cor</c>; function calls are written as <see cref="ExpressionPrinter"/> does, and what
/// stands in brackets is a level's name, taken as written or from its quotes, and written as <see cref="LevelName"/> does.
/// </summary>
internal static class ParameterGrammar
{
    /// <summary>What a parameter may start with.</summary>
    private const string ParameterExpected = "a parameter's name such as intercept, Days, sd(Subject) or sigma";

    /// <summary>One side of an interaction: a column or a function of columns, with a level if it has levels.</summary>
    private static readonly TokenListParser<TokenKind, Word> Factor =
        from column in ExpressionGrammar.NameOrCall
        from suffix in (TokenListParser<TokenKind, Word>)(input => Suffix(input, column))
        select new Word(ExpressionPrinter.Print(column) + suffix.Text, TextSpan.Cover(column.Span, suffix.Span));

    /// <summary>A coefficient or a grouping factor: columns joined by colons.</summary>
    private static readonly TokenListParser<TokenKind, Word> Coefficient =
        Factor.AtLeastOnceDelimitedBy(Signs.Colon).Select(factors => new Word(
            string.Join(':', factors.Select(factor => factor.Text)),
            TextSpan.Cover(factors[0].Span, factors[^1].Span)));

    private static readonly TokenListParser<TokenKind, ParameterReference> Spread =
        from kind in Token.Matching<TokenKind>(kind => kind == TokenKind.Name, ParameterExpected)
        from open in Signs.Open
        from arguments in Coefficient.Named("a grouping factor or coefficient").AtLeastOnceDelimitedBy(Signs.Comma)
        from close in Signs.Close
        select new ParameterReference(
            kind.Unquoted(),
            arguments.ToEquatableArray(),
            $"{kind.Unquoted()}({string.Join(", ", arguments.Select(argument => argument.Text))})",
            TextSpan.Cover(kind.Place(), close.Place()));

    private static readonly TokenListParser<TokenKind, ParameterReference> Plain =
        Coefficient.Select(word => new ParameterReference(null, [], word.Text, word.Span));

    /// <summary>A parameter's name.</summary>
    public static TokenListParser<TokenKind, ParameterReference> Parameter { get; } =
        input => IsSpread(input) ? Spread(input) : Plain.Named(ParameterExpected)(input);

    /// <summary>Whether <c>sd(</c> or <c>cor(</c> comes next.</summary>
    private static bool IsSpread(TokenList<TokenKind> input)
    {
        TokenListParserResult<TokenKind, Token<TokenKind>> name = input.ConsumeToken();
        return name.HasValue && name.Value.Kind == TokenKind.Name && name.Value.Written() is "sd" or "cor"
            && name.Remainder.ConsumeToken() is { HasValue: true, Value.Kind: TokenKind.OpenParenthesis };
    }

    /// <summary>
    /// What may stand directly behind a column: a level in brackets, or the number of a function's column, as in R's <c>poly(age, 2)1</c>;
    /// otherwise nothing.
    /// </summary>
    private static TokenListParserResult<TokenKind, Word> Suffix(TokenList<TokenKind> input, Expression column)
    {
        TokenListParserResult<TokenKind, Token<TokenKind>> next = input.ConsumeToken();
        if (next.HasValue && next.Value.Kind == TokenKind.OpenBracket)
        {
            return LevelInBrackets(input, next.Value, next.Remainder);
        }

        bool numbered = next.HasValue && column is CallExpression && next.Value.Kind == TokenKind.Number && next.Value.Place().Start == column.Span.End;
        return numbered
            ? TokenListParserResult.Value(new Word(next.Value.Unquoted(), next.Value.Place()), input, next.Remainder)
            : TokenListParserResult.Value(new Word("", column.Span), input, input);
    }

    private static TokenListParserResult<TokenKind, Word> LevelInBrackets(TokenList<TokenKind> input, Token<TokenKind> open, TokenList<TokenKind> rest)
    {
        List<Token<TokenKind>> inside = [];
        while (true)
        {
            TokenListParserResult<TokenKind, Token<TokenKind>> next = rest.ConsumeToken();
            bool closes = next.HasValue && next.Value.Kind == TokenKind.CloseBracket;
            if (!next.HasValue || (closes && inside.Count == 0))
            {
                return TokenListParserResult.Empty<TokenKind, Word>(rest, [inside.Count == 0 ? "a level" : "']'"]);
            }

            if (closes)
            {
                return TokenListParserResult.Value(
                    new Word($"[{LevelName.Of(LevelText(inside))}]", TextSpan.Cover(open.Place(), next.Value.Place())), input, next.Remainder);
            }

            inside.Add(next.Value);
            rest = next.Remainder;
        }
    }

    /// <summary>A single quoted text without its quotes; anything else as written, with white space as single blanks.</summary>
    private static string LevelText(List<Token<TokenKind>> inside)
    {
        if (inside is [{ Kind: TokenKind.Text or TokenKind.QuotedName } single])
        {
            return single.Unquoted();
        }

        StringBuilder text = new();
        for (int i = 0; i < inside.Count; i++)
        {
            bool gap = i > 0 && inside[i - 1].Place().End < inside[i].Place().Start;
            text.Append(gap ? " " : "").Append(inside[i].Written());
        }

        return text.ToString();
    }
}
