using System.Numerics.Tensors;
using BayesLmm.Numerics.Dense;
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

        double[] center = new double[d], covariance = curvature.ToCovariance();
        SmallTriangular.Sandwich(factor, covariance, d);
        whitened.ToOriginal(ascent.Position, center);
        return new ImportanceStart([.. center], [.. covariance], "The proposal begins at the mode.");
    }

    /// <summary>The density at m + Lz, with a gradient by central differences.</summary>
    private sealed class Whitened(IEstimatedDensityEvaluator inner, double[] center, double[] factor) : ILogDensityEvaluator
    {
        private readonly double[] original = new double[center.Length];
        private readonly double[] near = new double[center.Length];

        public void ToOriginal(ReadOnlySpan<double> z, Span<double> x)
        {
            z.CopyTo(x);
            SmallTriangular.Multiply(factor, x);
            TensorPrimitives.Add(x, center, x);
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

            CentralDifferences.Gradient(x => Evaluate(x), position, Width, near, gradient);
            return value;
        }
    }
}
