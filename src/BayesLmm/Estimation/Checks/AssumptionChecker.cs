using BayesLmm.Design;
using BayesLmm.Numerics;
using MathNet.Numerics;

namespace BayesLmm.Estimation.Checks;

/// <summary>Computes a fit's <see cref="AssumptionChecks"/>.</summary>
internal static class AssumptionChecker
{
    /// <summary>Groups with fewer rows have deviations from their median that carry no information about a variance.</summary>
    private const int SmallestGroup = 3;

    /// <summary>A prediction's variance below this part of the effect's is rounding: the data carry no information about the effect.</summary>
    private const double NoInformation = 1e-10;

    /// <summary>The checks.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="largest">How many of the largest residuals to name.</param>
    public static AssumptionChecks Check(RemlFit fit, int largest)
    {
        ResidualTable residuals = ResidualCalculator.Compute(fit);
        (int Row, double Standardized)[] standardized =
            [.. residuals.Rows.Zip(residuals.Standardized).Where(row => row.Second is not null).Select(row => (row.First, row.Second!.Value))];
        return new AssumptionChecks(
            NormalityTest.Of([.. standardized.Select(row => row.Standardized)]),
            PredictedEffects.Of(fit).SelectMany(term => Normality(fit, term)).ToEquatableArray(),
            fit.Model.Design.RandomTerms.DistinctBy(term => term.Group).Select(term => Homogeneity(term, residuals.Pearson)).OfType<HomogeneityTest>()
                .ToEquatableArray(),
            standardized.OrderByDescending(row => Math.Abs(row.Standardized)).Take(largest).ToEquatableArray());
    }

    private static IEnumerable<EffectNormality> Normality(RemlFit fit, PredictedEffects term)
    {
        for (int i = 0; i < term.Effects.Count; i++)
        {
            double sd = fit[Parameter.Sd(term.Group, term.Effects[i]).Name];
            List<double> values = [];
            for (int level = 0; level < term.Levels.Count; level++)
            {
                double error = term.PredictionError(level, i), variance = (sd * sd) - (error * error);
                if (variance > NoInformation * sd * sd)
                {
                    values.Add(term.Value(level, i) / Math.Sqrt(variance));
                }
            }

            if (NormalityTest.Of(values) is { } test)
            {
                yield return new EffectNormality(term.Group, term.Effects[i], test);
            }
        }
    }

    private static HomogeneityTest? Homogeneity(RandomTermDesign term, EquatableArray<double> residuals)
    {
        List<double[]> deviations = [];
        foreach (IGrouping<int, double> group in residuals.Zip(term.Codes).GroupBy(row => row.Second, row => row.First))
        {
            double[] sorted = [.. group.Order()];
            if (sorted.Length >= SmallestGroup)
            {
                double median = 0.5 * (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]);
                deviations.Add(Array.ConvertAll(sorted, value => Math.Abs(value - median)));
            }
        }

        int groups = deviations.Count, rows = deviations.Sum(group => group.Length);
        if (groups < 2)
        {
            return null;
        }

        double grand = deviations.Sum(group => group.Sum()) / rows, between = 0, within = 0;
        foreach (double[] group in deviations)
        {
            double mean = group.Average();
            between += group.Length * (mean - grand) * (mean - grand);
            within += group.Sum(value => (value - mean) * (value - mean));
        }

        int numerator = groups - 1, denominator = rows - groups;
        if (!(within > 0))
        {
            return null;
        }

        double F = between / numerator / (within / denominator);

        // The upper tail as a beta function: 1 − CDF would lose it.
        double p = SpecialFunctions.BetaRegularized(0.5 * denominator, 0.5 * numerator, denominator / (denominator + (numerator * F)));
        return new HomogeneityTest(term.Group, F, numerator, denominator, p);
    }
}
