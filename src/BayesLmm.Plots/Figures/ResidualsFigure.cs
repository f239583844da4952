using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The residuals of the rows against their fitted values, with a local regression line (Cleveland 1979). They scatter around 0 everywhere if the model's
    /// mean is right; a bent line shows that something is missing in it, a funnel that the residual standard deviation is not the same for all rows.
    /// Of binary, binomial and count responses they are quantile residuals, see also <see cref="BinnedResiduals"/>.
    /// </summary>
    public Figure Residuals() => ResidualsFigure.Create(Select(null));
}

/// <summary>Builds <c>posterior.Plot.Residuals</c>.</summary>
internal static class ResidualsFigure
{
    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source) => new(source.Title, [CreatePanel(source)])
    {
        Description = "Residuals of the rows against their fitted values, with a local regression line: flat around 0 if the model's mean is right.",
        PanelWidth = 640,
        PanelHeight = 400,
    };

    /// <summary>Its panel.</summary>
    public static Panel CreatePanel(FigureSource source)
    {
        FittedResiduals residuals = source.Fit.Residuals;
        (double[] values, string name) = residuals.Drawn(source.Model);
        return ResidualPanels.Against(
            $"fitted {ResponseAxis.Of(source.Model)}", $"{name} of {source.Model.ResponseName}", ResponseAxis.OnAxis(source.Model, residuals.Fitted), values,
            reference: 0);
    }
}
