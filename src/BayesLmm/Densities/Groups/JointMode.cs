using BayesLmm.Densities.Coordinates;
using BayesLmm.Equations;
using BayesLmm.Sampling.Start;

namespace BayesLmm.Densities.Groups;

/// <summary>The mode of (φ, β) by Laplace's approximation, and a covariance matrix there.</summary>
internal static class JointMode
{
    /// <summary>Half the width of the differences of β̂(φ), in standard deviations of φ.</summary>
    private const double Width = 0.1;

    /// <summary>Var(φ) from the reference, β̂(φ) from the modes beside it, and Var(β | φ) from the curvature.</summary>
    /// <param name="layout">The coordinates at the reference.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="averaged">The coordinates of β.</param>
    /// <param name="reference">The mode of φ.</param>
    /// <returns>The start of importance sampling, and û at the mode.</returns>
    public static (ImportanceStart Start, double[] Effects) Of(
        ConditionalCoordinates layout, ConditionalRows rows, AveragedCoefficients averaged, ConditionalReference reference)
    {
        CovarianceFactors factors = new(layout.Terms, new EffectFactors(layout.Model.Products.Terms));
        double VarianceAt(double[] phi)
        {
            factors.Read(phi);
            return averaged.Variance(factors);
        }

        int m = layout.OuterCount, d = layout.JointCount, q = layout.Model.Products.EffectCount;
        LaplaceMarginal marginal = new(layout, rows);
        double[] ignored = new double[m], near = [.. reference.Center];
        marginal.Evaluate(reference.Center, ignored);
        double[] mode = marginal.Approximation.Unknowns.ToArray();

        // Standard normal ζ: φ = φ₀ + Cζ, β = β̂ + Dζ + its own part.
        double[] D = new double[layout.LinearColumns.Length * m];
        marginal.Approximation.ComputeInverse();
        double[] covariance = new double[d * d];
        double variance = VarianceAt(reference.Center), square = averaged.Factor(variance) * averaged.Factor(variance);
        for (int i = 0; i < layout.LinearColumns.Length; i++)
        {
            for (int j = 0; j < layout.LinearColumns.Length; j++)
            {
                covariance[((m + i) * d) + m + j] =
                    marginal.Approximation.System.InverseAmongFixed(layout.LinearColumns[i], layout.LinearColumns[j]) / square;
            }
        }

        for (int k = 0; k < m; k++)
        {
            for (int side = -1; side <= 1; side += 2)
            {
                for (int i = 0; i < m; i++)
                {
                    near[i] = reference.Center[i] + (side * Width * reference.Factor[(i * m) + k]);
                }

                mode.CopyTo(marginal.Approximation.Unknowns);
                if (!double.IsFinite(marginal.Evaluate(near, ignored)))
                {
                    continue;
                }

                double there = VarianceAt(near);
                for (int i = 0; i < layout.LinearColumns.Length; i++)
                {
                    int column = layout.LinearColumns[i];
                    D[(i * m) + k] += side * averaged.FromBeta(there, column, marginal.Approximation.Beta[column]) / (2 * Width);
                }
            }
        }

        double[] factor = new double[d * m], center = new double[d];
        reference.Factor.CopyTo(factor, 0);
        D.CopyTo(factor, m * m);
        reference.Center.CopyTo(center, 0);
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
            {
                for (int k = 0; k < m; k++)
                {
                    covariance[(i * d) + j] += factor[(i * m) + k] * factor[(j * m) + k];
                }
            }
        }

        for (int i = 0; i < layout.LinearColumns.Length; i++)
        {
            center[m + i] = averaged.FromBeta(variance, layout.LinearColumns[i], mode[q + layout.LinearColumns[i]]);
        }

        return (new ImportanceStart([.. center], [.. covariance], "The proposal begins at the mode of Laplace's approximation."), mode[..q]);
    }
}
