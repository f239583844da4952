using System.Numerics.Tensors;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.Rows;

namespace BayesLmm.Posteriors.Groups;

/// <summary>The coefficients of the levels of a grouping factor at the draws of a posterior that keep group effects.</summary>
internal sealed class GroupAnalyzer
{
    private readonly Posterior posterior;
    private readonly VaryingCoefficients varying;
    private readonly KeptDraws draws;
    private readonly double[][] fixedParts;

    /// <summary>Prepares for a grouping factor.</summary>
    /// <exception cref="ArgumentException">The model has no such grouping factor.</exception>
    public GroupAnalyzer(Posterior posterior, string group)
    {
        this.posterior = posterior;
        varying = VaryingCoefficients.Of(posterior.Model, group);
        draws = new KeptDraws(posterior);
        fixedParts = [.. varying.FixedWeights.Select(FixedPart)];
    }

    /// <summary>The coefficients of every level, coefficient by coefficient.</summary>
    public EquatableArray<GroupCoefficient> Coefficients(SummaryOptions options, CancellationToken cancellationToken)
    {
        int levels = varying.Levels.Count;
        GroupCoefficient[] all = new GroupCoefficient[levels * varying.Effects.Count];
        Parallel.For(0, all.Length, Threads(cancellationToken), i =>
        {
            int effect = i / levels, level = i % levels;
            string name = Parameter.GroupEffect(varying.Group, varying.Levels[level], varying.Effects[effect].Name);
            all[i] = new GroupCoefficient(
                varying.Levels[level], varying.Effects[effect].Name, Summarize(name, Draws(effect, level), options),
                Summarize(name, Effect(effect, level).ToArray(), options));
        });
        return all.ToEquatableArray();
    }

    /// <summary>The ranks of a coefficient's levels.</summary>
    /// <exception cref="ArgumentException">The coefficient does not vary over the levels.</exception>
    public EquatableArray<GroupRank> Ranks(string coefficient, CancellationToken cancellationToken)
    {
        int effect = varying.EffectOf(coefficient), levels = varying.Levels.Count, count = draws.Count;

        // The fixed part is the same for all levels of a draw, so that ranks are those of the group effects.
        double[][] ranks = [.. varying.Levels.Select(_ => new double[count])];
        Parallel.For(0, count, Threads(cancellationToken), () => (Values: new double[levels], Places: new int[levels]), (draw, _, own) =>
        {
            for (int level = 0; level < levels; level++)
            {
                own.Values[level] = -Effect(effect, level)[draw];
                own.Places[level] = level;
            }

            Array.Sort(own.Values, own.Places);
            for (int rank = 0; rank < levels; rank++)
            {
                ranks[own.Places[rank]][draw] = rank + 1;
            }

            return own;
        }, _ => { });
        GroupRank[] all = new GroupRank[levels];
        Parallel.For(0, levels, Threads(cancellationToken), level =>
        {
            double[] probabilities = new double[levels];
            foreach (double rank in ranks[level])
            {
                probabilities[(int)rank - 1] += 1.0 / count;
            }

            QuantitySummary summary = QuantitySummary.Of(new DrawColumn(varying.Levels[level], ranks[level]), posterior.Draws, draws.Thinning);
            all[level] = new GroupRank(varying.Levels[level], summary.Mean, summary.MeanError, EquatableArray.Create<double>(probabilities));
        });
        return all.ToEquatableArray();
    }

    /// <summary>The difference of a coefficient between two levels.</summary>
    /// <exception cref="ArgumentException">The coefficient does not vary over the levels, or there is no such level.</exception>
    public DrawnEstimate Difference(string coefficient, string first, string second, SummaryOptions options)
    {
        int effect = varying.EffectOf(coefficient);
        double[] difference = new double[draws.Count];
        TensorPrimitives.Subtract(Effect(effect, varying.LevelOf(first)), Effect(effect, varying.LevelOf(second)), difference);
        return Summarize($"{first} - {second}", difference, options);
    }

    /// <summary>No, partial and complete pooling.</summary>
    public EquatableArray<PooledCoefficient> Pooling(CancellationToken cancellationToken)
    {
        BoundModel model = posterior.Model;
        if (!model.HasReml)
        {
            throw new NotSupportedException(
                $"No pooling and complete pooling are by least squares, for normal residuals; the model's family is {model.Family}.");
        }

        double[] estimates = [.. draws.Coefficients.Select(column => TensorPrimitives.Average<double>(column))];
        LevelFits fits = new(model, varying, estimates);
        ShrinkageEstimator[] shrinkage =
        [
            .. varying.Effects.Select(effect =>
                new ShrinkageEstimator(draws.Of(Parameter.Sd(varying.Group, effect.Name).Name), draws.Coefficients)),
        ];
        double?[] factors = new double?[varying.Effects.Count * varying.Levels.Count];
        Parallel.For(0, factors.Length, Threads(cancellationToken), i =>
        {
            int effect = i / varying.Levels.Count;
            factors[i] = shrinkage[effect].Estimate(Effect(effect, i % varying.Levels.Count));
        });
        return PoolingTable.Of(model, varying, fits, (effect, level) =>
        {
            double[] column = Draws(effect, level);
            double mean = TensorPrimitives.Average<double>(column);
            TensorPrimitives.Subtract(column, mean, column);
            return (mean, Math.Sqrt(TensorPrimitives.SumOfSquares<double>(column) / Math.Max(1, column.Length - 1)));
        }, (effect, level) => factors[(effect * varying.Levels.Count) + level]);
    }

    private ParallelOptions Threads(CancellationToken cancellationToken) => new()
    {
        MaxDegreeOfParallelism = posterior.Options.Threads == 0 ? -1 : posterior.Options.Threads,
        CancellationToken = cancellationToken,
    };

    private DrawnEstimate Summarize(string name, double[] values, SummaryOptions options) =>
        DrawnEstimate.Of(name, values, posterior.Draws, draws.Thinning, options);

    private ReadOnlySpan<double> Effect(int effect, int level) => draws.Effect(varying.Effects[effect].Term, level, varying.Effects[effect].Effect);

    private double[] Draws(int effect, int level)
    {
        double[] sum = new double[draws.Count];
        TensorPrimitives.Add(fixedParts[effect], Effect(effect, level), sum);
        return sum;
    }

    private double[] FixedPart(double[] weights)
    {
        double[] sum = new double[draws.Count];
        for (int p = 0; p < weights.Length; p++)
        {
            if (weights[p] != 0)
            {
                TensorPrimitives.MultiplyAdd(draws.Coefficients[p], weights[p], sum, sum);
            }
        }

        return sum;
    }
}
