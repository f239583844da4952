using BayesLmm.Language.Grammar;
using BayesLmm.Language.Tokens;
using Superpower.Model;
using TextSpan = BayesLmm.Diagnostics.TextSpan;

namespace BayesLmm.Language.Checks;

/// <summary>Turns the place where a parser stopped into the diagnostic that comes nearest to the cause.</summary>
internal static class FailureReport
{
    /// <summary>Reports one diagnostic for a statement that could not be parsed.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="found">The token where the parser stopped, or null for the end.</param>
    /// <param name="expected">What it would have taken.</param>
    /// <param name="message">The parser's own message, if it gave one.</param>
    /// <param name="diagnostics">Where to report.</param>
    public static void Report(
        TokenizedStatement statement, Token<TokenKind>? found, IReadOnlyCollection<string> expected, string? message, SyntaxDiagnostics diagnostics)
    {
        // An open quote hides what follows on its line, closing brackets too, so it comes first; then an open bracket.
        foreach (Token<TokenKind> token in statement.Tokens)
        {
            switch (token.Kind)
            {
                case TokenKind.UnclosedText:
                    diagnostics.UnclosedText(token.Place(), token.Written()[0]);
                    return;
                case TokenKind.UnclosedName:
                    diagnostics.UnclosedName(token.Place());
                    return;
            }
        }

        if (message == ExpressionGrammar.TooDeep && found is { } deep)
        {
            diagnostics.TooDeep(deep.Place());
        }
        else if (statement.Unclosed is { } open && (found is null || found.Value.Place().Start >= open.Place().Start))
        {
            diagnostics.Unclosed(open.Place(), open.Unquoted());
        }
        else if (found is { } token)
        {
            AtToken(statement, token, expected, diagnostics);
        }
        else
        {
            diagnostics.UnexpectedEnd(new TextSpan(statement.Span.End, 0), expected);
        }
    }

    private static void AtToken(TokenizedStatement statement, Token<TokenKind> found, IReadOnlyCollection<string> expected, SyntaxDiagnostics diagnostics)
    {
        TextSpan place = found.Place();
        switch (found.Kind)
        {
            case TokenKind.EmptyName:
                diagnostics.EmptyName(place);
                break;
            case TokenKind.HugeNumber:
                diagnostics.HugeNumber(place, found.Unquoted());
                break;
            case TokenKind.Unknown:
                diagnostics.UnknownSign(place, Describe(found));
                break;
            case TokenKind.CloseParenthesis or TokenKind.CloseBracket when statement.Unopened is { } unopened && unopened.Place() == place:
                diagnostics.Unopened(place, found.Unquoted());
                break;
            default:
                diagnostics.Unexpected(place, Describe(found), expected, statement.Tokens[0].Written() is "where" ? OperatorMeant(found) : null);
                break;
        }
    }

    /// <summary>The operator of conditions that other languages write as the token, or null.</summary>
    private static string? OperatorMeant(Token<TokenKind> token) => token.Unquoted() switch
    {
        "=" => "==",
        "and" => "&",
        "or" => "|",
        _ => null,
    };

    /// <summary>The token as messages show it: in quotes; a control character by its code.</summary>
    public static string Describe(Token<TokenKind> token) => token.Kind switch
    {
        TokenKind.Text => token.Written().ToString(),
        TokenKind.Number => $"the number {token.Written()}",
        _ when token.Span.Length == 1 && (char.IsControl(token.Written()[0]) || char.IsSurrogate(token.Written()[0])) =>
            $"character U+{(int)token.Written()[0]:X4}",
        _ => $"'{token.Written()}'",
    };
}
