using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Design.Columns;
using BayesLmm.Design.Products;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Estimation.Checks;

/// <summary>Computes a <see cref="LeastSquaresComparison"/> from the cross-products alone: its cost does not depend on the number of rows.</summary>
internal static class LeastSquaresFit
{
    /// <summary>The comparison for a fit.</summary>
    public static LeastSquaresComparison Compare(RemlFit fit)
    {
        CrossProducts products = fit.Model.Products;
        FixedProducts data = products.Fixed;
        int p = data.Count, df = products.RowCount - p;
        double[] L = [.. data.Xx], inverse = new double[p * p], beta = [.. data.Xy];

        // Columns that the design found independent give a positive definite XᵀX.
        if (!SmallCholesky.TryFactor(L, p))
        {
            throw new InvalidOperationException(
                $"The {p} columns of the fixed effects are collinear to working precision, so that least squares has no solution.");
        }

        SmallCholesky.SolveLower(L, p, beta);
        double squares = Math.Max(0, data.Yy - TensorPrimitives.SumOfSquares<double>(beta));
        SmallCholesky.SolveUpper(L, p, beta);
        data.Coordinates.ToWritten(beta);
        SmallCholesky.Invert(L, p, inverse);
        double? sigma = fit.Model.HasKnownErrors ? 1 : df > 0 ? Math.Sqrt(squares / df) : null;
        EquatableArray<LeastSquaresCoefficient> coefficients = fit.FixedEffects
            .Select((mixed, j) => Coefficient(mixed, beta[j], sigma * Math.Sqrt(UncenteredVariance(inverse, data, j))))
            .ToEquatableArray();
        return new LeastSquaresComparison(coefficients, sigma, fit.Model.HasKnownErrors ? null : df, Kish(fit));
    }

    private static LeastSquaresCoefficient Coefficient(ParameterEstimate mixed, double estimate, double? error)
    {
        double? divisor = error > 0 ? error : null, ratio = mixed.StandardError / divisor;
        return new LeastSquaresCoefficient(mixed.Name, estimate, error, estimate / divisor, mixed.Estimate, mixed.StandardError, ratio * ratio);
    }

    /// <summary>The diagonal entry of the inverse for the original columns: without an origin only the intercept differs, by −Σ center_j β_j.</summary>
    private static double UncenteredVariance(double[] inverse, FixedProducts data, int j)
    {
        int p = data.Count;
        if (data.Origin is null && (j > 0 || !data.HasIntercept))
        {
            return inverse[(j * p) + j];
        }

        double[] t = new double[p];
        t[j] = 1;
        data.Coordinates.CenterWeights(t);
        double sum = 0;
        for (int i = 0; i < p; i++)
        {
            sum += t[i] * TensorPrimitives.Dot(inverse.AsSpan(i * p, p), t);
        }

        return sum;
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
