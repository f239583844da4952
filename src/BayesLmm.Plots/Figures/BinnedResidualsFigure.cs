using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// Averages of the residuals of rows with nearly the same fitted value, against the averages of these, with two standard errors on either side of 0 (Gelman
    /// and Hill 2007, §5.6): the residuals of single responses of 0 and 1, or of small counts, show nothing. About 95 % of the points lie inside if the mean is
    /// right. The standard errors are those of responses that the model produces, so that a bin whose responses are all equal has one too. A binomial
    /// response is the share of its trials.
    /// </summary>
    /// <exception cref="NotSupportedException">The response is not a whole number by its family.</exception>
    public Figure BinnedResiduals()
    {
        FigureSource source = Select(null);
        return NoFigure.Unless(BinnedResidualsFigure.WhyNot(source), () => BinnedResidualsFigure.Create(source));
    }
}

/// <summary>Builds <c>posterior.Plot.BinnedResiduals</c>.</summary>
internal static class BinnedResidualsFigure
{
    /// <summary>Tables of this size and less have a bin for two rows; of up to a hundred rows ten bins; of more the root of the rows.</summary>
    private const int FewRows = 10, SomeRows = 100;

    /// <summary>Why a fit has no such figure; null if it has.</summary>
    public static string? WhyNot(FigureSource source) =>
        source.Model.Family.IsDiscrete ? null : "the data are a continuous response, whose residuals 'residuals' shows one by one";

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source)
    {
        Bin[] bins = [.. Bins(source)];
        int inside = bins.Count(bin => Math.Abs(bin.Residual) <= 2 * bin.Error);
        return new Figure(source.Title, [CreatePanel(source)])
        {
            Description = $"Average residuals of {bins.Length} bins of rows against their average fitted values; {inside} are within two standard errors of 0.",
            PanelWidth = 560,
            PanelHeight = 380,
        };
    }

    /// <summary>Its panel.</summary>
    public static Panel CreatePanel(FigureSource source)
    {
        Bin[] bins = [.. Bins(source)];
        EquatableArray<double> At(Func<Bin, double> value) => bins.Select(value).ToEquatableArray();
        EquatableArray<double> xs = At(bin => bin.Fitted), lower = At(bin => -2 * bin.Error), upper = At(bin => 2 * bin.Error), means = At(bin => bin.Residual);
        return new Panel(
            null,
            Axis.Around($"fitted {ResponseAxis.Of(source.Model)}, by bins of rows", [.. xs]),
            Axis.Around("average residual", [0, .. lower, .. upper, .. means]),
            [
                new AreaMark("two standard errors", Theme.Reference with { Opacity = 0.3 }, xs, lower, upper),
                new HorizontalMark(null, Theme.Reference, 0, Stroke.Dashed, Width: 1),
                new PointMark("bin", Theme.Posterior, xs, means, Hollow: false, Size: 6),
            ]);
    }

    private static IEnumerable<Bin> Bins(FigureSource source) => Bins(
        [.. ResponseAxis.Rows(source)],
        [.. source.Fit.Replications.Responses.Select(replicated => ResponseAxis.OnAxis(source.Model, replicated))]);

    /// <summary>Rows in the order of their fitted values, in bins of nearly the same number of rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="replicated">Their responses as the model produces them, at least one each.</param>
    internal static IEnumerable<Bin> Bins(FittedRow[] rows, double[][] replicated)
    {
        int[] sorted = [.. Enumerable.Range(0, rows.Length).OrderBy(row => rows[row].Fitted)];
        int count = rows.Length <= FewRows ? Math.Max(1, rows.Length / 2) : rows.Length <= SomeRows ? FewRows : (int)Math.Sqrt(rows.Length);
        for (int bin = 0; bin < count; bin++)
        {
            int[] own = sorted[(int)((long)bin * sorted.Length / count)..(int)((long)(bin + 1) * sorted.Length / count)];
            double fitted = own.Average(row => rows[row].Fitted);
            double[] shifts = [.. replicated.Select(response => own.Average(row => response[row]) - fitted)];
            yield return new Bin(fitted, own.Average(row => rows[row].Residual), Math.Sqrt(shifts.Average(shift => shift * shift)));
        }
    }

    /// <summary>Rows with nearly the same fitted value.</summary>
    /// <param name="Fitted">The average of their fitted values.</param>
    /// <param name="Residual">The average of their residuals.</param>
    /// <param name="Error">Its standard error by the model: how far such averages of simulated responses are from 0, a root mean square.</param>
    internal readonly record struct Bin(double Fitted, double Residual, double Error);
}
