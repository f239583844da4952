using System.Xml.Linq;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.FactorGraphs.Graphs;
using BayesLmm.FactorGraphs.Pictures;
using BayesLmm.FactorGraphs.Pictures.Formats;
using BayesLmm.FactorGraphs.Pictures.Layouts;
using BayesLmm.Numerics;

namespace BayesLmm.Tests.FactorGraphs.Pictures;

/// <summary>The geometry of pictures: nothing covers anything else.</summary>
public sealed class PictureLayoutTests
{
    /// <summary>Graphs that the compiler does not make, and that are valid.</summary>
    private static readonly Dictionary<string, FactorGraph> Unusual = new()
    {
        ["two responses"] = GraphValidation.Create(
            [new("rows", 5), new("others", 7), new("g", 3)],
            [
                Data("X", "rows"), Data("Z", "rows"), Index("i", "rows", "g"), Data("V", "others"), Index("j", "others", "g"),
                Vector("beta", VariableKind.Coefficients, null), Number("s", VariableKind.Auxiliary, null),
                Vector("P", VariableKind.Precision, null), Number("tau", VariableKind.Precision, null), Vector("b", VariableKind.GroupEffects, "g"),
                Number("eta", VariableKind.Predictor, "rows"),
                Number("mu", VariableKind.Predictor, "others"), Number("y", VariableKind.Response, "rows"), Number("v", VariableKind.Response, "others"),
            ],
            [
                new FlatFactor(new("beta", "a")), new GammaFactor("s", 1, 1), new GammaFactor(new("P", "a"), 1, 2, "s"), new GammaFactor("tau", 1, 2, "s"),
                new GroupEffectsFactor("b", "P"),
                new LinearPredictorFactor("eta", new("X", "beta"), EquatableArray.Create([new RandomPart("Z", "b", "i")]), null),
                new LinearPredictorFactor("mu", null, EquatableArray.Create([new RandomPart("V", "b", "j")]), null),
                new ResponseFactor("y", "eta", "tau", null, null), new ResponseFactor("v", "mu", "tau", null, null),
            ],
            []),
        ["two terms with one precision"] = GraphValidation.Create(
            [new("rows", 5), new("g", 3), new("h", 4)],
            [
                Data("Z", "rows"), Index("i", "rows", "g"), Index("j", "rows", "h"), Vector("P", VariableKind.Precision, null),
                Number("tau", VariableKind.Precision, null), Vector("b", VariableKind.GroupEffects, "g"),
                Vector("c", VariableKind.GroupEffects, "h"), Number("eta", VariableKind.Predictor, "rows"), Number("y", VariableKind.Response, "rows"),
            ],
            [
                new ConstantFactor(new("P", "a"), 1), new ConstantFactor("tau", 1), new GroupEffectsFactor("b", "P"), new GroupEffectsFactor("c", "P"),
                new LinearPredictorFactor("eta", null, EquatableArray.Create([new RandomPart("Z", "b", "i"), new RandomPart("Z", "c", "j")]), null),
                new ResponseFactor("y", "eta", "tau", null, null),
            ],
            []),
        ["effects of every row"] = GraphValidation.Create(
            [new("rows", 5)],
            [
                Data("Z", "rows"), Index("i", "rows", "rows"), Vector("P", VariableKind.Precision, null), Number("tau", VariableKind.Precision, null),
                Vector("b", VariableKind.GroupEffects, "rows"),
                Number("eta", VariableKind.Predictor, "rows"), Number("mu", VariableKind.Predictor, "rows"), Number("y", VariableKind.Response, "rows"),
                Number("v", VariableKind.Response, "rows"),
            ],
            [
                new ConstantFactor(new("P", "a"), 1), new ConstantFactor("tau", 1), new GroupEffectsFactor("b", "P"),
                new LinearPredictorFactor("eta", null, EquatableArray.Create([new RandomPart("Z", "b", "i")]), null),
                new LinearPredictorFactor("mu", null, EquatableArray<RandomPart>.Empty, null),
                new ResponseFactor("y", "eta", "tau", null, null), new ResponseFactor("v", "mu", "tau", null, null),
            ],
            []),
        ["nothing"] = GraphValidation.Create([], [], [], []),
        ["one precision"] = GraphValidation.Create([new("empty", 3)], [Number("tau", VariableKind.Precision, null)], [new ConstantFactor("tau", 1)], []),
    };

    public static TheoryData<string, string> Graphs
    {
        get
        {
            TheoryData<string, string> data = ExampleGraphs.Names;
            foreach (string name in Unusual.Keys)
            {
                data.Add(name, nameof(ConjugateForm.HuangWand));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Graphs))]
    public void Nodes_do_not_overlap_and_plates_enclose_exactly_their_nodes(string name, string form)
    {
        PictureLayout layout = LayoutBuilder.Build(GraphPicture.From(Graph(name, form)));
        Box[] labels = [.. layout.Plates.Select(Label)];

        for (int i = 0; i < layout.Nodes.Count; i++)
        {
            PlacedNode node = layout.Nodes[i];
            Assert.True(Contains(new Box(0, 0, layout.Width, layout.Height), node.Box), $"{node.Node.Id} is outside the picture");
            Assert.DoesNotContain(labels, label => Overlap(label, node.Box));
            for (int j = 0; j < i; j++)
            {
                Assert.False(Overlap(node.Box, layout.Nodes[j].Box), $"{node.Node.Id} and {layout.Nodes[j].Node.Id} overlap");
            }

            foreach (PlacedPlate plate in layout.Plates)
            {
                bool isInside = node.Node.Plate == plate.Plate.Id;
                Assert.True(isInside ? Contains(plate.Box, node.Box) : !Overlap(plate.Box, node.Box), $"{node.Node.Id} and the plate {plate.Plate.Label}");
            }
        }

        for (int i = 0; i < layout.Plates.Count; i++)
        {
            Assert.True(Contains(layout.Plates[i].Box, labels[i]), $"the label of {layout.Plates[i].Plate.Label} is outside");
            Assert.DoesNotContain(layout.Plates.Take(i), other => Overlap(other.Box, layout.Plates[i].Box));
        }
    }

