using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Design.Columns;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.Rows;

namespace BayesLmm.Posteriors.VarianceShares;

/// <summary>Computes a <see cref="PosteriorVariance"/>: one pass over the rows for Bayesian R², the rest from moments.</summary>
internal static class VarianceAnalyzer
{
    /// <summary>Rows × draws that the pass over the rows may take; beyond that it takes fewer draws, but not below <see cref="FewestDraws"/>.</summary>
    private const long MostWork = 100_000_000;

    private const int FewestDraws = 200;

    private const double Level = 0.95;

    /// <summary>The variance of a posterior.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public static PosteriorVariance Analyze(Posterior posterior, CancellationToken cancellationToken)
    {
        BoundModel model = posterior.Model;
        ModelDesign design = model.Design;
        KeptDraws draws = new(posterior, (int)Math.Max(FewestDraws, MostWork / Math.Max(1, design.RowCount)));
        (double[] bayesR2, double[] typicalMeans) = PassOverRows(posterior, draws, cancellationToken);
        double[] fixedVariance = FixedVariance(design, draws), residual = Residual(model, draws, typicalMeans);
        double[][] terms = [.. model.GroupTerms.Select((_, k) => TermVariance(design, draws, k))];
        double[] random = Sum(terms, draws.Count);
        double[] randomAndResidual = Combine(random, residual, (a, b) => a + b), total = Combine(fixedVariance, randomAndResidual, (a, b) => a + b);
        DrawnEstimate Summarize(string name, double[] values) => DrawnEstimate.Of(name, values, posterior.Draws, draws.Thinning, Level);
        double[] Share(double[] part, double[] whole) => Combine(part, whole, (a, b) => b > 0 ? a / b : 0);
        string[] groups = [.. model.GroupTerms.Select(term => term.Group).Distinct()];
        (string Group, double[] Icc)[] icc =
        [
            .. groups.Select(group =>
                (group, Share(Sum([.. terms.Where((_, k) => model.GroupTerms[k].Group == group)], draws.Count), randomAndResidual))),
        ];
        return new PosteriorVariance
        {
            Fixed = Summarize("fixed effects", fixedVariance),
            Terms = terms.Select((values, k) => Summarize(NameOf(model, k), values)).ToEquatableArray(),
            Residual = residual.All(double.IsFinite) ? Summarize("residual", residual) : null,
            IccByGroup = icc.Select(one => Summarize(one.Group, one.Icc)).ToEquatableArray(),
            AdjustedIcc = Summarize("ICC adjusted", Share(random, randomAndResidual)),
            UnadjustedIcc = Summarize("ICC unadjusted", Share(random, total)),
            MarginalR2 = Summarize("R² marginal", Share(fixedVariance, total)),
            ConditionalR2 = Summarize("R² conditional", Share(Combine(fixedVariance, random, (a, b) => a + b), total)),
            BayesR2 = Summarize("Bayesian R²", bayesR2),
            DesignEffects = icc.Select(one => Summarize(one.Group, DesignEffect(design, one.Group, one.Icc))).ToEquatableArray(),
            Reliabilities = Reliabilities(posterior).ToEquatableArray(),
            Draws = draws.Count,
        };
    }

    private static string NameOf(BoundModel model, int k)
    {
        GroupTerm term = model.GroupTerms[k];
        bool isAlone = model.GroupTerms.Count(other => other.Group == term.Group) == 1 && term.Effects is ["intercept"];
        return isAlone ? term.Group : $"{term.Group} ({string.Join(", ", term.Effects)})";
    }

    /// <summary>βᵀGβ/(n − 1), G the columns' centred sums of squares and products.</summary>
    private static double[] FixedVariance(ModelDesign design, KeptDraws draws)
    {
        FixedEffectsDesign X = design.FixedEffects;
        int p = X.Columns.Count, n = design.RowCount;
        double[] gram = X.HasIntercept && X.Moments is { } known ? known.Gram : CenteredGram(X);
        double[] variance = new double[draws.Count], beta = new double[p];
        for (int s = 0; s < variance.Length; s++)
        {
            for (int j = 0; j < p; j++)
            {
                beta[j] = draws.Coefficients[j][s];
            }

            X.Origin?.FromWritten(beta);
            if (X.HasIntercept)
            {
                beta[0] = 0;   // the constant does not vary
            }

            double form = 0;
            for (int i = 0; i < p; i++)
            {
                form += beta[i] * TensorPrimitives.Dot(gram.AsSpan(i * p, p), beta);
            }

            variance[s] = n < 2 ? 0 : Math.Max(0, form) / (n - 1);
        }

        return variance;
    }

    private static double[] CenteredGram(FixedEffectsDesign X)
    {
        double[][] columns = [.. X.CenteredColumns.Select(column => Deviations(column.Values))];
        return ColumnMoments.Compute(columns, hasIntercept: false).Gram;
    }

    private static double[] Deviations(double[] values)
    {
        double[] deviations = new double[values.Length];
        TensorPrimitives.Subtract(values, TensorPrimitives.Average<double>(values), deviations);
        return deviations;
    }

