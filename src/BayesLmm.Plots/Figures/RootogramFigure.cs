using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// A hanging rootogram of a response of few whole numbers: the line is the square root of each value's expected count in responses that the model
    /// produces, and bars as high as the square root of the observed count hang from it. Bars that do not reach 0 are values that are rarer than the model
    /// says; the band holds 95 % of the replications' differences (Kleiber and Zeileis 2016). A replicated number counts for the nearest whole one.
    /// </summary>
    /// <exception cref="NotSupportedException">The response is not of at most 60 whole numbers, none of them negative.</exception>
    public Figure Rootogram()
    {
        FigureSource source = Select(null);
        return NoFigure.Unless(RootogramFigure.WhyNot(source), () => RootogramFigure.Create(source));
    }
}

/// <summary>Builds <c>posterior.Plot.Rootogram</c>.</summary>
internal static class RootogramFigure
{
    /// <summary>The most different values that bars can be told apart of.</summary>
    public const int MostValues = 60;

    private const double HalfBar = 0.4;

    /// <summary>Why a fit has no such figure; null if it has.</summary>
    public static string? WhyNot(FigureSource source)
    {
        double[] response = source.Model.Design.Response;
        return response.Any(y => y < 0 || y != Math.Floor(y)) || response.Max() - response.Min() >= MostValues
            ? $"the data are not counts: '{source.Model.ResponseName}' is not of at most {MostValues} whole numbers in a row from 0 up"
            : null;
    }

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source) => new(source.Title, [CreatePanel(source)])
    {
        Description = $"Square roots of the observed counts of each value of {source.Model.ResponseName}, hanging from those that the model expects.",
        PanelWidth = 640,
        PanelHeight = 380,
    };

    /// <summary>Its panel.</summary>
    public static Panel CreatePanel(FigureSource source)
    {
        double[] response = source.Model.Design.Response;
        int first = (int)response.Min(), count = (int)response.Max() - first + 1;
        double[] observed = Roots(Count(response, first, count));
        double[][] replicated = [.. source.Fit.Replications.Responses.Select(values => Count(values, first, count))];
        double[] expected = Roots([.. Enumerable.Range(0, count).Select(i => replicated.Average(counts => counts[i]))]);
        double[][] differences = [.. Enumerable.Range(0, count).Select(i => replicated.Select(counts => expected[i] - Math.Sqrt(counts[i])).Order().ToArray())];
        EquatableArray<double> xs = Enumerable.Range(first, count).Select(value => (double)value).ToEquatableArray();
        EquatableArray<double> At(double probability) => differences.Select(values => Quantiles.Of(values, probability)).ToEquatableArray();
        EquatableArray<double> lower = At(0.025), upper = At(0.975);
        EquatableArray<double> tops = expected.ToEquatableArray();
        double[] feet = [.. expected.Zip(observed, (top, length) => top - length)];
        double width = count > 30 ? 6 : 12;
        return new Panel(
            null,
            new Axis(source.Model.ResponseName, first - (2 * HalfBar), first + count - 1 + (2 * HalfBar)),
            Axis.Around("√count", [0, .. feet, .. expected, .. lower, .. upper]),
            [
                new AreaMark("95 % of replications", Theme.Reference with { Opacity = 0.3 }, xs, lower, upper),
                new ColumnIntervalMark("observed, hanging", Theme.Observed with { Opacity = 0.55 }, xs, feet.ToEquatableArray(), tops, width),
                new HorizontalMark(null, Theme.Reference, 0, Stroke.Dashed, Width: 1),
                new LineMark("expected", Theme.Posterior, xs, tops, Stroke.Solid, Width: 2),
                new PointMark(null, Theme.Posterior, xs, tops, Hollow: false, Size: 5),
            ]);
    }

    /// <summary>How many numbers are nearest to each whole one.</summary>
    private static double[] Count(double[] values, int first, int count)
    {
        double[] counts = new double[count];
        foreach (double value in values)
        {
            double place = Math.Round(value, MidpointRounding.AwayFromZero) - first;
            if (place >= 0 && place < count)
            {
                counts[(int)place]++;
            }
        }

        return counts;
    }

    private static double[] Roots(double[] counts) => Array.ConvertAll(counts, Math.Sqrt);
}
