using BayesLmm.Numerics;

namespace BayesLmm.Sampling.Start;

/// <summary>The result of the search for the posterior mode.</summary>
/// <param name="Mode">The mode, if <paramref name="Curvature"/> is not null; otherwise where the last attempt ended.</param>
/// <param name="LogDensity">The log density there.</param>
/// <param name="Curvature">The covariance of the normal approximation there, (−∇²log π)⁻¹; null if no mode was found.</param>
/// <param name="Explanation">What happened, in a sentence.</param>
/// <param name="Evaluations">The number of gradients it took.</param>
internal sealed record ModeSearchResult(double[] Mode, double LogDensity, DenseMetric? Curvature, string Explanation, int Evaluations)
{
    /// <summary>The normal approximation at the mode; null if none was found.</summary>
    public ImportanceStart? Start => Curvature is null
        ? null
        : new ImportanceStart(EquatableArray.Create<double>(Mode), EquatableArray.Create<double>(Curvature.ToCovariance()), Explanation);
}

/// <summary>Finds a posterior mode and its curvature, from the density's own starting point and, where that fails, from a few random points.</summary>
/// <remarks>
/// The mode needs to be known only to a small part of a standard deviation, because chains start around it, not at it; no reported result depends on it. A
/// search that diverges or ends in a saddle is not an error: the chains then start at random.
/// </remarks>
internal static class PosteriorMode
{
    private const int Attempts = 4;
    private const double RandomHalfWidth = 2;
    private const int NewtonSteps = 5;
    private const double LargestDecrement = 0.01;   // in units of the log density: within about 0.1 standard deviations of the mode

    /// <summary>Searches; deterministic for a stream.</summary>
    public static ModeSearchResult Search(ILogDensity target, RandomStream random, CancellationToken cancellationToken)
    {
        CountingEvaluator density = new(target.CreateEvaluator());
        double[] center = target.StartingPoint();
        double[] point = new double[target.Dimension];
        double logDensity = double.NaN;
        string failure = "";
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            for (int i = 0; i < point.Length; i++)
            {
                point[i] = center[i] + (attempt == 0 ? 0 : RandomHalfWidth * ((2 * random.NextUniform()) - 1));
            }

            Ascent ascent = new(density, point);
            failure = ascent.Climb(cancellationToken);
            logDensity = ascent.LogDensity;
            if (failure.Length == 0)
            {
                DenseMetric? curvature = Polish(density, ascent, ref failure);
                if (curvature is not null)
                {
                    string found = $"A mode was found with {density.Count} gradients, in attempt {attempt + 1}.";
                    return new ModeSearchResult(ascent.Position.ToArray(), ascent.LogDensity, curvature, found, density.Count);
                }
            }
        }

        string explanation = $"No mode was found in {Attempts} attempts and {density.Count} gradients; the last one: {failure}";
        return new ModeSearchResult(point, logDensity, null, explanation, density.Count);
    }

    /// <summary>Newton steps with the exact curvature until the Newton decrement ½ gᵀΣg is small; null with the reason if it does not become small.</summary>
    private static DenseMetric? Polish(ILogDensityEvaluator density, Ascent ascent, ref string failure)
    {
        double[] step = new double[ascent.Position.Length];
        double[] scales = ascent.StandardDeviations();
        for (int i = 0; i <= NewtonSteps; i++)
        {
            DenseMetric? curvature = Curvature.At(density, ascent.Position, scales);
            if (curvature is null)
            {
                failure = "the curvature where the search ended is not that of a maximum.";
                return null;
            }

            curvature.Multiply(ascent.Gradient, step);
            double decrement = 0.5 * System.Numerics.Tensors.TensorPrimitives.Dot<double>(ascent.Gradient, step);
            if (decrement <= LargestDecrement)
            {
                return curvature;
            }

            if (!ascent.TryMove(step))
            {
                break;
            }

            scales = [.. curvature.ToVariances().Select(Math.Sqrt)];
        }

        failure = "Newton steps did not come closer to a maximum.";
        return null;
    }

    private sealed class CountingEvaluator(ILogDensityEvaluator inner) : ILogDensityEvaluator
    {
        public int Count { get; private set; }

        public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
        {
            Count++;
            return inner.Evaluate(position, gradient);
        }
    }
}
