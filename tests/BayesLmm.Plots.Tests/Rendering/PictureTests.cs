using BayesLmm.Plots.Rendering;
using SkiaSharp;

namespace BayesLmm.Plots.Tests.Rendering;

/// <summary>Pictures in every format, size and theme, and drawings in characters.</summary>
public sealed class PictureTests
{
    [Fact]
    public void Dots_per_inch_multiply_the_dots_of_a_picture()
    {
        using SKBitmap picture = SKBitmap.Decode(Fits.Sleepstudy.Plot.Trace(["sigma"]).ToPng(new PictureOptions { Width = 400, Height = 300, Dpi = 192 }));

        Assert.Equal((800, 600), (picture.Width, picture.Height));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fits.Sleepstudy.Plot.Trace().ToPng(new PictureOptions { Dpi = 5 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fits.Sleepstudy.Plot.Trace().ToPng(new PictureOptions { Width = 20_000, Height = 20_000 }));
    }

    [Fact]
    public void A_dark_picture_has_dark_paper_and_inks_that_can_be_seen_on_it()
    {
        FigureColors dark = FigureColors.Of(new PictureOptions { IsDark = true });
        using SKBitmap picture = SKBitmap.Decode(Fits.Sleepstudy.Plot.Trace(["sigma"]).ToPng(new PictureOptions { IsDark = true }));

        Assert.Equal(dark.Background, picture.GetPixel(0, 0));
        Ink[] inks = [.. Theme.Chains, Theme.Posterior, Theme.Reml, Theme.Warning, Theme.Reference, Theme.Prior, Theme.Text];
        Assert.All(inks, ink => Assert.True(FigureColors.Contrast(dark.Of(ink), dark.Background) >= 4.5, $"{ink}"));
        Assert.All(inks, ink => Assert.Equal(new SKColor(ink.Red, ink.Green, ink.Blue), FigureColors.Of(new()).Of(ink)));
    }

    [Fact]
    public void A_long_name_goes_on_in_a_second_line_before_it_is_cut()
    {
        using SKFont font = TextFont.Create(Theme.LabelSize);
        const string Name = "cor(Worker, Machine[A], Machine[B])";
        float width = font.MeasureText("cor(Worker, Machine[A],") + 1;

        Assert.Equal(Name, TextFont.Fold(Name, font, 1000));
        Assert.Equal("cor(Worker, Machine[A],\nMachine[B])", TextFont.Fold(Name, font, width));
        Assert.Equal("cor(Worker,\nMachine[A]…", TextFont.Fold(Name, font, font.MeasureText("Machine[A]…") + 1));
        Assert.Equal("mined\n[yes]", TextFont.Fold("mined[yes]", font, font.MeasureText("mined[y")));
        Assert.EndsWith("…", TextFont.Fold("aVeryLongNameWithoutSpaces", font, 60), StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_has_a_page_a_figure()
    {
        byte[] document = FigureRenderer.ToPdf([Fits.Sleepstudy.Plot.Trace(), Fits.Sleepstudy.Plot.Density()], new());

        string text = System.Text.Encoding.Latin1.GetString(document);
        Assert.StartsWith("%PDF-", text);
        Assert.Contains("/Count 2", text);
    }

    [Fact]
    public void Several_figures_stand_one_below_the_other()
    {
        Figure[] figures = [Fits.Sleepstudy.Plot.Trace(), Fits.Sleepstudy.Plot.Density()];
        using SKBitmap picture = SKBitmap.Decode(FigureRenderer.ToPng(figures, new()));

        Assert.Equal(figures.Max(figure => figure.DefaultWidth), picture.Width);
        Assert.Equal(figures.Sum(figure => figure.DefaultHeight), picture.Height);
    }

    [Fact]
    public void The_ending_of_a_name_is_the_format()
    {
        Assert.Equal("png", PictureFormats.Of("a/b.PNG"));
        Assert.Null(PictureFormats.TryOf("figures"));
        Assert.Contains(".png", Assert.Throws<ArgumentException>(() => PictureFormats.Of("a.jpg")).Message);
    }

    [Fact]
    public void Dashes_are_drawn_in_svg_too()
    {
        Panel panel = new(null, new Axis("x", 0, 1), new Axis("y", 0, 1), [new LineMark("a", Theme.Posterior, [0, 1], [0, 1], Stroke.Dashed, Width: 2)]);
        Panel solid = panel with { Marks = [new LineMark("a", Theme.Posterior, [0, 1], [0, 1], Stroke.Solid, Width: 2)] };

        // Each dash is a closed area of its own: many moves in one path, where a solid line has one.
        int dashes = Moves(new Figure("t", [panel])), line = Moves(new Figure("t", [solid]));
        Assert.True(dashes > line + 20, $"{dashes} moves, {line} in a solid line");

        static int Moves(Figure figure) => figure.ToSvg().Count(c => c == 'M');
    }

    [Fact]
    public void A_figure_in_characters_has_a_line_a_level_and_the_ends_of_the_axis()
    {
        string[] lines = Fits.Sleepstudy.Plot.Caterpillar("Subject").ToText(80).Split('\n');
        string[] names = [.. Fits.Sleepstudy.Plot.Caterpillar("Subject").Panels[0].Y.Names.Reverse()];

        Assert.Equal(names, lines.Skip(3).Take(18).Select(line => line[..12].Trim()));
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
        Assert.Contains(lines, line => line.Any(c => c is > '\u2800' and <= '\u28ff'));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fits.Sleepstudy.Plot.Trace().ToText(20));
    }

    [Fact]
    public void A_dot_is_where_its_point_is()
    {
        BrailleCanvas canvas = new(2, 1, new Axis(null, 0, 4), new Axis(null, 0, 4));
        canvas.Add(new PointMark(null, Theme.Posterior, [0.5, 3.5], [3.5, 0.5], Hollow: false, Size: 1));

        Assert.Equal("\u2801\u2880", canvas.Line(0));   // the upper left dot, the lower right dot
    }
}
