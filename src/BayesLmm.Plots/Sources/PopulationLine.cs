using BayesLmm.Numerics;
using BayesLmm.Plots.Statistics;

namespace BayesLmm.Plots.Sources;

/// <summary>The population's mean along a predictor, other factors averaged, other numeric predictors at their means.</summary>
/// <param name="Xs">The places.</param>
/// <param name="Means">The posterior means.</param>
/// <param name="Lower">The lower ends of the 95 % intervals.</param>
/// <param name="Upper">The upper ends.</param>
internal sealed record PopulationLine(EquatableArray<double> Xs, EquatableArray<double> Means, EquatableArray<double> Lower, EquatableArray<double> Upper)
{
    private const int Points = 41;   // along a numeric predictor

    /// <summary>The line; null where the mean is not defined there, or not determined by the data.</summary>
    /// <param name="source">The fit.</param>
    /// <param name="places">The predictor.</param>
    public static PopulationLine? Of(FigureSource source, RowPlaces places)
    {
        double[] finite = [.. places.Places.Where(double.IsFinite)];
        (double first, double last) = (finite.Min(), finite.Max());
        double[] xs = places.Levels.Count > 0
            ? [.. Enumerable.Range(0, places.Levels.Count).Select(i => (double)i)]
            : first == last ? [first] : EvenPoints.Between(first, last, Points);
        MeansOptions options = places.Levels.Count > 0
            ? new() { Of = [places.Name] }
            : new() { Of = [places.Name], At = [new PredictorValues(places.Name, xs.ToEquatableArray())] };
        MarginalGrid<DrawnEstimate>? grid = TryCompute(source, options);
        if (grid is null || grid.Means.Count == 0)
        {
            return null;
        }

        Dictionary<string, int> order = places.Levels.Select((level, i) => (level, i)).ToDictionary(StringComparer.Ordinal);
        (double X, DrawnEstimate Value)[] known =
        [
            .. grid.Means.Select((entry, i) => (X: places.Levels.Count > 0 ? order.GetValueOrDefault(entry.Name, -1) : xs[i], entry.Value))
                .Where(point => point.Value is not null && (places.Levels.Count == 0 || point.X >= 0)).OrderBy(point => point.X)
                .Select(point => (point.X, point.Value!)),
        ];
        return known.Length == 0 ? null : new(
            known.Select(point => point.X).ToEquatableArray(),
            known.Select(point => point.Value.Mean).ToEquatableArray(),
            known.Select(point => point.Value.Lower).ToEquatableArray(),
            known.Select(point => point.Value.Upper).ToEquatableArray());
    }

    private static MarginalGrid<DrawnEstimate>? TryCompute(FigureSource source, MeansOptions options)
    {
        try
        {
            return source.Posterior.Means(options, null, source.Fit.CancellationToken);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return null;   // a variable computed from a factor has no value at a mean
        }
    }
}
