using System.Xml.Linq;
using BayesLmm.FactorGraphs;
using BayesLmm.FactorGraphs.Pictures;
using BayesLmm.FactorGraphs.Pictures.Layouts;
using BayesLmm.FactorGraphs.Texts;

namespace BayesLmm.Tests.FactorGraphs.Pictures;

/// <summary>The geometry of pictures: nothing covers anything else.</summary>
public sealed class PictureLayoutTests
{
    /// <summary>Graphs that the compiler does not make, and that are valid.</summary>
    private static readonly Dictionary<string, string> Unusual = new()
    {
        ["two responses"] = """
            plate rows 5
            plate others 7
            plate g 3
            data X[rows] vector(a) ""
            data Z[rows] vector(a) ""
            index i[rows] of g ""
            data V[others] vector(a) ""
            index j[others] of g ""
            coefficients beta vector(a) ""
            auxiliary s ""
            precision P vector(a) ""
            precision tau ""
            effects b[g] vector(a) ""
            predictor eta[rows] ""
            predictor mu[others] ""
            response y[rows] ""
            response v[others] ""
            beta[a] ~ flat
            s ~ gamma(1, 1)
            P[a] ~ gamma(1, 2 * s)
            tau ~ gamma(1, 2 * s)
            b[g] ~ normal(0, inverse(diag(P)))
            eta[rows] = X beta + Z b[i]
            mu[others] = V b[j]
            y[rows] ~ normal(eta, 1 / tau)
            v[others] ~ normal(mu, 1 / tau)
            """,
        ["two terms with one precision"] = """
            plate rows 5
            plate g 3
            plate h 4
            data Z[rows] vector(a) ""
            index i[rows] of g ""
            index j[rows] of h ""
            precision P vector(a) ""
            precision tau ""
            effects b[g] vector(a) ""
            effects c[h] vector(a) ""
            predictor eta[rows] ""
            response y[rows] ""
            P[a] = 1
            tau = 1
            b[g] ~ normal(0, inverse(diag(P)))
            c[h] ~ normal(0, inverse(diag(P)))
            eta[rows] = Z b[i] + Z c[j]
            y[rows] ~ normal(eta, 1 / tau)
            """,
        ["effects of every row"] = """
            plate rows 5
            data Z[rows] vector(a) ""
            index i[rows] of rows ""
            precision P vector(a) ""
            precision tau ""
            effects b[rows] vector(a) ""
            predictor eta[rows] ""
            predictor mu[rows] ""
            response y[rows] ""
            response v[rows] ""
            P[a] = 1
            tau = 1
            b[rows] ~ normal(0, inverse(diag(P)))
            eta[rows] = Z b[i]
            mu[rows] = 0
            y[rows] ~ normal(eta, 1 / tau)
            v[rows] ~ normal(mu, 1 / tau)
            """,
        ["nothing"] = "",
        ["one precision"] = "precision tau \"\"\ntau = 1\nplate empty 3",
    };

    public static TheoryData<string, ConjugateForm> Graphs
    {
        get
        {
            TheoryData<string, ConjugateForm> data = ExampleGraphs.Names;
            foreach (string name in Unusual.Keys)
            {
                data.Add(name, ConjugateForm.HuangWand);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Graphs))]
    public void Nodes_do_not_overlap_and_plates_enclose_exactly_their_nodes(string name, ConjugateForm form)
    {
        PictureLayout layout = PictureLayout.Of(GraphPicture.Of(Graph(name, form)));
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
    public void Edges_of_models_lead_down_and_cross_no_node_and_no_label_of_a_plate(string name, ConjugateForm form)
    {
        PictureLayout layout = PictureLayout.Of(GraphPicture.Of(ExampleGraphs.Graph(name, form)));
        foreach (PlacedEdge edge in layout.Edges)
        {
            Assert.True(edge.Points[0].Y < edge.Points[^1].Y, $"{edge.Edge.From} to {edge.Edge.To}");
            IEnumerable<Box> others = layout.Nodes.Where(node => node.Node.Id != edge.Edge.From && node.Node.Id != edge.Edge.To).Select(node => node.Box).Concat(layout.Plates.Select(Label));
            foreach (Box box in others)
            {
                Assert.False(Crosses(edge, box), $"{edge.Edge.From} to {edge.Edge.To} crosses {box}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Graphs))]
    public void The_svg_is_well_formed_and_has_a_group_for_each_node_and_plate(string name, ConjugateForm form)
    {
        FactorGraph graph = Graph(name, form);
        XElement svg = XDocument.Parse(GraphSvg.Write(graph)).Root!;
        GraphPicture picture = GraphPicture.Of(graph);
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
        PictureLayout layout = PictureLayout.Of(GraphPicture.Of(ExampleGraphs.Graph("sleepstudy")));
        double Top(string id) => layout.Nodes.Single(node => node.Node.Id == id).Box.Top;

        Assert.Equal(layout.Nodes.Max(node => node.Box.Top), Top("v_y"));
        Assert.True(Top("v_a1") < Top("v_P1") && Top("v_P1") < Top("v_b1") && Top("v_b1") < Top("v_Z1") && Top("v_Z1") < Top("v_eta"));
    }

    private static FactorGraph Graph(string name, ConjugateForm form) => Unusual.TryGetValue(name, out string? text) ? GraphText.Parse(text) : ExampleGraphs.Graph(name, form);

    private static Box Label(PlacedPlate plate)
    {
        double width = PictureMetrics.TextWidth(plate.Plate.Label, PictureMetrics.PlateSize);
        return new Box(plate.Box.Right - 10 - width, plate.Box.Bottom - 8 - PictureMetrics.PlateSize, plate.Box.Right - 10, plate.Box.Bottom - 4);
    }

    private static bool Overlap(Box a, Box b) => a.Left < b.Right && b.Left < a.Right && a.Top < b.Bottom && b.Top < a.Bottom;

    private static bool Contains(Box outer, Box inner) => outer.Left <= inner.Left && outer.Top <= inner.Top && outer.Right >= inner.Right && outer.Bottom >= inner.Bottom;

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
