using BayesLmm.Language;
using BayesLmm.Language.Grammar;
using BayesLmm.Language.Tokens;
using Superpower.Model;

namespace BayesLmm.FactorGraphs.Texts;

/// <summary>
/// Walks along the tokens of a line. It remembers what it was asked for since it last moved; what is there when that fits nothing is the failure. After a failure it stands still and finds nothing, so that a
/// parser need not look after each step.
/// </summary>
/// <param name="tokens">The line's tokens.</param>
internal sealed class TokenCursor(IReadOnlyList<Token<TokenKind>> tokens)
{
    private readonly List<string> expected = [];
    private int next;

    /// <summary>Whether something was not as expected.</summary>
    public bool Failed { get; private set; }

    /// <summary>The place of the token that was read last.</summary>
    public Language.TextSpan Last => tokens[Math.Max(next - 1, 0)].Place();

    /// <summary>The place of the whole line.</summary>
    public Language.TextSpan Line => Language.TextSpan.Cover(tokens[0].Place(), tokens[^1].Place());

    /// <summary>Whether a word or sign comes next; moves behind it.</summary>
    public bool Skip(string written) => Take(token => token.Kind != TokenKind.Text && token.Written().SequenceEqual(written), $"'{written}'");

    /// <summary>Moves behind words or signs that must come next, one after the other.</summary>
    public void Expect(params ReadOnlySpan<string> written)
    {
        foreach (string word in written)
        {
            FailUnless(Skip(word));
        }
    }

    /// <summary>Whether two words or signs come next, one after the other; moves behind both.</summary>
    public bool SkipBoth(string first, string second)
    {
        bool both = next + 1 < tokens.Count && tokens[next + 1].Written().SequenceEqual(second);
        return both && Skip(first) && Skip(second);
    }

    /// <summary>Moves to the end of the line.</summary>
    public void SkipRest() => next = Failed ? next : tokens.Count;

    /// <summary>A bare word.</summary>
    /// <param name="what">What it should be, for the message.</param>
    public string Word(string what) => Read(token => token.Kind == TokenKind.Name, what);

    /// <summary>Whether a bare word comes next; moves behind it.</summary>
    public bool TryWord(string what, out string word)
    {
        bool found = Take(token => token.Kind == TokenKind.Name, what);
        word = found ? tokens[next - 1].Written().ToString() : "";
        return found;
    }

    /// <summary>A name, in quotes or not.</summary>
    /// <param name="what">Whose name it should be, for the message.</param>
    public string Name(string what) => Read(token => token.Kind is TokenKind.Name or TokenKind.Text, what);

    /// <summary>A text in quotes.</summary>
    /// <param name="what">What it should be, for the message.</param>
    public string Text(string what) => Read(token => token.Kind == TokenKind.Text, what);

    /// <summary>A number, maybe with a minus.</summary>
    public double Number()
    {
        FailUnless(TryNumber(out double value));
        return value;
    }

    /// <summary>Whether a number comes next, maybe with a minus; moves behind it.</summary>
    public bool TryNumber(out double value)
    {
        value = 0;
        bool negative = next + 1 < tokens.Count && tokens[next].Kind == TokenKind.Minus && tokens[next + 1].Kind == TokenKind.Number;
        if (negative && !Failed)
        {
            next++;
        }

        if (!Take(token => token.Kind == TokenKind.Number, "a number"))
        {
            return false;
        }

        value = negative ? -tokens[next - 1].Number() : tokens[next - 1].Number();
        return true;
    }

    /// <summary>The end of the line must come next.</summary>
    public void End()
    {
        if (!Failed && next < tokens.Count)
        {
            expected.Add("the end of the statement");
            Failed = true;
        }
    }

    /// <summary>Reports the failure. An open quote hides what follows on its line, so it comes first.</summary>
    public void Report(SyntaxDiagnostics diagnostics)
    {
        if (tokens.FirstOrDefault(token => token.Kind == TokenKind.UnclosedText) is { Kind: TokenKind.UnclosedText } open)
        {
            diagnostics.UnclosedText(open.Place(), open.Written()[0]);
        }
        else if (next == tokens.Count)
        {
            diagnostics.UnexpectedEnd(new Language.TextSpan(Line.End, 0), expected.Distinct());
        }
        else if (tokens[next].Kind == TokenKind.HugeNumber)
        {
            diagnostics.HugeNumber(tokens[next].Place(), tokens[next].Written().ToString());
        }
        else
        {
            diagnostics.Unexpected(tokens[next].Place(), FailureReport.Describe(tokens[next]), expected.Distinct());
        }
    }

    private static string Unquoted(Token<TokenKind> token) => token.Kind == TokenKind.Text ? GraphWords.Unquoted(token.Written()) : token.Written().ToString();

    private string Read(Func<Token<TokenKind>, bool> fits, string what)
    {
        FailUnless(Take(fits, what));
        return Failed ? "" : Unquoted(tokens[next - 1]);
    }

    private bool Take(Func<Token<TokenKind>, bool> fits, string what)
    {
        if (Failed)
        {
            return false;
        }

        if (next < tokens.Count && fits(tokens[next]))
        {
            next++;
            expected.Clear();
            return true;
        }

        expected.Add(what);
        return false;
    }

    private void FailUnless(bool found) => Failed |= !found;
}
