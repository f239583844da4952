using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.FactorGraphs.Variational;

/// <summary>One step of the coefficients and group effects from distributions of the precisions that were found elsewhere.</summary>
internal static class EffectsGivenPrecisions
{
    /// <summary>The distribution given the precisions.</summary>
    /// <param name="products">The data.</param>
    /// <param name="coefficients">The coefficients' priors.</param>
    /// <param name="residual">q(τ); only its mean is used.</param>
    /// <param name="terms">q(P_k); only their means are used.</param>
    /// <param name="mixing">E κ for each coefficient; 1 where its prior is no mixture.</param>
    /// <exception cref="InvalidOperationException">The equations are not positive definite to working precision.</exception>
    public static JointEffects Solve(
        CrossProducts products,
        EquatableArray<CoefficientPrior> coefficients,
        PrecisionMarginal residual,
        EquatableArray<CovarianceMarginal> terms,
        EquatableArray<double> mixing)
    {
        double[] constants = [.. coefficients.Select(prior => prior is CoefficientPrior.Fixed known ? known.Value : double.NaN)];
        int[] unknown = [.. Enumerable.Range(0, constants.Length).Where(j => double.IsNaN(constants[j]))];
        EffectsStep step = new(products, MixedModelEquations.Analyze(products, unknown), constants, threads: 1);
        for (int k = 0; k < terms.Count; k++)
        {
            FactorCovariance(terms[k], products.Terms[k].Width, step.Lambda(k));
        }

        for (int j = 0; j < unknown.Length; j++)
        {
            (double location, step.Precision[j]) = coefficients[unknown[j]].Given(mixing[unknown[j]], products.Fixed.Reference[unknown[j]]);
            step.Location[j] = products.Fixed.Coordinates.Relative(unknown[j], location);
        }

        return step.TryRun(residual.Mean)
            ? step.Marginal()
            : throw new InvalidOperationException(
                FormattableString.Invariant($"The mixed model equations are not positive definite at a residual precision of {residual.Mean:G6}."));
    }

    /// <summary>Λ with Λ Λᵀ = (E P)⁻¹: for a Wishart distribution B / shape.</summary>
    private static void FactorCovariance(CovarianceMarginal term, int r, Span<double> lambda)
    {
        if (term is CovarianceMarginal.Independent independent)
        {
            for (int i = 0; i < r; i++)
            {
                lambda[(i * r) + i] = 1 / Math.Sqrt(independent.Precisions[i].Mean);
            }

            return;
        }

        CovarianceMarginal.Correlated wishart = (CovarianceMarginal.Correlated)term;
        for (int i = 0; i < r; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                lambda[(i * r) + j] = wishart.Rate[(i * r) + j] / wishart.Shape;
            }
        }

        if (!SmallCholesky.TryFactor(lambda, r))
        {
            throw new InvalidOperationException($"The rate matrix of a Wishart distribution of {r} × {r} precision matrices is not positive definite.");
        }
    }
}
