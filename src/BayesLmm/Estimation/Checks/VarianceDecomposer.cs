using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Design.Columns;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.Models;
using BayesLmm.Numerics;

namespace BayesLmm.Estimation.Checks;

/// <summary>
/// Computes a fit's <see cref="VarianceDecomposition"/>: from moments that the model already has, or else with one pass over the rows.
/// </summary>
internal static class VarianceDecomposer
{
    /// <summary>The decomposition; NaN for what the likelihood does not determine.</summary>
    public static VarianceDecomposition Decompose(RemlFit fit) => fit.Undetermined is { } undetermined
        ? VarianceDecomposition.Common([Compute(fit), .. undetermined.Others.Select(Compute)])
        : Compute(fit);

    private static VarianceDecomposition Compute(RemlFit fit)
    {
        ModelDesign design = fit.Model.Design;
        double sigma = fit.Sigma;
        double residual = sigma * sigma * (design.Weights is { } weights ? weights.Average(w => 1 / w) : 1);
        EquatableArray<TermVariance> terms = TermVariances(fit, sigma);
        return new VarianceDecomposition(FixedVariance(fit), terms.Sum(term => term.Variance), residual) { Terms = terms };
    }

    /// <summary>The sample variance of Xβ̂.</summary>
    private static double FixedVariance(RemlFit fit)
    {
        FixedEffectsDesign X = fit.Model.Design.FixedEffects;
        int n = fit.RowCount, p = X.Columns.Count;
        double[] beta = [.. fit.FixedEffects.Select(effect => effect.Estimate)];
        if (n < 2)
        {
            return 0;
        }

        if (X.HasIntercept)
        {
            // Unweighted, unlike the cross-products: every row counts once.
            ColumnMoments moments = X.Moments ?? ColumnMoments.Compute([.. X.CenteredColumns.Select(column => column.Values)], hasIntercept: true);
            X.Origin?.FromWritten(beta);
            beta[0] = 0;
            double sum = 0;
            for (int i = 1; i < p; i++)
            {
                sum += beta[i] * TensorPrimitives.Dot(moments.Gram.AsSpan(i * p, p), beta);
            }

            return Math.Max(0, sum) / (n - 1);
        }

        double[] predictor = new double[n];
        fit.Model.CreateWrittenPredictor().AddFixed(beta, predictor);
        TensorPrimitives.Subtract(predictor, TensorPrimitives.Average<double>(predictor), predictor);
        return TensorPrimitives.SumOfSquares<double>(predictor) / (n - 1);
    }

    private static EquatableArray<TermVariance> TermVariances(RemlFit fit, double sigma)
    {
        CrossProducts products = fit.Model.Products;
        (EffectFactors factors, double[] lambda) = fit.RelativeFactors();
        List<TermVariance> variances = [];
        for (int k = 0; k < products.Terms.Count; k++)
        {
            GroupTerm term = fit.Model.GroupTerms[k];
            double[] gram = fit.Model.Design.Weights is null ? products.Gram(products.Terms[k]) : Gram(fit.Model.Design.RandomTerms[k].CenteredColumns);
            double trace = TraceOfProduct(factors.Of(k, lambda.AsSpan()), gram, term.Width);
            variances.Add(new TermVariance(term.Group, term.Effects, sigma * sigma * trace / fit.RowCount));
        }

        return variances.ToEquatableArray();
    }

    /// <summary>tr(ΛΛᵀ G) = Σ_c Λ_cᵀ G Λ_c.</summary>
    private static double TraceOfProduct(ReadOnlySpan<double> L, double[] G, int r)
    {
        double trace = 0;
        for (int c = 0; c < r; c++)
        {
            for (int i = c; i < r; i++)
            {
                for (int j = c; j < r; j++)
                {
                    trace += L[(i * r) + c] * G[(i * r) + j] * L[(j * r) + c];
                }
            }
        }

        return Math.Max(0, trace);
    }

    /// <summary>Σ_i z_i z_iᵀ from the rows.</summary>
    private static double[] Gram(IReadOnlyList<DesignColumn> columns)
    {
        int r = columns.Count;
        double[] gram = new double[r * r];
        for (int i = 0; i < r; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                gram[(i * r) + j] = gram[(j * r) + i] = TensorPrimitives.Dot<double>(columns[i].Values, columns[j].Values);
            }
        }

        return gram;
    }
}
