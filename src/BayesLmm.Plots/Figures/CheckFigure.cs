using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The usual checks of a model on one page: residuals against fitted values, order statistics of residuals and of the first group effect, residuals by
    /// level of the first grouping factor, the response over replicated ones, and the rows in their distribution given the others.
    /// </summary>
    public Figure Check() => CheckFigure.Create(Select(null));
}

/// <summary>Builds <c>posterior.Plot.Check</c>.</summary>
internal static class CheckFigure
{
    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source)
    {
        List<Panel> panels =
        [
            (source.Model.Family.IsDiscrete ? BinnedResidualsFigure.CreatePanel(source) : ResidualsFigure.CreatePanel(source)) with
            {
                Title = "Is the mean right?",
            },
            QqFigure.CreatePanel(source) with { Title = "Are residuals as the model says?" },
        ];
        if (source.Groups.Count > 0)
        {
            GroupTerm term = source.TermsOf(source.Groups[0]).First();
            panels.Add(EffectsOf(source, term) with { Title = "Are group effects normal?" });
            panels.Add(ResidualsByGroupFigure.CreatePanel(source, term.Group) with { Title = "Are groups alike in spread?" });
        }

        Panel replicated = PpcDensityFigure.WhyNot(source) is null ? PpcDensityFigure.CreatePanel(source) : RootogramFigure.CreatePanel(source);
        panels.Add(replicated with { Title = "Does the model produce such data?" });
        panels.Add(LooPitFigure.CreatePanel(source) with { Title = "Does it predict rows that it has not seen?" });
        return new Figure(source.Title, panels.ToEquatableArray())
        {
            Description = "Checks on one page: residuals against fitted values, their order statistics and those of group effects, residuals by group, the "
                + "response over replicated ones, and each row in its distribution given the others.",
            Columns = 2,
            PanelWidth = 480,
            PanelHeight = 320,
        };
    }

    /// <summary>The posterior means of a term's first effect against a normal distribution of their own mean and spread.</summary>
    private static Panel EffectsOf(FigureSource source, GroupTerm term)
    {
        string effect = term.Effects[0];
        double[] means = [.. term.Levels.Select(level => source.Posterior[Parameter.GroupEffect(term.Group, level, effect)].Values.ToArray().Average())];
        double mean = means.Average(), sd = Math.Sqrt(means.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, means.Length - 1));
        return QuantilePanels.Create($"{term.Group}[\u00b7, {effect}]", "level", means, mean, sd);
    }
}
