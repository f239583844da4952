using BayesLmm.Sampling;
using BayesLmm.Sampling.Metrics;
using BayesLmm.Sampling.Start;

namespace BayesLmm.Densities.Groups;

/// <summary>
/// The mode of an estimated density and its curvature, in coordinates in which a rough approximation is standard normal, with the same random numbers at every
/// point, so that the estimate is a smooth function.
/// </summary>
internal static class ModeSearch
{

    /// <summary>Which random numbers.</summary>
    private const ulong Stream = 1;

    /// <summary>Half the width of the differences that approximate derivatives, in the rough approximation's standard deviations.</summary>
    private const double Width = 0.02;

    /// <summary>Climbs from the middle of a rough approximation.</summary>
    /// <param name="density">An evaluator of the density.</param>
    /// <param name="rough">The approximation.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The normal approximation at the mode; null where none was found.</returns>
    public static ImportanceStart? Improve(IEstimatedDensityEvaluator density, ImportanceStart rough, CancellationToken cancellationToken)
    {
        int d = rough.Center.Count;
        if (ReferenceSearch.CholeskyOf([.. rough.Covariance], d) is not { } factor)
        {
            return null;
        }

        density.UseStream(Stream);
        Whitened whitened = new(density, [.. rough.Center], factor);
        Ascent ascent = new(whitened, new double[d]);
        if (ascent.Climb(cancellationToken).Length > 0
            || Curvature.At(whitened, ascent.Position, ascent.StandardDeviations()) is not { } curvature)
        {
            return null;
        }

        double[] center = new double[d];
        whitened.ToOriginal(ascent.Position, center);
        return new ImportanceStart([.. center], [.. Sandwich(factor, curvature.ToCovariance(), d)], "The proposal begins at the mode.");
    }

    /// <summary>L C Lᵀ.</summary>
    private static double[] Sandwich(double[] L, double[] C, int d)
    {
        double[] left = new double[d * d], result = new double[d * d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
            {
                for (int k = 0; k <= i; k++)
                {
                    left[(i * d) + j] += L[(i * d) + k] * C[(k * d) + j];
                }
            }
        }

        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int k = 0; k <= j; k++)
                {
                    sum += left[(i * d) + k] * L[(j * d) + k];
                }

                result[(i * d) + j] = result[(j * d) + i] = sum;
            }
        }

        return result;
    }

    /// <summary>The density at m + Lz, with a gradient by central differences.</summary>
    private sealed class Whitened(IEstimatedDensityEvaluator inner, double[] center, double[] factor) : ILogDensityEvaluator
    {
        private readonly double[] original = new double[center.Length];
        private readonly double[] near = new double[center.Length];

        public void ToOriginal(ReadOnlySpan<double> z, Span<double> x)
        {
            int d = center.Length;
            for (int i = 0; i < d; i++)
            {
                x[i] = center[i];
                for (int k = 0; k <= i; k++)
                {
                    x[i] += factor[(i * d) + k] * z[k];
                }
            }
        }

        public double Evaluate(ReadOnlySpan<double> position)
        {
            ToOriginal(position, original);
            return inner.Evaluate(original);
        }

        public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
        {
            double value = Evaluate(position);
            if (!double.IsFinite(value))
            {
                return value;
            }

            position.CopyTo(near);
            for (int i = 0; i < near.Length; i++)
            {
                near[i] = position[i] + Width;
                double above = Evaluate(near);
                near[i] = position[i] - Width;
                gradient[i] = (above - Evaluate(near)) / (2 * Width);
                near[i] = position[i];
            }

            return value;
        }
    }
}
