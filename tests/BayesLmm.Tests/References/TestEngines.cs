using BayesLmm.Reports.Wording;
using BayesLmm.Sampling;

namespace BayesLmm.Tests.References;

/// <summary>The engines' names.</summary>
internal static class PosteriorEngine
{
    public const string Auto = AutoEngine.Id, Hmc = HmcEngine.Id, Importance = ImportanceEngine.Id, Vmp = MessagePassingEngine.Id, Gibbs = GibbsEngine.Id;
}

/// <summary>Runs engines with all that can be said of a run in one place, as the command line does.</summary>
internal static class TestEngines
{
    public static Posterior Sample(
        this BoundModel model, SamplingOptions options, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default,
        string engine = PosteriorEngine.Auto) =>
        Create(engine, options).Draw(model, options.Shared, progress, cancellationToken);

    public static Posterior SampleVariational(
        this BoundModel model,
        SamplingOptions? options = null,
        Refinement refinement = Refinement.Importance,
        VariationalOptions? variational = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        new MessagePassingEngine(refinement, variational).Draw(model, options?.Shared, progress, cancellationToken);

    public static Posterior SampleGibbs(
        this BoundModel model, SamplingOptions? options = null, GibbsOptions? gibbs = null, IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) => gibbs is null
        ? new GibbsEngine(options?.Warmup).Draw(model, options?.Shared, progress, cancellationToken)
        : GibbsEngine.Draw(model, gibbs, progress, cancellationToken);

    private static IPosteriorEngine Create(string engine, SamplingOptions options) => engine switch
    {
        PosteriorEngine.Auto => new AutoEngine(options.Own),
        PosteriorEngine.Hmc => new HmcEngine(options.Own),
        PosteriorEngine.Importance => new ImportanceEngine(),
        PosteriorEngine.Vmp => new MessagePassingEngine(),
        PosteriorEngine.Gibbs => new GibbsEngine(options.Warmup),
        _ => throw new ArgumentOutOfRangeException(nameof(engine), engine, "There is no such engine."),
    };

    /// <summary>What a model's <c>sample</c> statement asks for, in one place.</summary>
    public static SamplingOptions SamplingOptions(this Model model) => HmcOptions.From(model).With(DrawOptions.From(model));

    extension(SamplingOptions options)
    {
        public DrawOptions Shared => new() { Chains = options.Chains, Draws = options.Draws, Seed = options.Seed, Threads = options.MaxThreads };

        public HmcOptions Own => new()
        {
            Warmup = options.Warmup,
            TargetAcceptance = options.TargetAcceptance,
            MaxTreeDepth = options.MaxTreeDepth,
            Metric = options.Metric,
            Start = options.Start,
        };
    }
}

/// <summary>Findings in the words of the command line.</summary>
internal static class TestWords
{
    public static readonly AdviceWords Flags = new CommandLineFlags();

    extension(ConvergenceReport report)
    {
        public IReadOnlyList<string> Problems => [.. ConvergenceWording.Problems(report, Flags)];

        public IReadOnlyList<string> Remarks => [.. ConvergenceWording.Remarks(report, Flags)];
    }

    extension(Posterior posterior)
    {
        public string EngineExplanation => EngineWording.Of(posterior.EngineReason);
    }

    extension(MessagePassingReport report)
    {
        public string Explanation => MessagePassingWording.Explain(report);

        public string Shortfall => MessagePassingWording.Of(report.NotRefined);
    }

    extension(AgreementReport report)
    {
        public string Note => AgreementWording.Note(report);
    }

    extension(ParameterAgreement row)
    {
        public string Explanation => AgreementWording.Of(row.Reason);
    }

    extension(LikelihoodRatioTest test)
    {
        public IEnumerable<string> Notes => ComparisonWording.Notes(test);
    }

    extension(EngineTable table)
    {
        public string Note => AgreementWording.Note(table);
    }

    extension(EngineAnswer answer)
    {
        public string Stage => EngineWording.Stage(answer);
    }

    private sealed class CommandLineFlags : AdviceWords
    {
        public override string Engine(string name) => $"--engine {name}";

        public override string Refine(Refinement refinement) => $"--refine {refinement.ToString().ToLowerInvariant()}";
    }
}
