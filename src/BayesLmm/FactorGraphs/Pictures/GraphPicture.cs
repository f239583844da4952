using System.Globalization;
using BayesLmm.FactorGraphs.Graphs;
using BayesLmm.FactorGraphs.Texts;
using BayesLmm.Numerics;
using BayesLmm.Specification.Formulas;
using static BayesLmm.FactorGraphs.Texts.GraphWords;

namespace BayesLmm.FactorGraphs.Pictures;

/// <summary>
/// The content of a drawing of a factor graph in any format: nodes for variables and factors, edges from parents to factors and from factors to children,
/// plates.
/// </summary>
/// <param name="Nodes">The nodes.</param>
/// <param name="Edges">The edges.</param>
/// <param name="Plates">The plates.</param>
internal sealed record GraphPicture(EquatableArray<PictureNode> Nodes, EquatableArray<PictureEdge> Edges, EquatableArray<PicturePlate> Plates)
{
    /// <summary>The picture of a graph. Factors of several components of a variable that have one distribution and the same parents are one node.</summary>
    public static GraphPicture From(FactorGraph graph) => new PictureBuilder(graph).Build();
}

/// <summary>How a node is drawn.</summary>
internal enum NodeKind
{
    /// <summary>An unknown variable.</summary>
    Variable,

    /// <summary>A variable whose values are given.</summary>
    Observed,

    /// <summary>A function of other variables.</summary>
    Deterministic,

    /// <summary>A factor.</summary>
    Factor,
}

/// <summary>A node.</summary>
/// <param name="Id">Letters, digits and underscores, unique.</param>
/// <param name="Kind">How it is drawn.</param>
/// <param name="Label">What is written in it.</param>
/// <param name="Detail">What is written below in small letters; may be empty.</param>
/// <param name="Meaning">Its meaning, shown on hovering.</param>
/// <param name="Plate">The id of its plate, or null.</param>
internal sealed record PictureNode(string Id, NodeKind Kind, string Label, string Detail, string Meaning, string? Plate)
{
    /// <summary>The node that this one multiplies or looks up, and beside which it is placed: β for X, b for Z and g; or null.</summary>
    public string? Beside { get; init; }
}

/// <summary>An edge; one into a variable is an arrow.</summary>
/// <param name="From">The node above.</param>
/// <param name="To">The node below.</param>
/// <param name="IsArrow">Whether it leads from a factor to its child.</param>
internal sealed record PictureEdge(string From, string To, bool IsArrow);

/// <summary>A plate.</summary>
/// <param name="Id">Letters, digits and underscores, unique.</param>
/// <param name="Label">Its name and size.</param>
internal sealed record PicturePlate(string Id, string Label);

/// <summary>Makes the picture of a graph.</summary>
internal sealed class PictureBuilder(FactorGraph graph)
{
    /// <summary>Longer names are cut, so that one name does not widen the whole picture.</summary>
    private const int LongestText = 24;

    private readonly Dictionary<string, string> plateIds = graph.Plates.Select((plate, i) => (plate.Name, Id: $"plate{i + 1}"))
        .ToDictionary(pair => pair.Name, pair => pair.Id);
    private readonly Dictionary<string, string> beside = Companions(graph);
    private readonly List<PictureNode> nodes = [];
    private readonly List<PictureEdge> edges = [];

    /// <summary>The picture.</summary>
    public GraphPicture Build()
    {
        nodes.AddRange(graph.Variables.Select(NodeOf));
        int number = 0;
        foreach (IGrouping<(string, string, string), GraphFactor> alike in graph.Factors.GroupBy(factor =>
            (factor.Child.Variable, DistributionWord(factor), string.Join(' ', factor.Parents.Select(parent => parent.Variable)))))
        {
            AddFactors([.. alike], $"f{++number}");
        }

        return new GraphPicture(
            nodes.ToEquatableArray(),
            edges.ToEquatableArray(),
            graph.Plates.Select(plate => new PicturePlate(plateIds[plate.Name],
                string.Create(CultureInfo.InvariantCulture, $"{Short(plate.Name)} × {plate.Size}"))).ToEquatableArray());
    }

    private static string IdOf(string variable) => "v_" + variable;

    private static Dictionary<string, string> Companions(FactorGraph graph)
    {
        Dictionary<string, string> beside = [];
        foreach (LinearPredictorFactor predictor in graph.Factors.OfType<LinearPredictorFactor>())
        {
            if (predictor.Fixed is { } part)
            {
                beside.TryAdd(part.Design, IdOf(part.Coefficients));
            }

            foreach (RandomPart term in predictor.Terms)
            {
                beside.TryAdd(term.Design, IdOf(term.Effects));
                beside.TryAdd(term.Index, IdOf(term.Effects));
            }
        }

        return beside;
    }

    private PictureNode NodeOf(GraphVariable variable)
    {
        NodeKind kind = variable.IsObserved ? NodeKind.Observed : variable.Kind == VariableKind.Predictor ? NodeKind.Deterministic : NodeKind.Variable;
        int order = variable.Components.Count;
        string detail = variable.Shape switch
        {
            VariableShape.Vector when order > 1 => string.Create(CultureInfo.InvariantCulture, $"{order}"),
            VariableShape.Matrix when order > 1 => string.Create(CultureInfo.InvariantCulture, $"{order} × {order}"),
            _ => variable.Kind == VariableKind.Response && variable.Meaning != variable.Name ? Short(variable.Meaning) : "",
        };
        string meaning = variable.Meaning + (order == 0 ? "" : ": " + string.Join(", ", variable.Components));
        return new PictureNode(IdOf(variable.Name), kind, variable.Name, detail, meaning,
            variable.Plate is null ? null : plateIds[variable.Plate]) { Beside = beside.GetValueOrDefault(variable.Name) };
    }

    private void AddFactors(GraphFactor[] alike, string id)
    {
        GraphVariable child = graph[alike[0].Child.Variable];
        string of = alike[0].Child.Component is null || alike.Length == child.Components.Count ? ""
            : alike.Length == 1 ? ": " + Short(alike[0].Child.Component!)
            : string.Create(CultureInfo.InvariantCulture, $": {alike.Length} of {child.Components.Count}");
        string statements = string.Join('\n', alike.Select(factor => GraphText.Statement(graph, factor)));
        nodes.Add(new PictureNode(id, NodeKind.Factor, DistributionWord(alike[0]) + of, "", statements, child.Plate is null ? null : plateIds[child.Plate]));
        edges.AddRange(alike[0].Parents.Select(parent => parent.Variable).Distinct().Select(parent => new PictureEdge(IdOf(parent), id, false)));
        edges.Add(new PictureEdge(id, IdOf(child.Name), true));
    }

    /// <summary>On one line, and not too long.</summary>
    private static string Short(string text)
    {
        string line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        int[] starts = StringInfo.ParseCombiningCharacters(line);
        return starts.Length <= LongestText ? line : line[..starts[LongestText - 1]] + "…";
    }
}
