using System.Globalization;
using System.Text;
using Superpower;
using Superpower.Model;
using TextSpan = BayesLmm.Diagnostics.TextSpan;

namespace BayesLmm.Language.Tokens;

/// <summary>
/// Cuts a model text into tokens. It accepts every text: what is not in the language becomes a token of its own kind, so that the parser meets it in its place
/// and the rest of the text is still read. White space, line breaks and comments are left out;
/// <see cref="StatementSplitter"/> recovers the lines from the tokens' positions.
/// </summary>
internal sealed class ModelTokenizer : Tokenizer<TokenKind>
{
    /// <summary>The one tokenizer; it has no state.</summary>
    public static ModelTokenizer Instance { get; } = new();

    /// <inheritdoc/>
    protected override IEnumerable<Result<TokenKind>> Tokenize(Superpower.Model.TextSpan span)
    {
        string text = span.Source!;
        Superpower.Model.TextSpan rest = span;
        while (true)
        {
            int start = rest.Position.Absolute;
            int gap = GapLength(text, start);
            if (gap > 0)
            {
                rest = rest.Skip(gap);
                start += gap;
            }

            if (start >= text.Length)
            {
                yield break;
            }

            (TokenKind kind, int length) = Read(text, start);
            Superpower.Model.TextSpan next = rest.Skip(length);
            yield return Result.Value(kind, rest, next);
            rest = next;
        }
    }

    /// <summary>Length of the white space and comments from <paramref name="start"/> on. A byte order mark is white space.</summary>
    private static int GapLength(string text, int start)
    {
        int i = start;
        while (i < text.Length)
        {
            if (text[i] == '#')
            {
                while (i < text.Length && text[i] != '\n')
                {
                    i++;
                }
            }
            else if (char.IsWhiteSpace(text[i]) || text[i] == '\uFEFF')
            {
                i++;
            }
            else
            {
                break;
            }
        }

        return i - start;
    }

    private static (TokenKind Kind, int Length) Read(string text, int start)
    {
        char first = text[start];
        char second = start + 1 < text.Length ? text[start + 1] : '\0';
        if (char.IsAsciiDigit(first) || (first == '.' && char.IsAsciiDigit(second)))
        {
            return Number(text, start);
        }

        int name = NameLength(text, start);
        if (name > 0)
        {
            return (TokenKind.Name, name);
        }

        return (first, second) switch
        {
            ('*', '*') => (TokenKind.Caret, 2),
            ('<', '=') => (TokenKind.LessOrEqual, 2),
            ('>', '=') => (TokenKind.GreaterOrEqual, 2),
            ('=', '=') => (TokenKind.EqualEqual, 2),
            ('!', '=') => (TokenKind.NotEqual, 2),
            ('|', '|') => (TokenKind.DoubleBar, 2),
            ('&', '&') => (TokenKind.Unknown, 2),
            ('(', _) => (TokenKind.OpenParenthesis, 1),
            (')', _) => (TokenKind.CloseParenthesis, 1),
            ('[', _) => (TokenKind.OpenBracket, 1),
            (']', _) => (TokenKind.CloseBracket, 1),
            (',', _) => (TokenKind.Comma, 1),
            ('~', _) => (TokenKind.Tilde, 1),
            ('=', _) => (TokenKind.Assign, 1),
            ('+', _) => (TokenKind.Plus, 1),
            ('-', _) => (TokenKind.Minus, 1),
            ('*', _) => (TokenKind.Star, 1),
            ('/', _) => (TokenKind.Slash, 1),
            ('^', _) => (TokenKind.Caret, 1),
            (':', _) => (TokenKind.Colon, 1),
            ('<', _) => (TokenKind.Less, 1),
            ('>', _) => (TokenKind.Greater, 1),
            ('!', _) => (TokenKind.Not, 1),
            ('&', _) => (TokenKind.And, 1),
            ('|', _) => (TokenKind.Bar, 1),
            ('%', _) => Percent(text, start),
            ('"' or '\'', _) => Quoted(text, start, TokenKind.Text, TokenKind.UnclosedText),
            ('`', _) => Quoted(text, start, TokenKind.QuotedName, TokenKind.UnclosedName),
            _ => (TokenKind.Unknown, char.IsHighSurrogate(first) && char.IsLowSurrogate(second) ? 2 : 1),
        };
    }

    /// <summary>Digits, a fraction, an exponent; R's suffix <c>L</c> of whole numbers is allowed and ignored.</summary>
    private static (TokenKind Kind, int Length) Number(string text, int start)
    {
        int i = SkipDigits(text, start);
        if (i < text.Length && text[i] == '.')
        {
            i = SkipDigits(text, i + 1);
        }

        if (i < text.Length && text[i] is 'e' or 'E')
        {
            int digits = i + 1 < text.Length && text[i + 1] is '+' or '-' ? i + 2 : i + 1;
            int end = SkipDigits(text, digits);
            i = end > digits ? end : i;
        }

        bool finite = double.IsFinite(double.Parse(text.AsSpan(start, i - start), NumberStyles.Float, CultureInfo.InvariantCulture));
        if (i < text.Length && text[i] == 'L' && NameLength(text, i) == 1)
        {
            i++;
        }

        return (finite ? TokenKind.Number : TokenKind.HugeNumber, i - start);
    }

    private static int SkipDigits(string text, int i)
    {
        while (i < text.Length && char.IsAsciiDigit(text[i]))
        {
            i++;
        }

        return i;
    }

    /// <summary>Length of the name at <paramref name="start"/>: a letter or a dot, then letters, marks, digits, dots and underscores; 0 for none.</summary>
    public static int NameLength(string text, int start)
    {
        int i = start;
        while (i < text.Length && Rune.TryGetRuneAt(text, i, out Rune rune))
        {
            bool starts = Rune.IsLetter(rune) || rune.Value == '.';
            bool continues = starts || rune.Value == '_' || Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
            if (i == start ? !starts : !continues)
            {
                break;
            }

            i += rune.Utf16SequenceLength;
        }

        return i - start;
    }

    private static (TokenKind Kind, int Length) Percent(string text, int start)
    {
        if (string.CompareOrdinal(text, start, "%in%", 0, 4) == 0)
        {
            return (TokenKind.In, 4);
        }

        int i = start + 1;
        while (i < text.Length && char.IsAsciiLetter(text[i]))
        {
            i++;
        }

        return (TokenKind.Unknown, i < text.Length && text[i] == '%' ? i + 1 - start : 1);
    }

    private static (TokenKind Kind, int Length) Quoted(string text, int start, TokenKind closed, TokenKind unclosed)
    {
        char quote = text[start];
        for (int i = start + 1; i < text.Length && text[i] is not ('\n' or '\r'); i++)
        {
            if (text[i] == quote)
            {
                bool emptyName = closed == TokenKind.QuotedName && i == start + 1;
                return (emptyName ? TokenKind.EmptyName : closed, i + 1 - start);
            }

            if (text[i] == '\\' && i + 1 < text.Length && (text[i + 1] == quote || text[i + 1] == '\\'))
            {
                i++;
            }
        }

        int lineEnd = text.AsSpan(start).IndexOfAny('\n', '\r');
        return (unclosed, (lineEnd < 0 ? text.Length : start + lineEnd) - start);
    }
}
