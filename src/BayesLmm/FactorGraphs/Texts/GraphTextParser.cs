using BayesLmm.Language;
using BayesLmm.Language.Tokens;
using BayesLmm.Numerics;
using Superpower.Model;

namespace BayesLmm.FactorGraphs.Texts;

/// <summary>Reads the text form: plates, then variables, which name plates, then factors, which name variables; in the text they may stand in any order.</summary>
internal sealed class GraphTextParser(SourceText source)
{
    private readonly SyntaxDiagnostics syntax = new(source);
    private readonly GraphTextDiagnostics diagnostics = new(source);
    private readonly List<Plate> plates = [];
    private readonly List<GraphVariable> variables = [];
    private readonly List<GraphFactor> factors = [];
    private readonly List<Substitution> substitutions = [];

    /// <summary>Where each plate, variable and factor stands, for what validation finds.</summary>
    private readonly Dictionary<object, Language.TextSpan> places = new(ReferenceEqualityComparer.Instance);

    /// <summary>Reads the graph.</summary>
    /// <exception cref="ModelException">Something is wrong; the exception carries all of it.</exception>
    public FactorGraph Parse()
    {
        List<(string Keyword, Token<TokenKind>[] Tokens)> lines = [.. Lines().Select(tokens => (KeywordOf(tokens), tokens))];
        ReadAll(GraphWords.Plate, ReadPlate);
        foreach ((string keyword, Token<TokenKind>[] tokens) in lines)
        {
            if (GraphWords.Kinds.TryGetValue(keyword, out VariableKind kind))
            {
                Read(tokens, cursor => ReadVariable(cursor, kind));
            }
        }

        FactorParser parser = new(variables, diagnostics);
        foreach ((string keyword, Token<TokenKind>[] tokens) in lines.Where(line => !GraphWords.Statements.Contains(line.Keyword)))
        {
            if (keyword.Length == 0 || variables.Any(variable => variable.Name == keyword))
            {
                Read(tokens, cursor => Add(factors, parser.Read(cursor), cursor));
            }
            else
            {
                diagnostics.UnknownStatement(tokens[0].Place(), keyword);
            }
        }

        ReadAll(GraphWords.Substitution, ReadSubstitution);

        ThrowIfAny();
        FactorGraph? graph = FactorGraph.TryCreate(plates, variables, factors, substitutions, out IReadOnlyList<GraphProblem> problems);
        foreach (GraphProblem problem in problems)
        {
            diagnostics.Invalid(problem.Subject is { } subject && places.TryGetValue(subject, out Language.TextSpan place) ? place : null, problem.Message);
        }

        ThrowIfAny();
        return graph!;

        void ReadAll(string keyword, Action<TokenCursor> read)
        {
            foreach ((_, Token<TokenKind>[] tokens) in lines.Where(line => line.Keyword == keyword))
            {
                Read(tokens, read);
            }
        }
    }

    private void ThrowIfAny()
    {
        Diagnostic[] found = [.. syntax.InOrder.Concat(diagnostics.All).OrderBy(diagnostic => diagnostic.Span?.Start ?? int.MaxValue)];
        if (found.Length > 0)
        {
            throw new ModelException(found);
        }
    }

    private IEnumerable<Token<TokenKind>[]> Lines() =>
        ModelTokenizer.Instance.Tokenize(source.Text).GroupBy(token => token.Position.Line).Select(line => line.ToArray());

    /// <summary>The word that a statement starts with; empty for that of a factor. A variable may have the name of such a word.</summary>
    private static string KeywordOf(Token<TokenKind>[] line)
    {
        bool isFactor = line[0].Kind != TokenKind.Name || (line.Length > 1 && line[1].Kind is TokenKind.Tilde or TokenKind.Assign or TokenKind.OpenBracket);
        return isFactor ? "" : line[0].Written().ToString();
    }

    private void Read(Token<TokenKind>[] line, Action<TokenCursor> read)
    {
        TokenCursor cursor = new(line);
        read(cursor);
        if (cursor.Failed)
        {
            cursor.Report(syntax);
        }
    }

    private void Add<T>(List<T> items, T? item, TokenCursor cursor)
        where T : class
    {
        cursor.End();
        if (!cursor.Failed && item is not null)
        {
            items.Add(item);
            places[item] = cursor.Line;
        }
    }

    private void ReadPlate(TokenCursor cursor)
    {
        cursor.Expect(GraphWords.Plate);
        string name = cursor.Name("the name of a plate");
        double size = cursor.Number();
        bool isSize = size >= 1 && size <= int.MaxValue && size == Math.Floor(size);
        if (!cursor.Failed && !isSize)
        {
            diagnostics.NoSize(cursor.Last);
        }

        Add(plates, new Plate(name, isSize ? (int)size : 1), cursor);
    }

    private void ReadVariable(TokenCursor cursor, VariableKind kind)
    {
        cursor.Word("a kind of variable");
        string name = cursor.Word("the name of a variable");
        string? plate = null, indexes = null;
        if (cursor.Skip("["))
        {
            plate = ReadPlateName(cursor);
            cursor.Expect("]");
        }

        if (cursor.Skip(GraphWords.Of))
        {
            indexes = ReadPlateName(cursor);
        }

        VariableShape shape = cursor.Skip(GraphWords.Vector) ? VariableShape.Vector : cursor.Skip(GraphWords.Matrix) ? VariableShape.Matrix : VariableShape.Scalar;
        List<string> components = [];
        if (shape != VariableShape.Scalar)
        {
            cursor.Expect("(");
            do
            {
                components.Add(cursor.Name("the name of a component"));
            }
            while (cursor.Skip(","));
            cursor.Expect(")");
        }

        string meaning = cursor.Text("the variable's meaning in quotes");
        Add(variables, new GraphVariable(name, kind, shape, components.ToEquatableArray(), plate, meaning) { Indexes = indexes }, cursor);
    }

    private string ReadPlateName(TokenCursor cursor)
    {
        string name = cursor.Name("the name of a plate");
        if (!cursor.Failed && plates.All(plate => plate.Name != name))
        {
            diagnostics.UnknownPlate(cursor.Last, name, plates.Select(plate => plate.Name));
        }

        return name;
    }

    private void ReadSubstitution(TokenCursor cursor)
    {
        cursor.Expect(GraphWords.Substitution);
        string parameters = cursor.Text("a quoted text with the parameters");
        cursor.Expect(":");
        string substitute = cursor.Text("a quoted text with what stands for the prior");
        cursor.Expect(GraphWords.For);
        Add(substitutions, new Substitution(parameters, cursor.Text("a quoted text with the prior"), substitute), cursor);
    }
}
