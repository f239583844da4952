using System.Buffers.Binary;
using System.Xml.Linq;
using BayesLmm.Plots.Rendering;
using SkiaSharp;

namespace BayesLmm.Plots.Tests.Rendering;

public class FigureRendererTests
{
    public static TheoryData<string> Kinds => ["trace", "rank", "density", "caterpillar"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_picture_has_the_size_that_was_asked_for(string kind)
    {
        Assert.Equal((777, 501), SizeOf(Create(kind).ToPng(new PictureOptions { Width = 777, Height = 501 })));
        Assert.Equal((Create(kind).DefaultWidth, Create(kind).DefaultHeight), SizeOf(Create(kind).ToPng()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_panel_of_a_picture_is_drawn_and_its_edges_are_free(string kind)
    {
        Figure figure = Create(kind);
        using SKBitmap picture = SKBitmap.Decode(figure.ToPng());
        for (int i = 0; i < figure.Panels.Count; i++)
        {
            int left = i % figure.Columns * figure.PanelWidth;
            int top = Theme.HeaderHeight + (i / figure.Columns * figure.PanelHeight);
            Assert.True(Dark(picture, left, top, figure.PanelWidth, figure.PanelHeight) > 500, $"panel {i} of the {kind} figure is empty");
        }

        // Text that reaches an edge has been cut there.
        Assert.Equal(0, Dark(picture, 0, 0, 2, picture.Height));
        Assert.Equal(0, Dark(picture, picture.Width - 2, 0, 2, picture.Height));
        Assert.Equal(0, Dark(picture, 0, picture.Height - 2, picture.Width, 2));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_drawing_is_well_formed_and_says_title_names_and_legend_as_text(string kind)
    {
        Figure figure = Create(kind);
        XElement drawing = XDocument.Parse(figure.ToSvg(new PictureOptions { Width = 900, Height = 700 })).Root!;
        HashSet<string> texts = [.. drawing.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value.Trim())];

        Assert.Equal("svg", drawing.Name.LocalName);
        Assert.Equal(("900", "700"), (drawing.Attribute("width")!.Value, drawing.Attribute("height")!.Value));
        Assert.Contains("Reaction ~ Days + (Days | Subject)", texts);
        Assert.Superset(figure.Panels.Select(panel => panel.Title ?? panel.X.Label!).ToHashSet(), texts);
        Assert.Superset(figure.LegendLabels.ToHashSet(), texts);
    }

    [Fact]
    public void Pictures_and_drawings_are_written_to_files()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("blmm-plots");
        try
        {
            string png = Path.Combine(folder.FullName, "figure.png");
            string svg = Path.Combine(folder.FullName, "figure.svg");
            Create("density").SavePng(png, new PictureOptions { Width = 640, Height = 480 });
            Create("density").SaveSvg(svg);

            Assert.Equal((640, 480), SizeOf(File.ReadAllBytes(png)));
            Assert.Equal("svg", XDocument.Load(svg).Root!.Name.LocalName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_same_figure_gives_the_same_bytes() => Assert.Equal(Create("caterpillar").ToPng(), Create("caterpillar").ToPng());

    [Fact]
    public void The_same_figure_gives_the_same_drawing() => Assert.Equal(Create("trace").ToSvg(), Create("trace").ToSvg());

    [Fact]
    public void Names_are_thinned_where_there_is_no_room_for_all_counted_from_the_top()
    {
        Figure figure = Fits.Radon.Plot.Caterpillar("county");

        string[] high = NamesIn(figure, figure.DefaultHeight);
        string[] low = NamesIn(figure, 500);
        string[] fromTop = [.. figure.Panels[0].Y.Names.Reverse()];

        Assert.Equal(fromTop, high);
        Assert.InRange(low.Length, 20, 35);   // of about 400 pixels 13 for each
        Assert.Equal(fromTop.Where((_, i) => i % PanelRenderer.NameStep(85, 500 - Theme.HeaderHeight - Theme.FooterHeight - 60) == 0), low);
    }

    [Fact]
    public void A_legend_that_is_too_wide_goes_on_in_the_next_line()
    {
        Figure figure = Create("density");

        FigureColors colors = FigureColors.Of(new());
        Assert.True(new LegendRenderer(figure, 250, colors).Height > new LegendRenderer(figure, 1000, colors).Height);
        Assert.Equal(Theme.FooterHeight, new LegendRenderer(figure, 1000, colors).Height);
    }

    [Fact]
    public void A_long_title_is_cut_with_three_dots()
    {
        using SKFont font = TextFont.Create(14);
        string title = TextFont.Shorten(new string('x', 500), font, 300);

        Assert.EndsWith("x…", title);
        Assert.InRange(font.MeasureText(title), 280, 300);
        Assert.Equal("short", TextFont.Shorten("short", font, 300));
    }

    [Fact]
    public void A_size_of_nothing_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Create("trace").ToPng(new PictureOptions { Width = 0, Height = 100 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Create("trace").ToSvg(new PictureOptions { Width = 100, Height = -1 }));
    }

    private static Figure Create(string kind)
    {
        RemlFit reml = Fits.Sleepstudy.Model.FitReml();
        return kind switch
        {
            "trace" => Fits.Sleepstudy.Plot.Trace(),
            "rank" => Fits.Sleepstudy.Plot.Rank(),
            "density" => Fits.Sleepstudy.PlotWith(reml).Density(),
            _ => Fits.Sleepstudy.PlotWith(reml).Caterpillar("Subject"),
        };
    }

    /// <summary>The level names of the first panel that stand in a drawing, from the top.</summary>
    private static string[] NamesIn(Figure figure, int height)
    {
        Figure first = figure with { Panels = [figure.Panels[0]], Columns = 1 };
        HashSet<string> names = [.. figure.Panels[0].Y.Names];
        XDocument drawing = XDocument.Parse(first.ToSvg(new PictureOptions { Width = 600, Height = height }));
        return [.. drawing.Descendants().Where(element => element.Name.LocalName == "text")
            .Where(element => element.Attribute("transform") is not null)   // ScottPlot's texts; title and legend have x and y
            .Select(element => (Text: element.Value.Trim(), Y: Height(element)))
            .Where(text => names.Contains(text.Text))
            .OrderBy(text => text.Y)
            .Select(text => text.Text)
            .Distinct()];
    }

    private static double Height(XElement text)
    {
        string numbers = text.Attribute("transform")!.Value.Split('(', ')')[1];
        return double.Parse(numbers.Split(' ', ',')[^1], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Width and height as the header of a PNG file has them: big-endian after signature, length and name of the first chunk.</summary>
    private static (int Width, int Height) SizeOf(ReadOnlySpan<byte> png)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8].ToArray());
        return (BinaryPrimitives.ReadInt32BigEndian(png[16..]), BinaryPrimitives.ReadInt32BigEndian(png[20..]));
    }

    /// <summary>The number of pixels that are not white.</summary>
    private static int Dark(SKBitmap picture, int left, int top, int width, int height)
    {
        int count = 0;
        for (int y = top; y < top + height; y++)
        {
            for (int x = left; x < left + width; x++)
            {
                count += picture.GetPixel(x, y) == SKColors.White ? 0 : 1;
            }
        }

        return count;
    }
}
