using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using BayesLmm.Plots;
using BayesLmm.Reports.Figures;

namespace BayesLmm.Reports.Tests.Figures;

/// <summary>Figures of pages hold their data as coordinates from which the values come back.</summary>
public sealed partial class FigureMarkupTests
{
    private static readonly Ink Blue = new(0, 114, 178);

    /// <summary>Coordinates have two decimals, on axes of at least 150 pixels: half of a hundredth of a pixel is this part of the axis.</summary>
    private const double Rounding = 0.005 / 150;

    [Fact]
    public void Points_and_intervals_come_back_from_the_path()
    {
        double[] xs = [-3.25, 0, 1.5, 4], ys = [0, 1, 2, 3], lower = [-4, -1, 1, 2.5], upper = [-2, 1, 2, 4.75];
        Axis names = new(null, -0.8, 3.8) { Ticks = TickKind.Names, Names = ["a", "b", "c", "d"] };
        Panel panel = new("title", new Axis("x", -5, 5), names, [
            new IntervalMark("interval", Blue, [.. lower], [.. upper], [.. ys], 3),
            new PointMark("mean", Blue, [.. xs], [.. ys], Hollow: false, Size: 5),
        ]);

        XElement svg = Draw(panel);
        double[] axis = Numbers((string)svg.Attribute("data-x")!);
        double Value(double pixel) => axis[0] + ((pixel - axis[2]) / (axis[3] - axis[2]) * (axis[1] - axis[0]));
        double[] intervals = Numbers(Path(svg, "intervals")), points = Numbers(Path(svg, "points"));

        Assert.Equal("[\"a\",\"b\",\"c\",\"d\"]", (string)svg.Attribute("data-ynames")!);
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(lower[i], Value(intervals[3 * i]), 10 * Rounding);
            Assert.Equal(upper[i], Value(intervals[(3 * i) + 2]), 10 * Rounding);
            Assert.Equal(xs[i], Value(points[3 * i]), 10 * Rounding);
        }
    }

    [Fact]
    public void Four_thousand_levels_take_one_path_a_mark_and_little_room()
    {
        double[] ys = [.. Enumerable.Range(0, 4100).Select(i => (double)i)], values = [.. ys.Select(y => Math.Sin(y))];
        Axis names = new(null, -0.8, 4099.8) { Ticks = TickKind.Names, Names = [.. ys.Select(y => $"level {y}")] };
        Panel panel = new(null, Axis.Around("effect", values), names, [
            new IntervalMark("interval", Blue, [.. values.Select(v => v - 1)], [.. values.Select(v => v + 1)], [.. ys], 1),
            new PointMark("mean", Blue, [.. values], [.. ys], Hollow: false, Size: 5),
            new PointMark("REML", new Ink(213, 94, 0), [.. values], [.. ys], Hollow: true, Size: 8),
        ]);

        XElement svg = Draw(panel, height: 1400);

        Assert.Equal(3, svg.Elements().Count(path => path.Attribute("data-mark") is not null));
        Assert.InRange(svg.ToString().Length, 100_000, 600_000);
        Assert.InRange(svg.Elements().Count(element => element.Name.LocalName == "text"), 20, 110);
    }

    [Fact]
    public void Names_that_mean_something_to_HTML_stay_words()
    {
        Axis names = new(null, -1, 1) { Ticks = TickKind.Names, Names = ["<script>\"'&"] };
        XElement svg = Draw(new Panel("<b>", new Axis("a & b", 0, 1), names, [new PointMark("<i>", Blue, [0.5], [0], false, 4)]));

        Assert.Contains("<script>\"'&", svg.Elements().Select(element => element.Value));
        Assert.Equal("<b>", svg.Elements().Single(element => (string?)element.Attribute("class") == "title").Value);
    }

    [Fact]
    public void A_panel_without_points_or_of_one_value_is_drawn()
    {
        XElement empty = Draw(new Panel(null, new Axis("x", 0, 1), new Axis("y", 0, 1), [new LineMark("l", Blue, [], [], Stroke.Solid, 1)]));
        XElement gaps = Draw(new Panel(null, new Axis("x", 0, 1), new Axis("y", 0, 1), [
            new LineMark("l", Blue, [0, 0.5, double.NaN, 0.8, 1], [0, 1, 1, 1, 0], Stroke.Dashed, 1),
        ]));

        Assert.DoesNotContain(empty.Elements(), path => path.Attribute("data-mark") is not null);
        Assert.Equal(2, Path(gaps, "line").Count(c => c == 'M'));
        Assert.DoesNotContain("NaN", gaps.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_of_mark_is_drawn_and_has_a_sample_in_the_legend()
    {
        Mark[] marks =
        [
            new LineMark("line", Blue, [0, 1], [0, 1], Stroke.Solid, 1), new AreaMark("area", Blue, [0, 1], [0, 0], [1, 1]),
            new IntervalMark("interval", Blue, [0], [1], [0.5], 2), new PointMark("disc", Blue, [0], [1], false, 4),
            new PointMark("circle", Blue, [0], [1], true, 4), new RugMark("rug", Blue, [0.5]), new VerticalMark("vertical", Blue, 0.5, Stroke.Dotted, 1),
            new HorizontalMark("horizontal", Blue, 0.5, Stroke.Dotted, 1),
            new ColumnIntervalMark("column", Blue, [0.5], [0], [1], 2), new ArrowMark("arrow", Blue, [0], [0], [1], [1], 1),
        ];

        foreach (Mark mark in marks)
        {
            Panel panel = new(null, new Axis("x", 0, 1), new Axis("y", 0, 1), [mark]);
            XElement figure = XElement.Parse($"<figure>{FigureMarkup.Write(new Figure("f", [panel]))}</figure>");
            Assert.Equal(mark.Label, figure.Descendants("li").Single().Value);
            Assert.Single(figure.Descendants("li").Single().Elements().Single().Elements());
            Assert.Contains(figure.Descendants(), element => element.Name.LocalName == "path" && (string?)element.Attribute("class") != "axis");
        }

        Assert.DoesNotContain(typeof(Mark).Assembly.GetTypes(), type => type.IsSubclassOf(typeof(Mark)) && type != typeof(TextMark)
            && !marks.Select(mark => mark.GetType()).Contains(type));
    }

    [Fact]
    public void Every_colour_has_the_contrast_of_graphical_objects_in_both_themes()
    {
        Random random = new(3);
        for (int i = 0; i < 500; i++)
        {
            Ink ink = new((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256));
            ((double, double, double) light, (double, double, double) dark) = ThemedColor.Of(ink);

            Assert.True(ColorContrast.Of(light, (255, 255, 255)) >= 3);
            Assert.True(ColorContrast.Of(dark, (0x14, 0x17, 0x1a)) >= 3);
        }

        Assert.Equal(21, ColorContrast.Of((0, 0, 0), (255, 255, 255)), 6);
    }

    private static XElement Draw(Panel panel, int height = 280)
    {
        Figure figure = new("figure", [panel]) { PanelHeight = height };
        XElement root = XElement.Parse($"<figure>{FigureMarkup.Write(figure)}</figure>");
        return root.Descendants().Single(element => element.Name.LocalName == "svg" && (string?)element.Attribute("role") == "img");
    }

    private static string Path(XElement svg, string mark) =>
        (string)svg.Elements().Single(path => (string?)path.Attribute("data-mark") == mark).Attribute("d")!;

    private static double[] Numbers(string text) => [.. Number().Matches(text).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex Number();
}
