using System.Text.RegularExpressions;
using BayesLmm.FactorGraphs.Graphs;
using BayesLmm.FactorGraphs.Pictures;
using BayesLmm.FactorGraphs.Pictures.Formats;

namespace BayesLmm.Tests.FactorGraphs.Pictures;

/// <summary>What is drawn, and how Graphviz and Mermaid are told.</summary>
public sealed partial class GraphDrawingTests
{
    public static TheoryData<string, string> Graphs => ExampleGraphs.Names;

    [Fact]
    public void Factors_of_components_with_one_distribution_and_the_same_parents_are_one_node()
    {
        GraphPicture picture = GraphPicture.From(ExampleGraphs.Graph("oats"));
        PictureNode[] priors = [.. picture.Edges.Where(edge => edge.To == "v_beta").Select(edge => picture.Nodes.Single(node => node.Id == edge.From))];

        Assert.Equal(["normal: intercept", "flat: 3 of 4"], priors.Select(node => node.Label));
        Assert.Equal("beta[nitro] ~ flat\nbeta[\"Variety[Marvellous]\"] ~ flat\nbeta[\"Variety[Victory]\"] ~ flat", priors[1].Meaning);
        Assert.Equal(["v_kappa"], picture.Edges.Where(edge => edge.To == priors[0].Id).Select(edge => edge.From));
        Assert.Equal("rows × 72", picture.Plates[0].Label);
        Assert.Equal(NodeKind.Deterministic, picture.Nodes.Single(node => node.Id == "v_eta").Kind);
    }

    [Theory]
    [MemberData(nameof(Graphs))]
    public void The_drawing_for_graphviz_names_every_node_once_and_only_nodes_that_are_there(string name, string form)
    {
        FactorGraph graph = ExampleGraphs.Graph(name, form);
        string dot = GraphDot.Write(graph);
        string[] nodes = [.. DotNode().Matches(dot).Select(match => match.Groups[1].Value)];

        Assert.Equal(GraphPicture.From(graph).Nodes.Select(node => node.Id).Order(), nodes.Order());
        Assert.All(DotEdge().Matches(dot).SelectMany(match => (string[])[match.Groups[1].Value, match.Groups[2].Value]), end => Assert.Contains(end, nodes));
        Assert.Equal(GraphPicture.From(graph).Edges.Count, DotEdge().Count(dot));
        Assert.Equal(graph.Plates.Count, dot.Split("subgraph cluster_").Length - 1);
        string bare = DotString().Replace(dot, "\"\"");
        Assert.Equal(bare.Count(c => c == '{'), bare.Count(c => c == '}'));
        Assert.DoesNotContain('\\', bare);
    }

    [Theory]
    [MemberData(nameof(Graphs))]
    public void The_flowchart_for_mermaid_has_a_line_for_each_node_and_edge(string name, string form)
    {
        FactorGraph graph = ExampleGraphs.Graph(name, form);
        GraphPicture picture = GraphPicture.From(graph);
        string[] lines = GraphMermaid.Write(graph).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("flowchart TB", lines[0]);
        Assert.Equal(picture.Nodes.Select(node => node.Id).Order(), lines.Select(line => MermaidNode().Match(line)).Where(match => match.Success)
            .Select(match => match.Groups[1].Value).Order());
        Assert.Equal(picture.Edges.Count, lines.Count(line => MermaidEdge().IsMatch(line)));
        Assert.Equal(lines.Count(line => line.StartsWith("  subgraph ", StringComparison.Ordinal)), lines.Count(line => line == "  end"));
    }

    [Fact]
    public void Signs_of_graphviz_mermaid_and_html_in_names_are_only_signs()
    {
        FactorGraph graph = ExampleGraphs.Graph("levels");
        PictureNode effects = GraphPicture.From(graph).Nodes.Single(node => node.Id == "v_b1");

        Assert.Contains("strange[\"with \\\"quotes\\\"\"]", effects.Meaning, StringComparison.Ordinal);
        Assert.Contains("strange[\\\"with \\\\\\\"quotes\\\\\\\"\\\"]", GraphDot.Write(graph), StringComparison.Ordinal);
        Assert.Contains("strange[back\\\\slash\\\\]", GraphDot.Write(graph), StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;", GraphSvg.Write(graph), StringComparison.Ordinal);

        FactorGraph plate = GraphValidation.Create(
            [new Plate("a \"b\" #1 <c>", 2)], [new("x", VariableKind.Data, VariableShape.Scalar, [], "a \"b\" #1 <c>", "")], [], []);
        Assert.Contains("[\"a #34;b#34; #35;1 #60;c#62; × 2\"]", GraphMermaid.Write(plate), StringComparison.Ordinal);
        Assert.Contains("label=\"a \\\"b\\\" #1 <c> × 2\"", GraphDot.Write(plate), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(?m)^ +(\w+) \[label=")]
    private static partial Regex DotNode();

    [GeneratedRegex(@"(?m)^  (\w+) -> (\w+)( \[arrowhead=none(?:, minlen=3)?\])?;$")]
    private static partial Regex DotEdge();

    [GeneratedRegex(@"""(?:\\.|[^""\\])*""")]
    private static partial Regex DotString();

    [GeneratedRegex(@"^ +(\w+)(?:\[""[^""]*""\]:::factor|\(\[""[^""]*""\]\)(?::::observed)?|\(\(\(""[^""]*""\)\)\))$")]
    private static partial Regex MermaidNode();

    [GeneratedRegex(@"^  \w+ (?:-->|---) \w+$")]
    private static partial Regex MermaidEdge();
}
