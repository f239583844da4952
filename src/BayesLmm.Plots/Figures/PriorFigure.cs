using BayesLmm.Numerics;
using BayesLmm.Plots.Sources;
using BayesLmm.Plots.Statistics;
using BayesLmm.Posteriors.Quantities;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The prior density of each parameter beside its posterior density: what the data have taught. Parameters with a flat prior, and those whose prior is that
    /// of another point such as the intercept at the predictors' means, are left out.
    /// </summary>
    /// <param name="names">The names of parameters; null for all that have a prior density.</param>
    /// <exception cref="ArgumentException">There is no such parameter, or none of them has a prior density.</exception>
    public Figure Prior(IReadOnlyList<string>? names = null)
    {
        FigureSource source = Select(names);
        return PriorFigure.HasPriors(source)
            ? PriorFigure.Create(source)
            : throw new ArgumentException("None of these parameters has a prior density: priors are flat, or at the predictors' means.", nameof(names));
    }
}

/// <summary>Builds <c>posterior.Plot.Prior</c>.</summary>
internal static class PriorFigure
{
    private const int Points = 257;
    private const double Shown = 0.001;

    /// <summary>How much of the prior is shown beside a narrow posterior: this many widths of the posterior's range on each side.</summary>
    private const double Surroundings = 1.5;

    /// <summary>Whether any parameter has a prior density.</summary>
    public static bool HasPriors(FigureSource source) => source.Quantities.Any(column => PriorOf(source, column) is not null);

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source) => new(
        source.Title,
        source.Quantities.Select(column => (column, prior: PriorOf(source, column))).Where(one => one.prior is not null)
            .Select(one => CreatePanel(source, one.column, one.prior!)).ToEquatableArray())
    {
        Description = "Prior density, dashed, and posterior density of each parameter.",
        PanelWidth = 380,
        PanelHeight = 240,
    };

    /// <summary>The prior of a parameter in closed form; null if it has none.</summary>
    private static KnownPrior? PriorOf(FigureSource source, DrawColumn column) =>
        PriorOfForm.Of(source.Model, new LinearForm(0, new Dictionary<string, double> { [column.Name] = 1 }), out _);

    private static Panel CreatePanel(FigureSource source, DrawColumn column, KnownPrior prior)
    {
        double[] sorted = column.Values.ToArray();
        Array.Sort(sorted);
        (double lower, double upper) = source.BoundsOf(column);
        KernelDensity density = new(sorted, lower, upper);
        (double first, double last) = (Quantiles.Of(sorted, Shown), Quantiles.Of(sorted, 1 - Shown));
        double range = Math.Max(last - first, 1e-12 * Math.Max(1, Math.Abs(first)));
        first = Math.Max(Math.Max(lower, prior.Lower), first - (Surroundings * range));
        last = Math.Min(Math.Min(upper, prior.Upper), last + (Surroundings * range));
        double[] xs = EvenPoints.Between(first, last, Points);
        double[] zeros = new double[Points];
        double[] before = [.. xs.Select(x => Math.Exp(prior.LogDensity(x))).Select(height => double.IsFinite(height) ? height : double.NaN)];
        double[] after = [.. xs.Select(density.At).Select(height => double.IsFinite(height) ? height : 0)];
        double top = Math.Max(after.Max(), before.Where(double.IsFinite).DefaultIfEmpty(0).Max());
        if (after.Max() > 0)
        {
            top = Math.Min(top, 3 * after.Max());   // a prior that is infinite at 0 would flatten the rest
        }

        return new Panel(
            null,
            new Axis(column.Name, first, last),
            new Axis(null, 0, 1.06 * (top > 0 ? top : 1)) { Ticks = TickKind.None },
            [
                new AreaMark("posterior", Theme.Posterior with { Opacity = 0.35 }, xs.ToEquatableArray(), zeros.ToEquatableArray(), after.ToEquatableArray()),
                new LineMark(null, Theme.Posterior, xs.ToEquatableArray(), after.ToEquatableArray(), Stroke.Solid, Width: 1.5),
                new LineMark("prior", Theme.Prior, xs.ToEquatableArray(), before.ToEquatableArray(), Stroke.Dashed, Width: 2),
            ]);
    }
}
