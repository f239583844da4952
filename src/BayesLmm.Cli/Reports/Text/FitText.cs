using System.Text;
using BayesLmm.Cli.Fits;

namespace BayesLmm.Cli.Reports.Text;

/// <summary>The text that <c>blmm fit</c> prints.</summary>
internal static class FitText
{
    /// <summary>The whole report.</summary>
    /// <param name="report">What to say.</param>
    /// <param name="allEffects">Whether every group effect is printed.</param>
    public static string Write(FitReport report, bool allEffects)
    {
        StringBuilder text = new();
        InputText.AppendData(text, report.Input);
        InputText.AppendModel(text, report.Input);
        InputText.AppendPriors(text, report.Input);
        RemlSection.Append(text, report.Reml);
        PosteriorSection.Append(text, report.Posterior);
        PosteriorSection.AppendGroupEffects(text, report.Posterior, allEffects);
        MessagePassingSection.Append(text, report.Posterior);
        ConvergenceSection.Append(text, report.Convergence, report.Posterior);
        AgreementSection.Append(text, report.Agreement, report.Posterior);
        if (report.Further is { } further)
        {
            EngineTableSection.Append(text, further);
        }

        TimingSection.Append(text, report.Timings);
        return text.ToString();
    }
}
