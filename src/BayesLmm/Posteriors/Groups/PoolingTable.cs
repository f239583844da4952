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
        return Of(model, varying, fits, (effect, level) =>
        {
            (int term, int place, _) = varying.Effects[effect];
            double fixedPart = varying.FixedWeights[effect].Zip(beta, (weight, value) => weight * value).Sum();
            return (fixedPart + predicted[term].Value(level, place), predicted[term].ConditionalSd(level, place));
        }, (effect, level) =>
        {
            (int term, int place, string name) = varying.Effects[effect];
            Parameter sd = Parameter.Sd(group, name);
            double ratio = predicted[term].ConditionalSd(level, place) / fit[sd.Name];
            return !fit.Determines(sd) ? null : fit[sd.Name] == 0 ? 1 : double.IsFinite(ratio) ? ratio * ratio : null;
        });
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
        LeastSquares complete = LeastSquares.Fit(model);
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
}
