using BayesLmm.Estimation.Checks;
using BayesLmm.Models;
using BayesLmm.Numerics;

namespace BayesLmm.Posteriors.Groups;

/// <summary>Sets no, partial and complete pooling side by side, levels with few rows first.</summary>
internal static class PoolingTable
{
    /// <summary>The table of a REML fit.</summary>
    /// <exception cref="ArgumentException">The model has no such grouping factor.</exception>
    public static EquatableArray<PooledCoefficient> Of(RemlFit fit, string group)
    {
        BoundModel model = fit.Model;
        VaryingCoefficients varying = VaryingCoefficients.Of(model, group);
        double[] beta = [.. fit.FixedEffects.Select(estimate => estimate.Estimate)];
        LevelFits fits = new(model, varying, beta);
        EquatableArray<PredictedEffects> predicted = PredictedEffects.Of(fit);
        int width = varying.Effects.Count;
        double[]? L = Factor(fit, varying);
        ShrinkageFactors worker = new(width);
        double[] shrinkage = new double[varying.Levels.Count * width];
        for (int level = 0; L is not null && level < varying.Levels.Count; level++)
        {
            worker.Compute(L, fits.Gram(level), 1 / (fit.Sigma * fit.Sigma), shrinkage.AsSpan(level * width, width));
        }

        return Of(model, varying, fits, (effect, level) =>
        {
            (int term, int place, _) = varying.Effects[effect];
            double fixedPart = varying.FixedWeights[effect].Zip(beta, (weight, value) => weight * value).Sum();
            return (fixedPart + predicted[term].Value(level, place), predicted[term].ConditionalSd(level, place));
        }, (effect, level) => L is null ? null : shrinkage[(level * width) + effect]);
    }

    /// <summary>The table of any estimates.</summary>
    /// <param name="model">The model.</param>
    /// <param name="varying">The coefficients that vary.</param>
    /// <param name="fits">The levels' own fits.</param>
    /// <param name="partial">The model's estimate, and its error, of a coefficient of a level.</param>
    /// <param name="shrinkage">The shrinkage factor of a coefficient of a level.</param>
    public static EquatableArray<PooledCoefficient> Of(
        BoundModel model, VaryingCoefficients varying, LevelFits fits, Func<int, int, (double Value, double Error)> partial, Func<int, int, double?> shrinkage)
    {
        LeastSquares complete = new(model);
        int[] rows = varying.RowCounts();
        int[] order = [.. Enumerable.Range(0, rows.Length).OrderBy(level => rows[level])];
        List<PooledCoefficient> all = [];
        for (int effect = 0; effect < varying.Effects.Count; effect++)
        {
            double value = 0;
            for (int p = 0; p < varying.FixedWeights[effect].Length; p++)
            {
                value += varying.FixedWeights[effect][p] * complete.Estimates[p];
            }

            double? error = varying.FixedWeights[effect].Any(weight => weight != 0) ? complete.Error([.. varying.FixedWeights[effect]]) : null;
            foreach (int level in order)
            {
                (double estimate, double deviation) = partial(effect, level);
                all.Add(new PooledCoefficient(
                    varying.Levels[level], rows[level], varying.Effects[effect].Name, fits.Estimates[level]?[effect], fits.Errors[level][effect], estimate,
                    deviation, value, error, shrinkage(effect, level)));
            }
        }

        return all.ToEquatableArray();
    }

    /// <summary>The Cholesky factor of the covariance matrix of a level's effects at the estimates; null where they are not determined.</summary>
    private static double[]? Factor(RemlFit fit, VaryingCoefficients varying)
    {
        int width = varying.Effects.Count;
        double[] covariance = new double[width * width];
        for (int a = 0; a < width; a++)
        {
            for (int b = 0; b < width; b++)
            {
                (int term, int i, string first) = varying.Effects[a];
                (int other, int j, string second) = varying.Effects[b];
                if (term != other)
                {
                    continue;
                }

                Parameter sdOfFirst = Parameter.Sd(varying.Group, first), sdOfSecond = Parameter.Sd(varying.Group, second);
                if (!fit.Determines(sdOfFirst) || !fit.Determines(sdOfSecond) || !fit.Determines(Parameter.Sigma))
                {
                    return null;
                }

                double product = fit[sdOfFirst.Name] * fit[sdOfSecond.Name];
                double correlation = i == j ? 1 : fit.TryGet(Parameter.Cor(varying.Group, i < j ? first : second, i < j ? second : first).Name)?.Estimate ?? 0;
                covariance[(a * width) + b] = product == 0 ? 0 : product * correlation;
            }
        }

        return SemidefiniteFactor(covariance, width);
    }

    /// <summary>L of Σ = LLᵀ, a column of zeros for each pivot that is 0 within rounding, as in a singular fit.</summary>
    private static double[] SemidefiniteFactor(double[] covariance, int width)
    {
        const double Rounding = 1e-10;
        double[] L = new double[width * width];
        for (int j = 0; j < width; j++)
        {
            for (int i = j; i < width; i++)
            {
                double sum = covariance[(i * width) + j];
                for (int m = 0; m < j; m++)
                {
                    sum -= L[(i * width) + m] * L[(j * width) + m];
                }

                if (i == j)
                {
                    L[(j * width) + j] = sum > Rounding * covariance[(j * width) + j] ? Math.Sqrt(sum) : 0;
                }
                else
                {
                    L[(i * width) + j] = L[(j * width) + j] > 0 ? sum / L[(j * width) + j] : 0;
                }
            }
        }

        return L;
    }
}
