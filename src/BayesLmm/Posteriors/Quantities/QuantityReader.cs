using System.Text;
using BayesLmm.Diagnostics;
using BayesLmm.Language;
using BayesLmm.Language.Syntax;
using BayesLmm.Language.Tokens;
using Superpower.Model;
using TextSpan = BayesLmm.Diagnostics.TextSpan;

namespace BayesLmm.Posteriors.Quantities;

/// <summary>A quantity that the user named.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">Its expression as written.</param>
/// <param name="Expression">The expression; its names are those of parameters, group effects and quantities before it.</param>
internal sealed record QuantityDefinition(string Name, string Text, Expression Expression);

/// <summary>A hypothesis: a condition, or that two numbers are equal.</summary>
/// <param name="Text">The text as written.</param>
/// <param name="Expression">The condition; for a point hypothesis the equation.</param>
internal sealed record HypothesisDefinition(string Text, Expression Expression)
{
    /// <summary>The two sides of a point hypothesis; null for a condition.</summary>
    public (Expression Left, Expression Right)? Sides => SidesOf(Expression);

    /// <summary>The two sides of an equation; null for any other expression.</summary>
    public static (Expression Left, Expression Right)? SidesOf(Expression expression) => expression switch
    {
        ParenthesizedExpression parentheses => SidesOf(parentheses.Inner),
        BinaryExpression { Operator: BinaryOperator.Equal } equation => (equation.Left, equation.Right),
        _ => null,
    };
}

/// <summary>
/// Reads expressions over a posterior. Names are found first, the longest that fits, and put in backquotes; what is left is an expression of the model
/// language.
/// </summary>
/// <param name="model">The model.</param>
internal sealed class QuantityReader(BoundModel model)
{
    private readonly QuantityNames names = new(model);
    private readonly List<Diagnostic> diagnostics = [];

    /// <summary>What is wrong with the texts that were read.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics => diagnostics;

    /// <summary>Reads <c>name = expression</c>, and knows the name from then on; null with a report if it cannot be read.</summary>
    public QuantityDefinition? ReadQuantity(string text)
    {
        Token<TokenKind>[] tokens = [.. ModelTokenizer.Instance.Tokenize(text)];
        SourceText source = new("quantity", text);
        if (tokens.Length < 3 || tokens[0].Kind is not (TokenKind.Name or TokenKind.QuotedName) || tokens[1].Kind != TokenKind.Assign)
        {
            diagnostics.Add(QuantityDiagnostics.NotNamed(source, new TextSpan(0, text.Length)));
            return null;
        }

        string name = tokens[0].Unquoted();
        QuantityDefinition? read = ReadQuantity(name, text[tokens[2].Place().Start..]);
        if (!names.Add(name))
        {
            diagnostics.Add(QuantityDiagnostics.NameTaken(source, tokens[0].Place(), name));
        }

        return read;
    }

    /// <summary>Reads the expression of a quantity; null with a report if it cannot be read.</summary>
    public QuantityDefinition? ReadQuantity(string name, string text) =>
        Read("quantity", text, (compiler, expression) => compiler.Check(expression)) is { } expression ? new QuantityDefinition(name, text, expression) : null;

    /// <summary>Reads a hypothesis; null with a report if it cannot be read.</summary>
    public HypothesisDefinition? ReadHypothesis(string text) =>
        Read("hypothesis", text, Check) is { } expression ? new HypothesisDefinition(text, expression) : null;

    /// <summary>The name of a parameter or quantity in any spelling; null with a report for none.</summary>
    /// <param name="text">The name as written.</param>
    /// <param name="quantities">The quantities.</param>
    public string? ReadName(string text, IEnumerable<string> quantities)
    {
        string[] known = [.. model.Parameters.Select(parameter => parameter.Name), .. quantities];
        Token<TokenKind>[] tokens = [.. ModelTokenizer.Instance.Tokenize(text)];
        if (tokens.Length > 0 && names.Longest(tokens, 0) is { } found && found.Count == tokens.Length && known.Contains(found.Name))
        {
            return found.Name;
        }

        diagnostics.Add(QuantityDiagnostics.UnknownParameter(new SourceText("name", text), new TextSpan(0, text.Length), text.Trim(), known));
        return null;
    }

