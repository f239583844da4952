using BayesLmm.Language.Syntax;
using Superpower.Model;
using TextSpan = BayesLmm.Diagnostics.TextSpan;

namespace BayesLmm.Language.Tokens;

/// <summary>The tokens of one statement, and what is wrong with its brackets.</summary>
/// <param name="Tokens">The tokens; never empty.</param>
/// <param name="Unclosed">The first bracket that is opened and never closed, if any.</param>
/// <param name="Unopened">The first bracket that is closed and was never opened, if any.</param>
internal sealed record TokenizedStatement(Token<TokenKind>[] Tokens, Token<TokenKind>? Unclosed, Token<TokenKind>? Unopened)
{
    /// <summary>From the first token to the last.</summary>
    public TextSpan Span => TextSpan.Cover(Tokens[0].Place(), Tokens[^1].Place());
}

/// <summary>
/// Groups tokens into statements. A line starts a statement unless it is indented deeper than the first statement or a bracket that
/// will be closed is still open. Brackets are matched over the whole text beforehand, and never across a line that can only be a
/// statement's first, so that one forgotten bracket does not swallow the statements behind it.
/// </summary>
internal static class StatementSplitter
{
    /// <summary>Splits the tokens of a whole model text.</summary>
    public static List<TokenizedStatement> Split(IReadOnlyList<Token<TokenKind>> tokens)
    {
        bool[] startsAtMargin = FindMarginStarts(tokens);
        bool[] matched = MatchBrackets(tokens, startsAtMargin);
        List<TokenizedStatement> statements = [];
        int depth = 0;
        int start = 0;
        for (int i = 0; i < tokens.Count; i++)
        {
            if (i > 0 && startsAtMargin[i] && depth == 0)
            {
                statements.Add(Statement(tokens, matched, start, i));
                start = i;
            }

            if (matched[i])
            {
                depth += IsOpening(tokens[i].Kind) ? 1 : -1;
            }
        }

        if (start < tokens.Count)
        {
            statements.Add(Statement(tokens, matched, start, tokens.Count));
        }

        return statements;
    }

    /// <summary>
    /// Whether each token is the first of a line and not indented deeper than the text's first token. A byte order mark takes no column.
    /// </summary>
    private static bool[] FindMarginStarts(IReadOnlyList<Token<TokenKind>> tokens)
    {
        bool[] starts = new bool[tokens.Count];
        for (int i = 0; i < tokens.Count; i++)
        {
            Position first = tokens[0].Position;
            int margin = first.Column - (first.Line == 1 && tokens[0].Span.Source!.StartsWith('\uFEFF') ? 1 : 0);
            starts[i] = i == 0 || (tokens[i].Position.Line > tokens[i - 1].Position.Line && tokens[i].Position.Column <= margin);
        }

        return starts;
    }

    /// <summary>
    /// Whether the line that starts at token <paramref name="i"/> cannot stand inside brackets: no expression has a name before another name,
    /// a text or a number, and none has a tilde in brackets.
    /// </summary>
    private static bool IsStatementHead(IReadOnlyList<Token<TokenKind>> tokens, int i) =>
        tokens[i].Kind is TokenKind.Name or TokenKind.QuotedName
        && i + 1 < tokens.Count
        && tokens[i + 1].Position.Line == tokens[i].Position.Line
        && tokens[i + 1].Kind is TokenKind.Name or TokenKind.QuotedName or TokenKind.Text or TokenKind.Number or TokenKind.Tilde;

    /// <summary>
    /// Whether each token is a bracket that has its partner. A closing bracket passes over open ones of the other shape, which stay alone.
    /// </summary>
    private static bool[] MatchBrackets(IReadOnlyList<Token<TokenKind>> tokens, bool[] startsAtMargin)
    {
        bool[] matched = new bool[tokens.Count];
        Stack<int> open = new();
        Dictionary<TokenKind, int> openOfKind = new() { [TokenKind.OpenParenthesis] = 0, [TokenKind.OpenBracket] = 0 };
        for (int i = 0; i < tokens.Count; i++)
        {
            TokenKind kind = tokens[i].Kind;
            if (startsAtMargin[i] && IsStatementHead(tokens, i))
            {
                open.Clear();
                openOfKind[TokenKind.OpenParenthesis] = 0;
                openOfKind[TokenKind.OpenBracket] = 0;
            }

            if (IsOpening(kind))
            {
                open.Push(i);
                openOfKind[kind]++;
            }
            else if (IsClosing(kind) && openOfKind[OpeningOf(kind)] > 0)
            {
                int opening;
                do
                {
                    opening = open.Pop();
                    openOfKind[tokens[opening].Kind]--;
                }
                while (tokens[opening].Kind != OpeningOf(kind));

                matched[opening] = true;
                matched[i] = true;
            }
        }

        return matched;
    }

    private static TokenizedStatement Statement(IReadOnlyList<Token<TokenKind>> tokens, bool[] matched, int start, int end)
    {
        Token<TokenKind>[] own = new Token<TokenKind>[end - start];
        Token<TokenKind>? unclosed = null;
        Token<TokenKind>? unopened = null;
        for (int i = start; i < end; i++)
        {
            own[i - start] = tokens[i];
            if (!matched[i] && IsOpening(tokens[i].Kind))
            {
                unclosed ??= tokens[i];
            }
            else if (!matched[i] && IsClosing(tokens[i].Kind))
            {
                unopened ??= tokens[i];
            }
        }

        return new TokenizedStatement(own, unclosed, unopened);
    }

    private static bool IsOpening(TokenKind kind) => kind is TokenKind.OpenParenthesis or TokenKind.OpenBracket;

    private static bool IsClosing(TokenKind kind) => kind is TokenKind.CloseParenthesis or TokenKind.CloseBracket;

    private static TokenKind OpeningOf(TokenKind closing) =>
        closing == TokenKind.CloseParenthesis ? TokenKind.OpenParenthesis : TokenKind.OpenBracket;
}
