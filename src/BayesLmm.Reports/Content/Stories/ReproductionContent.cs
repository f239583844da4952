using System.Globalization;
using BayesLmm.Models.Latex;
using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Content.Stories;

/// <summary>How to get the same report again.</summary>
internal static class ReproductionContent
{
    /// <summary>For people and for programs.</summary>
    public static Part Of(StoryResult story)
    {
        Reproduction reproduction = story.Reproduction;
        Posterior posterior = story.Fit.Posterior;
        ReportTable facts = TableOf.Items<(string Name, string Member, Cell Value)>(
            "reproduction",
            [
                ("written on", "date", Cell.Words(reproduction.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))),
                ("software", "software", Cell.Words($"BayesLmm {reproduction.Software}")),
                ("runs on", "runtime", Cell.Words(reproduction.Runtime)),
                ("engine", "engine", Cell.Words(posterior.Engine)),
                ("seed", "seed", Cell.Words(posterior.Options.Seed.ToString(CultureInfo.InvariantCulture))),
                ("data", "file", Cell.Words(story.Fit.Input.DataPath)),
                ("SHA-256 of the columns used", "dataHash", Cell.Words(reproduction.DataHash)),
            ])
            .Words("what", null, null, row => row.Name)
            .Words("value", null, null, row => row.Value.Text)
            .Build();
        return new Part(
            [
                new Section(
                    "Command",
                    new FormulaText(reproduction.Command),
                    facts,
                    new Prose("The same seed gives the same draws, on any number of threads.")),
                new Section("Model file", new FormulaText(story.Fit.Input.Text)),
                new Section("Equations in LaTeX (amsmath)", new FormulaText(ModelLatex.Write(story.Fit.Input.Model))),
            ],
            Member.Group(
                "reproduction",
                new("command", reproduction.Command),
                new("date", reproduction.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                new("software", reproduction.Software),
                new("runtime", reproduction.Runtime),
                new("engine", posterior.Engine),
                new("seed", posterior.Options.Seed),
                new("dataHash", reproduction.DataHash)));
    }
}
