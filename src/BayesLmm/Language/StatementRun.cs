using BayesLmm.Language.Checks;
using BayesLmm.Language.Tokens;
using Superpower;
using Superpower.Model;

namespace BayesLmm.Language;

/// <summary>Runs parsers over statements.</summary>
internal static class StatementRun
{
    private const int MaximumTokens = 4_000;

    /// <summary>Whether a statement is short enough to be parsed; one that is not is reported.</summary>
    public static bool MayParse(TokenizedStatement statement, SyntaxDiagnostics diagnostics)
    {
        bool fits = statement.Tokens.Length <= MaximumTokens;
        if (!fits)
        {
            diagnostics.TooManyTokens(statement.Span, statement.Tokens.Length, MaximumTokens);
        }

        return fits;
    }

    /// <summary>Runs a parser over a whole statement; a failure becomes the one diagnostic that comes nearest to its cause.</summary>
    public static T? Run<T>(TokenListParser<TokenKind, T> parser, TokenizedStatement statement, string[] mayFollow, SyntaxDiagnostics diagnostics)
        where T : class
    {
        TokenListParserResult<TokenKind, T> result = parser(new TokenList<TokenKind>(statement.Tokens));
        if (result.HasValue && result.Remainder.IsAtEnd)
        {
            return result.Value;
        }

        string[] expected = result.HasValue ? [.. mayFollow, "the end of the statement"] : result.Expectations ?? [];
        TokenListParserResult<TokenKind, Token<TokenKind>> next = result.Remainder.ConsumeToken();
        FailureReport.Report(statement, next.HasValue ? next.Value : null, expected, result.ErrorMessage, diagnostics);
        return null;
    }
}
