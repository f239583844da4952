using System.Numerics.Tensors;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Densities.Groups;

/// <summary>How many points the integral over a group's effects needs.</summary>
internal static class RuleChoice
{
    /// <summary>Variance of the logarithm of all groups' estimate that is aimed at: weights lose a tenth of their effective number.</summary>
    private const double WantedVariance = 0.1;

    /// <summary>Multiple of it that is good enough.</summary>
    private const double Enough = 2;

    private const int Points = 4;
    private const int Replicates = 8;
    private const int Attempts = 3;

    /// <summary>For each group the first rule with which its estimate's logarithm has no more than its part of the variance, around the start.</summary>
    /// <param name="density">The density.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The rules, and the variance of the logarithm of the estimate with them; NaN where it cannot be computed.</returns>
    public static (byte[] RuleOf, double Variance) Of(GroupedEstimate density, CancellationToken cancellationToken)
    {
        GroupedEstimateEvaluator evaluator = new(density);
        int groups = density.Blocks.Count, rules = density.Rules.Length;
        double[][] positions = Positions(density), variances = [.. density.Rules.Select(_ => new double[groups])];
        for (int rule = 0; rule < rules; rule++)
        {
            foreach (double[] position in positions)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!evaluator.TryMoveTo(position))
                {
                    return ([], double.NaN);
                }

                AddVariances(evaluator, rule, variances[rule]);
            }
        }

        byte[] ruleOf = new byte[groups];
        double variance = double.NaN, part = WantedVariance * positions.Length / groups;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            for (int group = 0; group < groups; group++)
            {
                int rule = 0;
                while (rule < rules - 1 && !(variances[rule][group] <= part))
                {
                    rule++;
                }

                ruleOf[group] = (byte)rule;
            }

            // Measured anew: a variance that was small by chance is one that was chosen.
            variance = Measure(density.With(ruleOf, double.NaN), positions);
            if (!(variance > Enough * WantedVariance))
            {
                break;
            }

            part *= WantedVariance / variance;
        }

        return (ruleOf, variance);
    }

    /// <summary>The mean variance of the estimate's logarithm.</summary>
    private static double Measure(GroupedEstimate density, double[][] positions)
    {
        GroupedEstimateEvaluator evaluator = new(density);
        double[] values = new double[Replicates];
        double sum = 0;
        foreach (double[] position in positions)
        {
            for (int replicate = 0; replicate < Replicates; replicate++)
            {
                evaluator.UseStream((ulong)(Replicates + replicate));
                values[replicate] = evaluator.Evaluate(position);
            }

            double mean = values.Average();
            sum += values.Sum(value => (value - mean) * (value - mean)) / (Replicates - 1);
        }

        return sum / positions.Length;
    }

    private static void AddVariances(GroupedEstimateEvaluator evaluator, int rule, double[] sums)
    {
        double[] values = new double[sums.Length], means = new double[sums.Length], squares = new double[sums.Length];
        for (int replicate = 0; replicate < Replicates; replicate++)
        {
            evaluator.Replicate(rule, (ulong)replicate, values);
            for (int i = 0; i < values.Length; i++)
            {
                double change = values[i] - means[i];
                means[i] += change / (replicate + 1);
                squares[i] += change * (values[i] - means[i]);
            }
        }

        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += squares[i] / (Replicates - 1);
        }
    }

    /// <summary>The start, and draws from the normal distribution there.</summary>
    private static double[][] Positions(GroupedEstimate density)
    {
        int d = density.Dimension;
        double[] center = [.. density.ImportanceStart.Center];
        double[][] positions = [.. Enumerable.Range(0, Points).Select(_ => (double[])[.. center])];
        if (ReferenceSearch.CholeskyOf([.. density.ImportanceStart.Covariance], d) is not { } factor)
        {
            return positions;
        }

        RandomStream random = new(density.Seed, 0);
        foreach (double[] position in positions.Skip(1))
        {
            random.FillNormal(position);
            SmallTriangular.Multiply(factor, position);
            TensorPrimitives.Add(position, center, position);
        }

        return positions;
    }
}
