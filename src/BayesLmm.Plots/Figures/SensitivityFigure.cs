using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// How far each parameter's posterior moves when the priors, or the likelihood, are raised to a power near 1: the cumulative Jensen–Shannon distance by
    /// log₂ of the power (Kallioinen et al. 2024). A prior's point right of the dashed line, 0.05, says that the prior matters: with the likelihood's there
    /// too, prior and data pull in different directions; without it, the prior is strong or the data say little.
    /// </summary>
    /// <param name="names">The names of parameters; null for all.</param>
    /// <exception cref="ArgumentException">There is no such parameter; the message names it and the nearest name.</exception>
    /// <exception cref="NotSupportedException">The engine's draws have no positions from which priors and likelihood could be computed.</exception>
    public Figure Sensitivity(IReadOnlyList<string>? names = null)
    {
        FigureSource source = Select(names);
        return NoFigure.Unless(SensitivityFigure.WhyNot(source), () => SensitivityFigure.Create(source));
    }
}

/// <summary>Builds <c>posterior.Plot.Sensitivity</c>.</summary>
internal static class SensitivityFigure
{
    private const double Apart = 0.16;   // of the rows of a parameter's two points

    /// <summary>Why a fit has no such figure; null if it has.</summary>
    public static string? WhyNot(FigureSource source) => source.Posterior.Source is null
        ? $"the draws of the engine {source.Posterior.Engine} have no positions at which priors and likelihood could be computed" : null;

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source)
    {
        ParameterSensitivity[] shown =
            [.. source.Fit.Sensitivity.Where(parameter => source.Quantities.Any(column => column.Name == parameter.Name)).Reverse()];
        string[] names = [.. shown.Select(parameter => parameter.Name)];
        EquatableArray<double> prior = shown.Select(parameter => Finite(parameter.Prior)).ToEquatableArray();
        EquatableArray<double> likelihood = shown.Select(parameter => Finite(parameter.Likelihood)).ToEquatableArray();
        return new Figure(source.Title,
        [
            new Panel(
                null,
                Axis.Around("sensitivity: distance by log₂ of the power", [0, 2 * ParameterSensitivity.Threshold, .. prior, .. likelihood]),
                LevelRows.AxisOf(names),
                [
                    new VerticalMark("sensitive from here, 0.05", Theme.Warning, ParameterSensitivity.Threshold, Stroke.Dashed, Width: 1.5),
                    Stem(prior, Apart, Theme.Chain(1)),
                    Stem(likelihood, -Apart, Theme.Posterior),
                    new PointMark("to the priors", Theme.Chain(1), prior, LevelRows.Ys(names.Length, Apart), Hollow: false, Size: 9),
                    new PointMark("to the likelihood", Theme.Posterior, likelihood, LevelRows.Ys(names.Length, -Apart), Hollow: true, Size: 8),
                ]),
        ])
        {
            Description = "Sensitivity of each parameter's posterior to the priors and to the likelihood by power-scaling, with the threshold 0.05.",
            PanelWidth = 620,
            PanelHeight = Math.Max(200, 100 + (26 * Math.Min(names.Length, 40))),
        };
    }

    /// <summary>A line from 0 to each point.</summary>
    private static IntervalMark Stem(EquatableArray<double> ends, double shift, Ink ink) => new(
        null, ink with { Opacity = 0.6 }, new double[ends.Count].ToEquatableArray(), ends, LevelRows.Ys(ends.Count, shift), Width: 1.5);

    private static double Finite(double value) => double.IsFinite(value) ? value : 0;
}