    [Theory]
    [MemberData(nameof(ExampleGraphs.Names), MemberType = typeof(ExampleGraphs))]
    public void Edges_of_models_lead_down_and_cross_no_node_and_no_label_of_a_plate(string name, string form)
    {
        PictureLayout layout = LayoutBuilder.Build(GraphPicture.From(ExampleGraphs.Graph(name, form)));
        foreach (PlacedEdge edge in layout.Edges)
        {
            Assert.True(edge.Points[0].Y < edge.Points[^1].Y, $"{edge.Edge.From} to {edge.Edge.To}");
            IEnumerable<Box> others = layout.Nodes.Where(node => node.Node.Id != edge.Edge.From && node.Node.Id != edge.Edge.To).Select(node => node.Box)
                .Concat(layout.Plates.Select(Label));
            foreach (Box box in others)
            {
                Assert.False(Crosses(edge, box), $"{edge.Edge.From} to {edge.Edge.To} crosses {box}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Graphs))]
    public void The_svg_is_well_formed_and_has_a_group_for_each_node_and_plate(string name, string form)
    {
        FactorGraph graph = Graph(name, form);
        XElement svg = XDocument.Parse(GraphSvg.Write(graph)).Root!;
        GraphPicture picture = GraphPicture.From(graph);
        string[] ids = [.. svg.Elements().Where(e => e.Name.LocalName == "g").Select(e => e.Attribute("id")!.Value)];

        Assert.Equal("svg", svg.Name.LocalName);
        IEnumerable<string> plates = picture.Plates.Where(plate => picture.Nodes.Any(node => node.Plate == plate.Id)).Select(plate => plate.Id);
        Assert.Equal(plates.Concat(picture.Nodes.Select(node => node.Id)), ids);
        Assert.Equal(picture.Edges.Count, svg.Elements().Count(e => (string?)e.Attribute("class") == "edge"));
        Assert.DoesNotContain("NaN", svg.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Priors_are_at_the_top_and_the_response_at_the_bottom()
    {
        PictureLayout layout = LayoutBuilder.Build(GraphPicture.From(ExampleGraphs.Graph("sleepstudy")));
        double Top(string id) => layout.Nodes.Single(node => node.Node.Id == id).Box.Top;

        Assert.Equal(layout.Nodes.Max(node => node.Box.Top), Top("v_y"));
        Assert.True(Top("v_a1") < Top("v_P1") && Top("v_P1") < Top("v_b1") && Top("v_b1") < Top("v_Z1") && Top("v_Z1") < Top("v_eta"));
    }

    private static FactorGraph Graph(string name, string form) =>
        Unusual.TryGetValue(name, out FactorGraph? graph) ? graph : ExampleGraphs.Graph(name, form);

    private static GraphVariable Data(string name, string plate) => Vector(name, VariableKind.Data, plate);

    private static GraphVariable Vector(string name, VariableKind kind, string? plate) => new(name, kind, VariableShape.Vector, ["a"], plate, "");

    private static GraphVariable Number(string name, VariableKind kind, string? plate) => new(name, kind, VariableShape.Scalar, [], plate, "");

    private static GraphVariable Index(string name, string plate, string of) => Number(name, VariableKind.Index, plate) with { Indexes = of };

    private static Box Label(PlacedPlate plate)
    {
        double width = PictureMetrics.TextWidth(plate.Plate.Label, PictureMetrics.PlateSize);
        return new Box(plate.Box.Right - 10 - width, plate.Box.Bottom - 8 - PictureMetrics.PlateSize, plate.Box.Right - 10, plate.Box.Bottom - 4);
    }

    private static bool Overlap(Box a, Box b) => a.Left < b.Right && b.Left < a.Right && a.Top < b.Bottom && b.Top < a.Bottom;

    private static bool Contains(Box outer, Box inner) =>
        outer.Left <= inner.Left && outer.Top <= inner.Top && outer.Right >= inner.Right && outer.Bottom >= inner.Bottom;

    /// <summary>Whether one of many points of an edge is inside a box, less a pixel at its border.</summary>
    private static bool Crosses(PlacedEdge edge, Box box)
    {
        const int Steps = 200;
        for (int piece = 1; piece < edge.Points.Count; piece++)
        {
            (Point from, Point to) = (edge.Points[piece - 1], edge.Points[piece]);
            for (int i = 0; i <= Steps; i++)
            {
                double part = i / (double)Steps, x = from.X + (part * (to.X - from.X)), y = from.Y + (part * (to.Y - from.Y));
                if (x > box.Left + 1 && x < box.Right - 1 && y > box.Top + 1 && y < box.Bottom - 1)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
