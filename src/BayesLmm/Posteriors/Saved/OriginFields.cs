using BayesLmm.Numerics;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Metrics;
using BayesLmm.Sampling.NoUTurn;
using BayesLmm.Sampling.NoUTurn.Dynamics;
using BayesLmm.Sampling.Origins;
using BayesLmm.Sampling.Start;

namespace BayesLmm.Posteriors.Saved;

/// <summary>How draws were made: the account of the No-U-Turn sampler, of importance sampling, of other chains, or of independent draws.</summary>
internal static class OriginFields
{
    private const string OfTrajectories = "trajectories", OfSplitTrajectories = "split trajectories";
    private const string OfWeights = "weighted", OfChains = "chains", OfIndependent = "independent";

    /// <summary>Writes an origin.</summary>
    public static void Write(FieldWriter fields, Origin origin, int chains)
    {
        switch (origin)
        {
            case Trajectories trajectories:
                bool isSplit = trajectories.Options.Integrator == IntegratorKind.Split;
                fields.Text(isSplit ? OfSplitTrajectories : OfTrajectories);
                WriteTrajectories(fields, trajectories, chains);
                if (isSplit)
                {
                    fields.Number(trajectories.Options.StepLimit);
                    fields.Number(trajectories.Options.Jitter);
                }

                break;
            case Weighted weighted:
                fields.Text(OfWeights);
                WriteWeighted(fields, weighted);
                break;
            case { Dependence: Dependence.Independent }:
                fields.Text(OfIndependent);
                break;
            default:
                fields.Text(OfChains);
                fields.Whole(origin.Warmup(0));
                fields.Whole(origin.Thinning);
                break;
        }
    }

    /// <summary>Reads an origin.</summary>
    public static Origin Read(FieldReader fields) => fields.Text() switch
    {
        OfTrajectories => ReadTrajectories(fields, isSplit: false),
        OfSplitTrajectories => ReadTrajectories(fields, isSplit: true),
        OfWeights => ReadWeighted(fields),
        OfChains => new MarkovChains(fields.Count(), fields.Count()),
        OfIndependent => new Independent(),
        var other => throw new InvalidDataException($"draws of the kind '{other}' are unknown"),
    };

    private static void WriteTrajectories(FieldWriter fields, Trajectories trajectories, int chains)
    {
        TransitionStatistics[] statistics = [.. Enumerable.Range(0, chains).SelectMany(chain => trajectories.Statistics(chain).ToArray())];
        fields.Numbers([.. statistics.Select(s => s.LogDensity)]);
        fields.Numbers([.. statistics.Select(s => s.AcceptanceStatistic)]);
        fields.Numbers([.. statistics.Select(s => s.StepSize)]);
        fields.Codes([.. statistics.Select(s => s.TreeDepth)]);
        fields.Codes([.. statistics.Select(s => s.Leapfrogs)]);
        fields.Codes([.. statistics.Select(s => s.Diverged ? 1 : 0)]);
        fields.Numbers([.. statistics.Select(s => s.Energy)]);
        fields.List(trajectories.ChainReports, report => WriteChain(fields, report));
        fields.List(trajectories.Divergences, divergence =>
        {
            fields.Whole(divergence.Chain);
            fields.Whole(divergence.Draw);
            fields.Numbers(divergence.Start.Span);
            fields.Numbers(divergence.Position.Span);
            fields.Number(divergence.EnergyError);
        });
        WriteStart(fields, trajectories.Start);
        SamplingOptions options = trajectories.Options;
        fields.Whole(options.Chains);
        fields.Whole(options.Draws);
        fields.Whole(options.Warmup ?? -1);
        fields.Whole((long)options.Seed);
        fields.Number(options.TargetAcceptance);
        fields.Whole(options.MaxTreeDepth);
        fields.Text(options.Metric.ToString());
        fields.Text(options.Start.ToString());
    }

