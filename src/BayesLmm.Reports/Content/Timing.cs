using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Content;

/// <summary>A step of a run whose time is reported.</summary>
internal enum Step
{
    /// <summary>The model's text is read and parsed.</summary>
    Parse,

    /// <summary>The data file is read.</summary>
    Read,

    /// <summary>Model and data are bound.</summary>
    Bind,

    /// <summary>The REML fit; runs beside sampling.</summary>
    Reml,

    /// <summary>The fit by maximum likelihood of a model of another family than the normal.</summary>
    Likelihood,

    /// <summary>Sampling; runs beside REML.</summary>
    Sampling,

    /// <summary>Further engines that the answer is compared with.</summary>
    Against,

    /// <summary>Tests, intervals and whatever else follows from the REML fit.</summary>
    Inference,

    /// <summary>Summaries of the draws and the agreement of the engines.</summary>
    Summaries,

    /// <summary>From the start of the command to the last number.</summary>
    Total,
}

/// <summary>How long a step of a run took.</summary>
/// <param name="Step">The step.</param>
/// <param name="Elapsed">Its time.</param>
internal sealed record Timing(Step Step, TimeSpan Elapsed)
{
    /// <summary>One line for people; nothing if no step was timed.</summary>
    public static IEnumerable<Section> Sections(IReadOnlyList<Timing> timings) => timings.Count == 0
        ? []
        : [
            new Section("Timings", Prose.Lines(string.Join(", ", timings.Select(InWords))))
            {
                IsOfThisRun = true,
            },
        ];

    /// <summary>Seconds for programs.</summary>
    public static Member Member(IReadOnlyList<Timing> timings) =>
        Document.Member.Group("timings", [.. timings.Select(timing => new Member(Name(timing.Step), timing.Elapsed.TotalSeconds))]);

    private static string InWords(Timing timing) => $"{Name(timing.Step)} {SignificantFormat.Fixed(timing.Elapsed.TotalSeconds, 3)} s";

    private static string Name(Step step) => step switch
    {
        Step.Parse => "parse",
        Step.Read => "read",
        Step.Bind => "bind",
        Step.Reml => "reml",
        Step.Likelihood => "likelihood",
        Step.Sampling => "sampling",
        Step.Against => "against",
        Step.Inference => "inference",
        Step.Summaries => "summaries",
        _ => "total",
    };
}
