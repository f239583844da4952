using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The square root of the rows' absolute standardized residuals against their fitted values, with a local regression line: level if residuals are as wide
    /// everywhere, rising if they widen with the mean. The dashed line is the expected height, 2^(1/4) Γ(3/4)/√π ≈ 0.82, of normal residuals. Where residuals
    /// are not normal, quantile residuals take their place.
    /// </summary>
    public Figure ScaleLocation() => ScaleLocationFigure.Create(Select(null));
}

/// <summary>Builds <c>posterior.Plot.ScaleLocation</c>.</summary>
internal static class ScaleLocationFigure
{
    /// <summary>E √|Z| of a standard normal Z.</summary>
    public const double Expected = 0.82217895866226;

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source)
    {
        FittedResiduals residuals = source.Fit.Residuals;
        double[] roots = [.. residuals.Standardized.Select(value => Math.Sqrt(Math.Abs(value)))];
        return new Figure(
            source.Title,
            [
                ResidualPanels.Against(
                    $"fitted {ResponseAxis.Of(source.Model)}", $"√|{residuals.Name}|", ResponseAxis.OnAxis(source.Model, residuals.Fitted), roots, Expected),
            ])
        {
            Description = $"Square root of the absolute {residuals.Name} against the fitted value: a level line if residuals are as wide everywhere.",
            PanelWidth = 640,
            PanelHeight = 400,
        };
    }
}
