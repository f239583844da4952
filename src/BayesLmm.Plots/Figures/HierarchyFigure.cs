using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Plots.Sources;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The hierarchy of the model: the population, the grouping factors with their numbers of levels and the effects that vary over them, and the rows. A
    /// factor that is nested in another stands below it.
    /// </summary>
    public Figure Hierarchy() => HierarchyFigure.Create(Select(null));
}

/// <summary>Builds <c>posterior.Plot.Hierarchy</c>.</summary>
internal static class HierarchyFigure
{
    private const double BoxHeight = 0.62, BoxWidth = 0.92;

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source)
    {
        string[] factors = [.. source.Model.GroupTerms.Select(term => term.Group).Distinct()];
        Dictionary<string, string?> parents = factors.ToDictionary(factor => factor, factor => ParentOf(factor, factors), StringComparer.Ordinal);
        int DepthOf(string factor) => parents[factor] is { } parent ? 1 + DepthOf(parent) : 1;
        int depth = factors.Length == 0 ? 1 : 1 + factors.Max(DepthOf);
        List<Node> nodes = [new("population", Words(source.Model.FixedEffects.Select(effect => effect.Name)), 0, 0, null)];
        foreach (IGrouping<int, string> row in factors.GroupBy(DepthOf).OrderBy(row => row.Key))
        {
            int place = 0;
            foreach (string factor in row.OrderBy(factor => parents[factor] is { } parent ? Array.IndexOf(factors, parent) : 0))
            {
                GroupTerm[] terms = [.. source.TermsOf(factor)];
                string title = FormattableString.Invariant($"{factor}: {terms.Max(term => term.Levels.Count):N0} levels");
                nodes.Add(new(title, Words(terms.SelectMany(term => term.Effects).Distinct()), row.Key, place++, parents[factor]));
            }
        }

        string rows = FormattableString.Invariant($"{source.Model.Rows.Used:N0} rows of {source.Model.ResponseName}");
        nodes.Add(new("rows", rows, depth, 0, null));
        return Draw(source, nodes, depth, factors, parents);
    }

    private static Figure Draw(FigureSource source, List<Node> nodes, int depth, string[] factors, Dictionary<string, string?> parents)
    {
        int widest = Math.Max(1, nodes.GroupBy(node => node.Depth).Max(row => row.Count()));
        Dictionary<Node, (double X, double Y)> places = nodes.ToDictionary(node => node, node =>
        {
            int inRow = nodes.Count(other => other.Depth == node.Depth);
            return ((node.Place + 0.5) * widest / inRow, (double)(depth - node.Depth));
        });
        Node Of(string factor) => nodes.First(node => node.Title.StartsWith(factor + ": ", StringComparison.Ordinal));
        List<(Node From, Node To)> edges = [];
        foreach (string factor in factors)
        {
            edges.Add((parents[factor] is { } parent ? Of(parent) : nodes[0], Of(factor)));
            if (!parents.Values.Contains(factor))
            {
                edges.Add((Of(factor), nodes[^1]));
            }
        }

        if (edges.Count == 0)
        {
            edges.Add((nodes[0], nodes[^1]));
        }

        List<Mark> marks =
        [
            new ArrowMark(
                null,
                Theme.Reference,
                edges.Select(edge => places[edge.From].X).ToEquatableArray(),
                edges.Select(edge => places[edge.From].Y - (BoxHeight / 2)).ToEquatableArray(),
                edges.Select(edge => places[edge.To].X).ToEquatableArray(),
                edges.Select(edge => places[edge.To].Y + (BoxHeight / 2)).ToEquatableArray(),
                Width: 1.5),
        ];
        foreach (Node node in nodes)
        {
            (double x, double y) = places[node];
            double half = BoxWidth / 2, bottom = y - (BoxHeight / 2), top = y + (BoxHeight / 2);
            Ink ink = node == nodes[0] || node == nodes[^1] ? Theme.Reference : Theme.Posterior;
            marks.Add(new AreaMark(
                null, ink with { Opacity = 0.15 }, [x - half, x + half], [bottom, bottom], [top, top]));
            marks.Add(new LineMark(
                null,
                ink,
                [x - half, x + half, x + half, x - half, x - half],
                [bottom, bottom, top, top, bottom],
                Stroke.Solid,
                Width: 1.2));
            marks.Add(new TextMark(Theme.Text, [x, x], [y + 0.12, y - 0.14], [node.Title, node.Detail]) { KeepsAll = true });
        }

        return new Figure(source.Title,
        [
            new Panel(
                null,
                new Axis(null, 0, widest) { Ticks = TickKind.None },
                new Axis(null, -0.6, depth + 0.6) { Ticks = TickKind.None },
                marks.ToEquatableArray()) { IsFrameless = true },
        ])
        {
            Description = "The hierarchy of the model: " + string.Join("; ", nodes.Select(node => $"{node.Title}: {node.Detail}")) + ".",
            PanelWidth = Math.Max(420, 60 + (300 * widest)),
            PanelHeight = 60 + (90 * (depth + 1)),
        };
    }

    /// <summary>The factor that a nested one stands in, by its name: <c>school:class</c> is nested in <c>school</c>.</summary>
    private static string? ParentOf(string factor, string[] factors) =>
        factors.Where(other => factor.StartsWith(other + ":", StringComparison.Ordinal)).OrderByDescending(other => other.Length).FirstOrDefault();

    private static string Words(IEnumerable<string> names)
    {
        string text = string.Join(", ", names);
        return text.Length == 0 ? "no coefficients" : text.Length <= 44 ? text : text[..43] + "…";
    }

    private sealed record Node(string Title, string Detail, int Depth, int Place, string? Parent);
}
