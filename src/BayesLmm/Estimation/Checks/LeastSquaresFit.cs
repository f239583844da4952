using BayesLmm.Design;
using BayesLmm.Design.Columns;
using BayesLmm.Design.Products;
using BayesLmm.Numerics;

namespace BayesLmm.Estimation.Checks;

/// <summary>Computes a <see cref="LeastSquaresComparison"/> from the cross-products alone: its cost does not depend on the number of rows.</summary>
internal static class LeastSquaresFit
{
    /// <summary>The comparison for a fit; null where the columns are collinear to working precision.</summary>
    public static LeastSquaresComparison? TryCompare(RemlFit fit)
    {
        if (LeastSquares.TryFit(fit.Model) is not { } least)
        {
            return null;
        }

        double[] estimates = least.Estimates.ToArray();
        EquatableArray<LeastSquaresCoefficient> coefficients =
            fit.FixedEffects.Select((mixed, j) => Coefficient(mixed, estimates[j], least.Error(j))).ToEquatableArray();
        return new LeastSquaresComparison(coefficients, least.Sigma, least.DegreesOfFreedom, Kish(fit));
    }

    private static LeastSquaresCoefficient Coefficient(ParameterEstimate mixed, double estimate, double? error)
    {
        double? divisor = error > 0 ? error : null, ratio = mixed.StandardError / divisor;
        return new LeastSquaresCoefficient(mixed.Name, estimate, error, estimate / divisor, mixed.Estimate, mixed.StandardError, ratio * ratio);
    }

    private static KishDesignEffect? Kish(RemlFit fit)
    {
        CrossProducts products = fit.Model.Products;
        if (products.Terms.Count != 1 || products.Terms[0].Width != 1 || fit.Model.Design.Weights is not null
            || fit.Model.GroupTerms[0].Effects[0] != TermColumns.Intercept)
        {
            return null;
        }

        // The diagonal of ZᵀZ has the groups' sizes.
        TermShape term = products.Terms[0];
        LevelBlocks blocks = products.Blocks;
        double squares = 0;
        for (int level = 0; level < term.LevelCount; level++)
        {
            double size = blocks.Values[blocks.ValueStarts[blocks.ColumnStarts[term.FirstLevel + level]]];
            squares += size * size;
        }

        double theta = fit.Theta[0], variance = theta * theta;
        return new KishDesignEffect(squares / products.RowCount, variance / (1 + variance), products.RowCount);
    }
}