    private static Trajectories ReadTrajectories(FieldReader fields, bool isSplit)
    {
        double[] densities = fields.Numbers(), acceptance = fields.Numbers(), steps = fields.Numbers();
        int[] depths = fields.Codes(), leapfrogs = fields.Codes(), diverged = fields.Codes();
        double[] energies = fields.Numbers();
        TransitionStatistics[] statistics = [.. densities.Select((density, i) =>
            new TransitionStatistics(density, acceptance[i], steps[i], depths[i], leapfrogs[i], diverged[i] != 0, energies[i]))];
        EquatableArray<ChainReport> chains = fields.List(() => ReadChain(fields)).ToEquatableArray();
        EquatableArray<Divergence> divergences = fields.List(() => new Divergence(
            fields.Count(), fields.Count(), fields.Numbers().ToEquatableArray(), fields.Numbers().ToEquatableArray(), fields.Number())).ToEquatableArray();
        StartReport start = ReadStart(fields);
        SamplingOptions options = new()
        {
            Chains = fields.Count(),
            Draws = fields.Count(),
            Warmup = fields.Count() is >= 0 and var warmup ? warmup : null,
            Seed = (ulong)fields.Whole(),
            TargetAcceptance = fields.Number(),
            MaxTreeDepth = fields.Count(),
            Metric = fields.Choice<MetricKind>(),
            Start = fields.Choice<StartKind>(),
        };
        if (isSplit)
        {
            options = options with { Integrator = IntegratorKind.Split, LargestStepSize = fields.Number(), StepJitter = fields.Number() };
        }

        return new Trajectories(statistics, chains, divergences, start, options);
    }

    private static void WriteChain(FieldWriter fields, ChainReport report)
    {
        fields.Whole(report.Chain);
        fields.Number(report.StepSize);
        fields.Truth(report.Metric is DenseMetric);
        fields.Whole(report.Metric.Dimension);
        fields.Numbers(report.Metric is DenseMetric ? report.Metric.ToCovariance() : report.Metric.ToVariances());
        fields.Whole(report.WarmupIterations);
        fields.Whole(report.WarmupDivergences);
        fields.Whole(report.WarmupLeapfrogs);
        fields.Whole(report.WarmupTime.Ticks);
        fields.Whole(report.SamplingTime.Ticks);
    }

    private static ChainReport ReadChain(FieldReader fields) => new(
        fields.Count(), fields.Number(), ReadMetric(fields), fields.Count(), fields.Count(), fields.Whole(), new TimeSpan(fields.Whole()),
        new TimeSpan(fields.Whole()));

    private static EuclideanMetric ReadMetric(FieldReader fields)
    {
        bool isDense = fields.Truth();
        int dimension = fields.Count();
        double[] numbers = fields.Numbers();
        return !isDense ? new DiagonalMetric(numbers)
            : DenseMetric.TryCreate(dimension, numbers) ?? throw new InvalidDataException("a metric is not positive definite");
    }

    private static void WriteWeighted(FieldWriter fields, Weighted weighted)
    {
        fields.Numbers(weighted.Points);
        fields.Numbers(weighted.LogDensities);
        fields.Numbers(weighted.LogRatios);
        fields.Numbers(weighted.PointWeights);
        fields.Codes(weighted.Parents);
        WriteStart(fields, weighted.Start);
        fields.Number(weighted.ParetoShape);
        fields.Number(weighted.EffectiveSampleSize);
        fields.Number(weighted.SmallestCoordinateSize);
        fields.Whole(weighted.Evaluations);
        fields.Number(weighted.Evidence.Value);
        fields.Number(weighted.Evidence.Error);
    }

    private static Weighted ReadWeighted(FieldReader fields) => new(
        fields.Numbers(), fields.Numbers(), fields.Numbers(), fields.Numbers(), fields.Codes(), ReadStart(fields))
    {
        ParetoShape = fields.Number(),
        EffectiveSampleSize = fields.Number(),
        SmallestCoordinateSize = fields.Number(),
        Evaluations = fields.Count(),
        Evidence = (fields.Number(), fields.Number()),
    };

    private static void WriteStart(FieldWriter fields, StartReport start)
    {
        fields.Text(start.Kind.ToString());
        fields.Text(start.Explanation);
        fields.Numbers(start.Mode.Span);
        fields.Number(start.LogDensityAtMode);
        fields.Whole(start.Evaluations);
    }

    private static StartReport ReadStart(FieldReader fields) => new(
        fields.Choice<StartKind>(), fields.Text(), fields.Numbers().ToEquatableArray(), fields.Number(), fields.Count());
}