    private static void Check(QuantityCompiler compiler, Expression expression)
    {
        if (HypothesisDefinition.SidesOf(expression) is { } sides)
        {
            compiler.CheckNumber(sides.Left);
            compiler.CheckNumber(sides.Right);
        }
        else
        {
            compiler.CheckCondition(expression);
        }
    }

    private Expression? Read(string kind, string text, Action<QuantityCompiler, Expression> check)
    {
        int before = diagnostics.Count;
        string quoted = QuoteNames(new SourceText(kind, text));
        if (diagnostics.Count > before)
        {
            return null;
        }

        try
        {
            Expression expression = ModelParser.ParseExpression(quoted);
            QuantityCompiler compiler = new(new SourceText(kind, quoted), names.All);
            check(compiler, expression);
            diagnostics.AddRange(compiler.Diagnostics);
            return compiler.Diagnostics.Count == 0 ? expression : null;
        }
        catch (ModelException exception)
        {
            diagnostics.AddRange(exception.Diagnostics);
            return null;
        }
    }

    /// <summary>The text with every name that is more than a word in backquotes, and with <c>==</c> for <c>=</c>. Unknown names are reported.</summary>
    private string QuoteNames(SourceText source)
    {
        Token<TokenKind>[] tokens = [.. ModelTokenizer.Instance.Tokenize(source.Text)];
        StringBuilder text = new();
        int copied = 0, next = 0;
        while (next < tokens.Length)
        {
            TextSpan place = tokens[next].Place();
            text.Append(source.Text, copied, place.Start - copied);
            if (tokens[next].Kind is not (TokenKind.Name or TokenKind.QuotedName))
            {
                text.Append(tokens[next].Kind == TokenKind.Assign ? "==" : source.Text.Substring(place.Start, place.Length));
                next++;
            }
            else if (names.Longest(tokens, next) is { } known)
            {
                bool isWord = known.Count == 1 && tokens[next].Kind == TokenKind.Name && tokens[next].Unquoted() == known.Name;
                text.Append(isWord ? known.Name : QuotedText.Of(known.Name, '`'));
                next += known.Count;
            }
            else if (IsCall(tokens, next) && QuantityFunction.Find(tokens[next].Unquoted()) is { } function)
            {
                text.Append(function.Name);
                next++;
            }
            else
            {
                next = ReportUnknown(source, tokens, next);
            }

            copied = tokens[next - 1].Place().End;
        }

        return text.Append(source.Text, copied, source.Text.Length - copied).ToString();
    }

    private static bool IsCall(Token<TokenKind>[] tokens, int first) => first + 1 < tokens.Length && tokens[first + 1].Kind == TokenKind.OpenParenthesis;

    /// <summary>Reports a name with its brackets, or a function; returns the place behind it.</summary>
    private int ReportUnknown(SourceText source, Token<TokenKind>[] tokens, int first)
    {
        string word = tokens[first].Unquoted();
        if (IsCall(tokens, first) && word is not ("sd" or "cor"))
        {
            diagnostics.Add(QuantityDiagnostics.UnknownFunction(
                source, tokens[first].Place(), word, [.. QuantityFunction.All.Select(function => function.Name)]));
            return first + 1;
        }

        int end = first + 1, depth = 0;
        while (end < tokens.Length && (depth > 0 || tokens[end].Kind is TokenKind.OpenBracket or TokenKind.Colon || (end == first + 1 && IsCall(tokens, first))
            || (tokens[end - 1].Kind == TokenKind.Colon && tokens[end].Kind is TokenKind.Name or TokenKind.QuotedName)))
        {
            depth += tokens[end].Kind switch
            {
                TokenKind.OpenBracket or TokenKind.OpenParenthesis => 1,
                TokenKind.CloseBracket or TokenKind.CloseParenthesis => -1,
                _ => 0,
            };
            end++;
        }

        TextSpan span = TextSpan.Cover(tokens[first].Place(), tokens[end - 1].Place());
        diagnostics.Add(QuantityDiagnostics.UnknownName(source, span, source.Text.Substring(span.Start, span.Length), names.All));
        return end;
    }
}
