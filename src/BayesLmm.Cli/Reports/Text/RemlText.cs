using System.Text;
using BayesLmm.Cli.Fits;
using BayesLmm.Models;
using BayesLmm.Reml;

namespace BayesLmm.Cli.Reports.Text;

/// <summary>The text that <c>blmm reml</c> prints.</summary>
internal static class RemlText
{
    /// <summary>The whole report.</summary>
    /// <param name="report">What to say.</param>
    /// <param name="allEffects">Whether the predicted group effects are printed.</param>
    public static string Write(RemlReport report, bool allEffects)
    {
        StringBuilder text = new();
        InputText.AppendData(text, report.Input);
        InputText.AppendModel(text, report.Input);
        RemlSection.Append(text, report.Reml);
        if (allEffects)
        {
            AppendGroupEffects(text, report.Reml);
        }

        TimingSection.Append(text, report.Timings);
        return text.ToString();
    }

    private static void AppendGroupEffects(StringBuilder text, RemlFit fit)
    {
        text.Append('\n');
        TextTable table = new(("group effect", Align.Left), ("prediction", Align.Decimal));
        foreach (GroupEffects effects in fit.GroupEffects)
        {
            for (int i = 0; i < effects.Values.Count; i++)
            {
                string name = Parameter.GroupEffect(effects.Group, effects.Levels[i / effects.Effects.Count], effects.Effects[i % effects.Effects.Count]);
                table.Add(name, SignificantFormat.WithDigits(effects.Values[i], 4));
            }
        }

        table.AppendTo(text);
    }
}
