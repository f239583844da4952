using BayesLmm.Design;

namespace BayesLmm.Posteriors.Priors;

// Over the rows i of the design, with β, Σ_k = diag(s) C Cᵀ diag(s) and σ given:
//     Var(x'β + o) = (β, 1)ᵀ S (β, 1),   v_k = mean_i z_iᵀ Σ_k z_i = Σ_ab s_a s_b R_ab M_ab,   mean_i σ²/w_i (times ν/(ν − 2) for student_t residuals),
// S the covariance matrix of the columns of X and of the offset, M = ZᵀZ/n of term k's columns, measured from
// their origin as X is.

/// <summary>What a design contributes to the variance of its response: computed once, then combined with any number of parameter values.</summary>
internal sealed class ImpliedMoments
{
    private readonly double[,] fixedCovariance;
    private readonly double[][,] termProducts;
    private readonly double meanInverseWeight;

    public ImpliedMoments(ModelDesign design)
    {
        IEnumerable<double[]> columns = design.FixedEffects.CenteredColumns.Select(column => column.Values);
        fixedCovariance = MeanProducts([.. columns.Append(design.Offset ?? new double[design.RowCount]).Select(Centered)]);
        termProducts = [.. design.RandomTerms.Select(term => MeanProducts([.. term.CenteredColumns.Select(column => column.Values)]))];
        meanInverseWeight = design.Weights?.Average(weight => 1 / weight) ?? 1;
    }

    /// <summary>The variance of the fixed effects' part over the rows.</summary>
    public double FixedVariance(ReadOnlySpan<double> beta)
    {
        int p = beta.Length;
        double sum = 0;
        for (int a = 0; a <= p; a++)
        {
            for (int b = 0; b <= p; b++)
            {
                sum += (a < p ? beta[a] : 1) * (b < p ? beta[b] : 1) * fixedCovariance[a, b];
            }
        }

        return Math.Max(0, sum);
    }

    /// <summary>The variance that a term's effects give an average row.</summary>
    /// <param name="term">Which term.</param>
    /// <param name="sds">s.</param>
    /// <param name="C">The Cholesky factor of the correlation matrix, by rows.</param>
    public double TermVariance(int term, ReadOnlySpan<double> sds, ReadOnlySpan<double> C)
    {
        int r = sds.Length;
        double sum = 0;
        for (int a = 0; a < r; a++)
        {
            for (int b = 0; b < r; b++)
            {
                double correlation = 0;
                for (int m = 0; m <= Math.Min(a, b); m++)
                {
                    correlation += C[(a * r) + m] * C[(b * r) + m];
                }

                sum += sds[a] * sds[b] * correlation * termProducts[term][a, b];
            }
        }

        return Math.Max(0, sum);
    }

    /// <summary>The residual variance of an average row: σ²ν/(ν − 2), σ² for normal residuals, ∞ for ν ≤ 2.</summary>
    /// <param name="sigma">σ.</param>
    /// <param name="nu">ν; ∞ for normal residuals.</param>
    public double ResidualVariance(double sigma, double nu) =>
        nu <= 2 ? (sigma == 0 ? 0 : double.PositiveInfinity) : sigma * sigma * meanInverseWeight / (1 - (2 / nu));

    private static double[] Centered(double[] values)
    {
        double mean = values.Average();
        return Array.ConvertAll(values, value => value - mean);
    }

    private static double[,] MeanProducts(double[][] columns)
    {
        double[,] products = new double[columns.Length, columns.Length];
        for (int a = 0; a < columns.Length; a++)
        {
            for (int b = 0; b < columns.Length; b++)
            {
                products[a, b] = System.Numerics.Tensors.TensorPrimitives.Dot<double>(columns[a], columns[b]) / columns[a].Length;
            }
        }

        return products;
    }
}
