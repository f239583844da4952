using BayesLmm.Language.Syntax;
using BayesLmm.Language.Tokens;
using Superpower;
using Superpower.Model;
using Superpower.Parsers;
using TextSpan = BayesLmm.Diagnostics.TextSpan;

namespace BayesLmm.Language.Grammar;

/// <summary>The small parsers that all statements are made of.</summary>
internal static class Signs
{
    public static readonly TokenListParser<TokenKind, Token<TokenKind>> Comma = Token.EqualTo(TokenKind.Comma).Named("','");
    public static readonly TokenListParser<TokenKind, Token<TokenKind>> Colon = Token.EqualTo(TokenKind.Colon).Named("':'");
    public static readonly TokenListParser<TokenKind, Token<TokenKind>> Open = Token.EqualTo(TokenKind.OpenParenthesis).Named("'('");

    /// <summary>The parenthesis behind a list.</summary>
    public static readonly TokenListParser<TokenKind, Token<TokenKind>> Close = Token.EqualTo(TokenKind.CloseParenthesis).Named("',' or ')'");

    /// <summary>The tilde of a prior or a formula.</summary>
    public static readonly TokenListParser<TokenKind, Token<TokenKind>> Tilde = Token.EqualTo(TokenKind.Tilde).Named("'~'");

    /// <summary>A plain name: a keyword, a setting, a distribution.</summary>
    public static readonly TokenListParser<TokenKind, Word> PlainName = Token.EqualTo(TokenKind.Name).Select(ToWord);

    /// <summary>A column's name, plain or in backquotes.</summary>
    public static readonly TokenListParser<TokenKind, Word> ColumnName =
        Token.Matching<TokenKind>(kind => kind is TokenKind.Name or TokenKind.QuotedName, "a column name").Select(ToWord);

    /// <summary>A number with or without a sign.</summary>
    public static readonly TokenListParser<TokenKind, (double Value, TextSpan Span)> SignedNumber = ReadSignedNumber;

    /// <summary>The name of a level: a name, a quoted text, or a number as written.</summary>
    public static readonly TokenListParser<TokenKind, Word> LevelName = Token.Matching<TokenKind>(
        kind => kind is TokenKind.Name or TokenKind.QuotedName or TokenKind.Text or TokenKind.Number, "a level").Select(ToWord)
        .Or(NegativeNumber)
        .Named("a level");

    /// <summary>A value of a table as it is written: a quoted text or a number.</summary>
    public static readonly TokenListParser<TokenKind, Word> Value = Token.Matching<TokenKind>(
        kind => kind is TokenKind.Text or TokenKind.Number, "a value in quotes").Select(ToWord)
        .Or(NegativeNumber)
        .Named("a value in quotes");

    /// <summary>A number with its sign as it is written.</summary>
    private static TokenListParser<TokenKind, Word> NegativeNumber =>
        from minus in Token.EqualTo(TokenKind.Minus)
        from number in Token.EqualTo(TokenKind.Number).Named("a number")
        select new Word("-" + number.Unquoted(), TextSpan.Cover(minus.Place(), number.Place()));

    private static Word ToWord(Token<TokenKind> token) => new(token.Unquoted(), token.Place());

    private static TokenListParserResult<TokenKind, (double Value, TextSpan Span)> ReadSignedNumber(TokenList<TokenKind> input)
    {
        TokenListParserResult<TokenKind, Token<TokenKind>> first = input.ConsumeToken();
        bool signed = first.HasValue && first.Value.Kind is TokenKind.Minus or TokenKind.Plus;
        TokenList<TokenKind> rest = signed ? first.Remainder : input;
        TokenListParserResult<TokenKind, Token<TokenKind>> number = rest.ConsumeToken();
        if (!number.HasValue || number.Value.Kind != TokenKind.Number)
        {
            return TokenListParserResult.Empty<TokenKind, (double, TextSpan)>(rest, ["a number"]);
        }

        double value = number.Value.Number();
        return TokenListParserResult.Value(
            (signed && first.Value.Kind == TokenKind.Minus ? -value : value, TextSpan.Cover(first.Value.Place(), number.Value.Place())),
            input,
            number.Remainder);
    }
}
