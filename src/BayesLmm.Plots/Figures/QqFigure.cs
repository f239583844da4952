using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The order statistics of the standardized residuals against those of a standard normal sample, with the interval that holds each with probability 0.95.
    /// Points on the line if residuals are normal; an S shows long tails. Where the model's residuals are not normal, quantile residuals take their place,
    /// which are normal if the model holds.
    /// </summary>
    public Figure Qq() => QqFigure.Create(Select(null));
}

/// <summary>Builds <c>posterior.Plot.Qq</c>.</summary>
internal static class QqFigure
{
    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source) => new(source.Title, [CreatePanel(source)])
    {
        Description = $"Order statistics of each row's {source.Fit.Residuals.Name} against those of a standard normal sample: on the line if the model holds.",
        PanelWidth = 560,
        PanelHeight = 440,
    };

    /// <summary>Its panel.</summary>
    public static Panel CreatePanel(FigureSource source) =>
        QuantilePanels.Create(source.Fit.Residuals.Name, ResidualPanels.Rows, source.Fit.Residuals.Standardized);
}