    /// <summary>tr(Σ ZᵀZ)/n = Σ_c L_cᵀ ZᵀZ L_c / n, Σ = LLᵀ.</summary>
    private static double[] TermVariance(ModelDesign design, KeptDraws draws, int k)
    {
        IReadOnlyList<DesignColumn> columns = design.RandomTerms[k].CenteredColumns;
        IReadOnlyList<double[]> factor = draws.Factor(k);
        int r = columns.Count, n = design.RowCount;
        double[] gram = new double[r * r];
        for (int i = 0; i < r; i++)
        {
            for (int j = 0; j < r; j++)
            {
                gram[(i * r) + j] = TensorPrimitives.Dot<double>(columns[i].Values, columns[j].Values) / n;
            }
        }

        double[] variance = new double[draws.Count];
        for (int s = 0; s < variance.Length; s++)
        {
            double trace = 0;
            for (int c = 0; c < r; c++)
            {
                for (int i = c; i < r; i++)
                {
                    double left = factor[(i * (i + 1) / 2) + c][s];
                    for (int j = c; j < r; j++)
                    {
                        trace += left * gram[(i * r) + j] * factor[(j * (j + 1) / 2) + c][s];
                    }
                }
            }

            variance[s] = Math.Max(0, trace);
        }

        return variance;
    }

    /// <summary>The variance of the residuals; of families that have none that of their latent response at the mean of the fitted values.</summary>
    private static double[] Residual(BoundModel model, KeptDraws draws, double[] typicalMeans)
    {
        double[] variance = new double[draws.Count], predictor = new double[draws.Count];
        if (model.Family.Link != Link.Identity)
        {
            model.Family.Rows.LatentVariances(typicalMeans, draws.FamilyParameters, variance);
            return variance;
        }

        double inverseWeight = model.Design.Weights is { } weights ? weights.Average(w => 1 / w) : 1;
        model.Family.Rows.Variances(1 / inverseWeight, predictor, draws.FamilyParameters, variance);
        return variance;
    }

    /// <summary>Bayesian R², and the mean over the rows of the fitted values, per trial where rows have trials.</summary>
    private static (double[] Shares, double[] Means) PassOverRows(Posterior posterior, KeptDraws draws, CancellationToken cancellationToken)
    {
        BoundModel model = posterior.Model;
        double[] y = model.Design.Response;
        double center = TensorPrimitives.Average<double>(y);
        RowPredictor predictor = RowPredictor.OfTraining(model, draws);
        double[][] sums = RowTotals.Sum(predictor, 3, posterior.Options.Threads, cancellationToken, (row, eta, into) =>
        {
            // Sums of fitted values about the response's mean, their squares, and squares of residuals; the sums of residuals follow.
            model.Family.Rows.Means(model.Design.WeightOf(row), eta, draws.FamilyParameters);
            TensorPrimitives.Subtract(eta, center, eta);
            TensorPrimitives.Add(into[0], eta, into[0]);
            TensorPrimitives.MultiplyAdd(eta, eta, into[1], into[1]);
            TensorPrimitives.Subtract(eta, y[row] - center, eta);
            TensorPrimitives.MultiplyAdd(eta, eta, into[2], into[2]);
        });
        int n = y.Length;
        double total = y.Sum(value => value - center);
        double trials = model.Family.HasTrials ? model.Design.Weights!.Sum() : n;
        double[] share = new double[draws.Count], means = new double[draws.Count];
        for (int s = 0; s < share.Length; s++)
        {
            means[s] = (sums[0][s] + (n * center)) / trials;
            double fitted = sums[1][s] - (sums[0][s] * sums[0][s] / n), sum = total - sums[0][s], residual = sums[2][s] - (sum * sum / n);
            share[s] = fitted + residual > 0 ? fitted / (fitted + residual) : 0;
        }

        return (share, means);
    }

    private static double[] DesignEffect(ModelDesign design, string group, double[] icc)
    {
        int[] codes = design.RandomTerms.First(term => term.Group == group).Codes;
        double size = codes.CountBy(code => code).Sum(count => (double)count.Value * count.Value) / codes.Length;
        return Array.ConvertAll(icc, one => 1 + ((size - 1) * one));
    }

    private static IEnumerable<(string Parameter, double Reliability)> Reliabilities(Posterior posterior)
    {
        int place = 0;
        foreach (GroupTerm term in posterior.Model.GroupTerms)
        {
            for (int effect = 0; effect < term.Width; effect++)
            {
                string name = Parameter.Sd(term.Group, term.Effects[effect]).Name;
                ReadOnlySpan<double> sds = posterior[name].Values;
                double variance = TensorPrimitives.SumOfSquares(sds) / sds.Length;
                int first = place + effect;
                double uncertain = Enumerable.Range(0, term.Levels.Count)
                    .Average(level => Math.Pow(posterior.GroupEffectSummaries[first + (level * term.Width)].Sd, 2));
                yield return (name, variance > 0 ? Math.Clamp(1 - (uncertain / variance), 0, 1) : 0);
            }

            place += term.Width * term.Levels.Count;
        }
    }

    private static double[] Sum(double[][] parts, int count)
    {
        double[] sum = new double[count];
        foreach (double[] part in parts)
        {
            TensorPrimitives.Add(sum, part, sum);
        }

        return sum;
    }

    private static double[] Combine(double[] a, double[] b, Func<double, double, double> of) => [.. a.Zip(b, of)];
}
