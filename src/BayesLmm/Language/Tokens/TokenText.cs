using System.Globalization;
using System.Text;
using Superpower.Model;
using TextSpan = BayesLmm.Diagnostics.TextSpan;

namespace BayesLmm.Language.Tokens;

/// <summary>What a token stands for: its place, its name without quotes, its number.</summary>
internal static class TokenText
{
    /// <summary>The token's place in the model text.</summary>
    public static TextSpan Place(this Token<TokenKind> token) => new(token.Span.Position.Absolute, token.Span.Length);

    /// <summary>The token as written.</summary>
    public static ReadOnlySpan<char> Written(this Token<TokenKind> token) =>
        token.Span.Source.AsSpan(token.Span.Position.Absolute, token.Span.Length);

    /// <summary>
    /// The token's text without quotes or backquotes. In quotes a backslash stands for itself, so that Windows paths need no care,
    /// except before another backslash or the quote, which it lets into the text.
    /// </summary>
    public static string Unquoted(this Token<TokenKind> token)
    {
        ReadOnlySpan<char> written = token.Written();
        if (token.Kind is not (TokenKind.Text or TokenKind.QuotedName))
        {
            return written.ToString();
        }

        char quote = written[0];
        ReadOnlySpan<char> inner = written[1..^1];
        if (!inner.Contains('\\'))
        {
            return inner.ToString();
        }

        StringBuilder text = new(inner.Length);
        for (int i = 0; i < inner.Length; i++)
        {
            if (inner[i] == '\\' && i + 1 < inner.Length && (inner[i + 1] == quote || inner[i + 1] == '\\'))
            {
                i++;
            }

            text.Append(inner[i]);
        }

        return text.ToString();
    }

    /// <summary>The value of a number token.</summary>
    public static double Number(this Token<TokenKind> token) =>
        double.Parse(token.Written().TrimEnd('L'), NumberStyles.Float, CultureInfo.InvariantCulture);
}
