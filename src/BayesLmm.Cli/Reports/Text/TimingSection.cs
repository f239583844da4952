using System.Text;
using BayesLmm.Cli.Fits;

namespace BayesLmm.Cli.Reports.Text;

/// <summary>How long a run took, in text.</summary>
internal static class TimingSection
{
    /// <summary>The section.</summary>
    public static string Write(IReadOnlyList<(Step Step, TimeSpan Elapsed)> timings)
    {
        StringBuilder text = new();
        Append(text, timings);
        return text.ToString();
    }

    /// <summary>One line.</summary>
    public static void Append(StringBuilder text, IReadOnlyList<(Step Step, TimeSpan Elapsed)> timings)
    {
        text.Append("\nTimings\n  ");
        for (int i = 0; i < timings.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(Name(timings[i].Step)).Append(' ').Append(SignificantFormat.Fixed(timings[i].Elapsed.TotalSeconds, 3)).Append(" s");
        }

        text.Append('\n');
    }

    /// <summary>The step's name, the same in text and JSON.</summary>
    public static string Name(Step step) => step switch
    {
        Step.Parse => "parse",
        Step.Read => "read",
        Step.Bind => "bind",
        Step.Reml => "reml",
        Step.Sampling => "sampling",
        Step.Against => "against",
        Step.Inference => "inference",
        Step.Summaries => "summaries",
        _ => "total",
    };
}
