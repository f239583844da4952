using BayesLmm.Estimation.Tests;
using BayesLmm.Numerics;

namespace BayesLmm.Estimation.Means;

/// <summary>Means, slopes and contrasts of a fit by (restricted) maximum likelihood, with t tests and joint F tests.</summary>
internal static class RemlMeans
{
    /// <summary>Computes them.</summary>
    /// <exception cref="ArgumentException">The request does not fit the model.</exception>
    public static MarginalGrid<ContrastTest> Compute(FixedEffectInference inference, MeansOptions options)
    {
        if (options.Groups != PredictionGroups.Population)
        {
            throw new ArgumentException("Means of a REML fit are the population's; those for known or new groups need a posterior.");
        }

        BoundModel model = inference.Fit.Model;
        MeansPlan plan = new(model, options);
        (double[] Weights, double Offset)?[] points = MeanWeights.Of(model, plan, options);
        List<GridEntry<ContrastTest>> means = [], contrasts = [];
        List<GridEntry<JointTest>> joint = [];
        for (int group = 0; group < plan.Groups; group++)
        {
            (double[] Weights, double Offset)?[] own = points[(group * plan.PointsOfGroup)..((group + 1) * plan.PointsOfGroup)];
            EquatableArray<string> by = plan.GroupName(group);
            for (int i = 0; i < own.Length; i++)
            {
                means.Add(new(plan.NameOf(i), by, Test(inference, own[i], plan.NameOf(i), options.Level)));
            }

            contrasts.AddRange(Contrasts(inference, plan, own, by, options.Level));
            if (own.Length > 1 && Joint(inference, own) is { } test)
            {
                joint.Add(new(plan.JointName, by, test));
            }
        }

        return new MarginalGrid<ContrastTest>(means.ToEquatableArray(), contrasts.ToEquatableArray())
        {
            Options = options,
            HeldAt = plan.HeldAt,
            AveragedOver = plan.AveragedOver,
            Adjustment = plan.Adjustment,
            JointTests = joint.ToEquatableArray(),
        };
    }

    private static IEnumerable<GridEntry<ContrastTest>> Contrasts(
        FixedEffectInference inference, MeansPlan plan, (double[] Weights, double Offset)?[] own, EquatableArray<string> by, double level)
    {
        (CustomContrast Contrast, ContrastTest? Test)[] tests =
            [.. plan.Contrasts.Select(contrast => (contrast, Test(inference, Combine(own, contrast.Weights), contrast.Name, level)))];
        ContrastTest[] known = [.. tests.Select(test => test.Test).OfType<ContrastTest>()];
        double[] adjusted = Adjustment.Adjust(known, own.Count(point => point is not null), plan.Adjustment);
        int next = 0;
        foreach ((CustomContrast contrast, ContrastTest? test) in tests)
        {
            yield return new(contrast.Name, by, test, test is null ? null : adjusted[next++]);
        }
    }

    /// <summary>Null where it is not determined, and where it is the same for all coefficients, as the difference of two equal means.</summary>
    private static ContrastTest? Test(FixedEffectInference inference, (double[] Weights, double Offset)? point, string name, double level) =>
        point is { } known && known.Weights.AsSpan().ContainsAnyExcept(0.0)
            ? inference.TestContrast(known.Weights, name, level).Shift(known.Offset)
            : null;

    private static (double[] Weights, double Offset)? Combine((double[] Weights, double Offset)?[] points, EquatableArray<double> by)
    {
        double[]? sum = null;
        double offset = 0;
        for (int i = 0; i < points.Length; i++)
        {
            if (by[i] == 0)
            {
                continue;
            }

            if (points[i] is not { } point)
            {
                return null;
            }

            sum ??= new double[point.Weights.Length];
            for (int j = 0; j < sum.Length; j++)
            {
                sum[j] += by[i] * point.Weights[j];
            }

            offset += by[i] * point.Offset;
        }

        return sum is null ? null : (sum, offset);
    }

    /// <summary>The test that all points that are determined are equal.</summary>
    private static JointTest? Joint(FixedEffectInference inference, (double[] Weights, double Offset)?[] own)
    {
        double[][] known = [.. own.Where(point => point is not null).Select(point => point!.Value.Weights)];
        double[][] rows = [.. known.Skip(1).Select(point => point.Zip(known[0], (a, b) => a - b).ToArray()).Where(row => row.AsSpan().ContainsAnyExcept(0.0))];
        return rows.Length == 0 ? null : inference.TestJointly(rows);
    }
}
