using BayesLmm.Language.Checks;
using BayesLmm.Language.Grammar;
using BayesLmm.Language.Syntax;
using BayesLmm.Language.Tokens;
using BayesLmm.Numerics;
using Superpower.Model;

namespace BayesLmm.Language;

/// <summary>
/// Reads an <c>across</c> statement: its first line, and below it one equation a line. A line continues the equation above when it is indented deeper
/// than the first equation and has no tilde of its own, or when a bracket is open.
/// </summary>
internal static class AcrossParser
{
    /// <summary>The statement, or null when some line of it is wrong; each wrong line is reported.</summary>
    public static AcrossStatement? Parse(TokenizedStatement statement, SyntaxDiagnostics diagnostics)
    {
        if (!StatementRun.MayParse(statement, diagnostics))
        {
            return null;
        }

        List<TokenizedStatement> lines = Lines(statement);
        AcrossPhrase? phrase = StatementRun.Run(StatementGrammar.Across, lines[0], ["'in'", "','"], diagnostics);
        List<LevelEquation> equations = [];
        foreach (TokenizedStatement line in lines.Skip(1))
        {
            EquationPhrase? equation = StatementRun.Run(StatementGrammar.Equation, line, ["an operator", "','"], diagnostics);
            if (equation is not null)
            {
                equations.Add(StatementChecks.Equation(equation, line.Span, diagnostics));
            }
        }

        return phrase is not null && equations.Count == lines.Count - 1
            ? StatementChecks.Across(phrase, equations.ToEquatableArray(), statement.Span, diagnostics)
            : null;
    }

    /// <summary>The first line, then the equations. Brackets that are never closed hide nothing: they end with their line.</summary>
    private static List<TokenizedStatement> Lines(TokenizedStatement statement)
    {
        Token<TokenKind>[] tokens = statement.Tokens;
        List<TokenizedStatement> lines = [];
        int margin = -1;
        int start = 0;
        int depth = 0;
        for (int i = 1; i < tokens.Length; i++)
        {
            depth = Math.Max(0, depth + Opening(tokens[i - 1].Kind));
            bool startsLine = tokens[i].Position.Line > tokens[i - 1].Position.Line;
            bool hasTilde = startsLine && HasTilde(tokens, i);
            if (startsLine && (hasTilde || (depth == 0 && (margin < 0 || tokens[i].Position.Column <= margin))))
            {
                margin = margin < 0 ? tokens[i].Position.Column : margin;
                lines.Add(Line(statement, start, i));
                start = i;
                depth = 0;
            }
        }

        lines.Add(Line(statement, start, tokens.Length));
        return lines;
    }

    private static TokenizedStatement Line(TokenizedStatement statement, int start, int end)
    {
        Token<TokenKind>[] tokens = statement.Tokens[start..end];
        Stack<Token<TokenKind>> open = new();
        Token<TokenKind>? unopened = null;
        foreach (Token<TokenKind> token in tokens)
        {
            if (Opening(token.Kind) > 0)
            {
                open.Push(token);
            }
            else if (Opening(token.Kind) < 0 && !open.TryPop(out _))
            {
                unopened ??= token;
            }
        }

        return new TokenizedStatement(tokens, open.Count > 0 ? open.Last() : null, unopened);
    }

    /// <summary>Whether the line that starts at token <paramref name="i"/> has a tilde.</summary>
    private static bool HasTilde(Token<TokenKind>[] tokens, int i)
    {
        int line = tokens[i].Position.Line;
        while (i < tokens.Length && tokens[i].Position.Line == line && tokens[i].Kind != TokenKind.Tilde)
        {
            i++;
        }

        return i < tokens.Length && tokens[i].Position.Line == line;
    }

    /// <summary>1 for an opening bracket, −1 for a closing one.</summary>
    private static int Opening(TokenKind kind) => kind switch
    {
        TokenKind.OpenParenthesis or TokenKind.OpenBracket => 1,
        TokenKind.CloseParenthesis or TokenKind.CloseBracket => -1,
        _ => 0,
    };
}
