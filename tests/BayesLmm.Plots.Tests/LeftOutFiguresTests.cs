using BayesLmm.Plots.Figures;
using BayesLmm.Posteriors.LeaveOut;

namespace BayesLmm.Plots.Tests;

public class LeftOutFiguresTests
{
    private static readonly LeaveOneOut Left = new LeaveOutRun(Fits.Sleepstudy, null, null, default) { FitsAgain = false }.Rows();

    [Fact]
    public void Each_row_has_its_Pareto_k_those_that_are_too_large_are_circles_with_a_name()
    {
        Panel panel = Fits.Sleepstudy.Plot.ParetoK().Panels[0];
        PointMark small = panel.Marks.OfType<PointMark>().First(points => !points.Hollow);
        PointMark large = panel.Marks.OfType<PointMark>().First(points => points.Hollow);

        Assert.Equal(Left.Rows.Where(row => row.ParetoK < Left.UsableShape).Select(row => Math.Max(-0.5, row.ParetoK)), small.Ys);
        Assert.Equal(Left.Rows.Where(row => row.ParetoK >= Left.UsableShape).Select(row => row.ParetoK).OrderDescending(), large.Ys);
        Assert.Equal(180, small.Xs.Concat(large.Xs).Distinct().Count());
        Assert.Equal(large.Xs.Select(row => $"{row}"), panel.Marks.OfType<TextMark>().Single().Texts);
        Assert.Equal(Left.UsableShape, panel.Marks.OfType<HorizontalMark>().First().Y);
    }

    [Fact]
    public void Some_rows_left_out_have_the_numbers_that_they_have_among_all()
    {
        LeaveOneOut some = new LeaveOutRun(Fits.Sleepstudy, null, null, default) { FitsAgain = false }.Rows([3, 56, 179]);

        Assert.Equal([Left.Rows[3], Left.Rows[56], Left.Rows[179]], some.Rows);
    }

    [Fact]
    public void Values_at_the_middle_of_equal_parts_are_as_uniform_as_can_be()
    {
        double[] pits = [.. Enumerable.Range(0, 100).Select(i => (i + 0.5) / 100)];
        Panel panel = LooPitFigure.CreatePanel(pits, 100);

        Assert.All(Assert.Single(panel.Marks.OfType<LineMark>()).Ys, difference => Assert.InRange(difference, -0.0051, 0.0051));
        AreaMark band = Assert.Single(panel.Marks.OfType<AreaMark>());
        Assert.All(band.Xs.Skip(1).SkipLast(1).Select((_, i) => i + 1), i => Assert.True(band.Lower[i] < 0 && band.Upper[i] > 0));
    }

    [Fact]
    public void Values_that_are_all_small_leave_the_band()
    {
        Panel panel = LooPitFigure.CreatePanel([.. Enumerable.Range(0, 100).Select(i => (i + 0.5) / 200)], 5000);
        AreaMark band = Assert.Single(panel.Marks.OfType<AreaMark>());

        Assert.True(Assert.Single(panel.Marks.OfType<LineMark>()).Ys.Max() > band.Upper.Max());
        Assert.EndsWith("(100 of 5,000 rows shown)", panel.X.Label);
    }

    [Fact]
    public void Shifts_are_those_of_leaving_out_each_level_and_the_largest_is_named()
    {
        LeaveGroupsOut left = new LeaveOutRun(Fits.Sleepstudy, null, null, default) { FitsAgain = false }
            .Groups("Subject", LeftOutRows.LevelsOf(Fits.Sleepstudy.Model, "Subject"));
        Figure figure = Fits.Sleepstudy.Plot.Influence("Subject", ["sigma"]);
        Panel panel = Assert.Single(figure.Panels);
        double[] shifts =
            [.. panel.Marks.OfType<PointMark>().SelectMany(points => points.Xs.Zip(points.Ys)).OrderBy(pair => pair.First).Select(pair => pair.Second)];
        (string Level, double Shift)[] expected =
            [.. left.Groups.Select(level => (level.Level, level.Parameters.Single(parameter => parameter.Name == "sigma").Shift))];

        Assert.Equal("sigma", panel.Title);
        Assert.Equal(expected.Select(level => level.Shift), shifts);
        Assert.Contains(expected.MaxBy(level => Math.Abs(level.Shift)).Level, panel.Marks.OfType<TextMark>().SelectMany(texts => texts.Texts));
    }

    [Fact]
    public void Sensitivities_are_those_of_power_scaling_the_first_parameter_at_the_top()
    {
        ParameterSensitivity[] expected = [.. Fits.Sleepstudy.ScalePowers()];
        Panel panel = Fits.Sleepstudy.Plot.Sensitivity().Panels[0];
        PointMark[] points = [.. panel.Marks.OfType<PointMark>()];

        Assert.Equal(expected.Select(parameter => parameter.Name), panel.Y.Names.Reverse());
        Assert.Equal(expected.Select(parameter => parameter.Prior), points[0].Xs.Reverse());
        Assert.Equal(expected.Select(parameter => parameter.Likelihood), points[1].Xs.Reverse());
        Assert.Equal(0.05, Assert.Single(panel.Marks.OfType<VerticalMark>()).X);
    }

    [Theory]
    [InlineData("308", "308")]
    [InlineData("exactly 18 letters", "exactly 18 letters")]
    [InlineData("a very long level name", "a very long level…")]
    [InlineData("a very long leve\U0001F600 and so on", "a very long leve…")]
    public void Long_names_of_levels_in_a_panel_are_cut_between_characters(string name, string shown) => Assert.Equal(shown, LevelRows.Shortened(name));
}
