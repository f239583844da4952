using BayesLmm.Numerics;
using BayesLmm.Sampling.Densities;

namespace BayesLmm.Sampling.Importance;

/// <summary>
/// Points drawn from a <see cref="FoldedMixture"/> and their log weights, extended batch by batch. The points come from one random stream in their order; only
/// the densities at them are computed in parallel, so that the number of threads changes nothing. Mutable; owned by one run of the sampler.
/// </summary>
internal sealed class WeightedPoints(FoldedMixture proposal, int dimension, RandomStream random)
{
    private readonly List<double> points = [];
    private readonly List<double> logDensities = [];
    private readonly List<double> logRatios = [];

    /// <summary>The number of points.</summary>
    public int Count => logRatios.Count;

    /// <summary>All points, one after the other.</summary>
    public double[] Points => [.. points];

    /// <summary>log target, unsmoothed.</summary>
    public double[] LogDensities => [.. logDensities];

    /// <summary>log target − log proposal; −∞ where the target is zero or cannot be computed.</summary>
    public double[] LogRatios => [.. logRatios];

    /// <summary>Draws and weighs more points; if cancelled, those before the first that is missing are kept.</summary>
    public void Extend(int count, EvaluationTeam team, CancellationToken cancellationToken)
    {
        int d = dimension;
        double[] batch = new double[count * d];
        double[] values = new double[count], ratios = new double[count];
        double[] work = new double[d];
        for (int i = 0; i < count; i++)
        {
            proposal.Draw(Count + i, random, work, batch.AsSpan(i * d, d));
        }

        int done = team.Run(count, (evaluator, memory, i) =>
        {
            Span<double> x = batch.AsSpan(i * d, d);
            values[i] = proposal.IsInside(x) ? evaluator.Evaluate(x) : double.NegativeInfinity;
            double ratio = values[i] - proposal.LogDensity(x, memory);
            ratios[i] = double.IsNaN(ratio) || double.IsPositiveInfinity(ratio) ? double.NegativeInfinity : ratio;
        }, cancellationToken);
        points.AddRange(batch[..(done * d)]);
        logDensities.AddRange(values[..done]);
        logRatios.AddRange(ratios[..done]);
    }

    /// <summary>Smoothed weights that sum to 1, and the diagnostic; null while no point has a positive weight.</summary>
    public (double[] Weights, ParetoSmoothing Smoothing)? Smooth()
    {
        double[] ratios = LogRatios;
        if (ratios.All(double.IsNegativeInfinity))
        {
            return null;
        }

        ParetoSmoothing smoothing = ParetoSmoothing.Of(ratios);
        double largest = smoothing.LogWeights.Max();
        double[] weights = [.. smoothing.LogWeights.Select(w => Math.Exp(w - largest))];
        double sum = weights.Sum();
        return ([.. weights.Select(w => w / sum)], smoothing);
    }
}
