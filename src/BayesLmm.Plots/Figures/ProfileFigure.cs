using BayesLmm.Estimation.Profiles;
using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;
using BayesLmm.Plots.Statistics;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The profile of the likelihood by each parameter as ζ, the signed square root of the deviance above its minimum (Bates and Watts 1988): a straight line
    /// where the likelihood is normal, as the dotted line, and where it bends, intervals are not symmetric. The thin lines at ±1.96 cut it at the ends of the
    /// 95 % interval, which is drawn below.
    /// </summary>
    /// <param name="names">The names of parameters; null for all.</param>
    /// <exception cref="ArgumentException">There is no such parameter; the message names it and the nearest name.</exception>
    /// <exception cref="NotSupportedException">The likelihood has no profile.</exception>
    public Figure Profile(IReadOnlyList<string>? names = null)
    {
        FigureSource source = Select(names);
        return NoFigure.Unless(ProfileFigure.WhyNot(source), () => ProfileFigure.Create(source));
    }
}

/// <summary>Builds <c>posterior.Plot.Profile</c>.</summary>
internal static class ProfileFigure
{
    private const int PointsASide = 8;

    /// <summary>ζ at the ends of a 95 % interval.</summary>
    private const double EndOfInterval = NormalQuantiles.Of975;

    /// <summary>Group effects beyond which some hundred fits take too long for a figure.</summary>
    private const int MostEffects = 1000;

    private const double Shown = 2.9;   // ζ up to which the vertical axis goes: 2.58 at the level of the profile, and some room

    /// <summary>Why a fit has no such figure; null if it has.</summary>
    public static string? WhyNot(FigureSource source)
    {
        if (!source.Fit.HasReml)
        {
            return $"the model's family is {source.Model.Family}, and profiles are of normal residuals";
        }

        if (source.Model.Products.EffectCount > MostEffects)
        {
            return FormattableString.Invariant(
                $"the model has {source.Model.Products.EffectCount:N0} group effects, and profiles of its likelihood take some hundred fits");
        }

        return Parameters(source).Length == 0 ? "the model has none of these parameters under maximum likelihood"
            : !source.Fit.Likelihood.Optimum.Converged ? "the data do not determine the maximum of the likelihood"
            : null;
    }

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source)
    {
        RemlFit fit = source.Fit.Likelihood;
        Parameter[] parameters = Parameters(source);
        LikelihoodProfile?[] profiles = new LikelihoodProfile?[parameters.Length];
        Parallel.For(0, parameters.Length, new ParallelOptions { CancellationToken = source.Fit.CancellationToken }, i => profiles[i] =
            fit.Profile(parameters[i].Name, ParameterProfiling.PlotLevel, PointsASide, source.Fit.CancellationToken));
        return new Figure(source.Title, parameters.Select((parameter, i) => CreatePanel(parameter.Name, profiles[i])).ToEquatableArray())
        {
            Description = "Profiles of the likelihood with normal residuals, ζ by each parameter: straight where it is normal; 95 % intervals below.",
            PanelWidth = 380,
            PanelHeight = 260,
        };
    }

    /// <summary>The profile of a parameter; an empty panel with a word where there is none.</summary>
    internal static Panel CreatePanel(string parameter, LikelihoodProfile? profile)
    {
        ProfilePoint[] points = profile is null ? [] : [.. profile.Points.Where(point => point.Converged && double.IsFinite(point.Value + point.Zeta))];
        if (points.Length < 2)
        {
            return new Panel(
                null, new Axis(parameter, -1, 1) { Ticks = TickKind.None }, new Axis("ζ", -Shown, Shown),
                [new TextMark(Theme.Reference, [0], [0], ["no profile"])]);
        }

        List<Mark> marks =
        [
            new HorizontalMark(null, Theme.Reference, 0, Stroke.Dashed, Width: 1),
            new HorizontalMark("ζ = ±1.96", Theme.Reference, -EndOfInterval, Stroke.Solid, Width: 0.8),
            new HorizontalMark(null, Theme.Reference, EndOfInterval, Stroke.Solid, Width: 0.8),
        ];
        double first = points[0].Value, last = points[^1].Value;
        int middle = Array.FindIndex(points, point => point.Zeta == 0);
        (ProfilePoint before, ProfilePoint after) = (points[Math.Max(0, middle - 1)], points[Math.Min(points.Length - 1, middle + 1)]);
        if (middle >= 0 && after.Zeta > before.Zeta && after.Value > before.Value)
        {
            double slope = (after.Zeta - before.Zeta) / (after.Value - before.Value), estimate = points[middle].Value;
            double low = Math.Max(first, estimate - (Shown / slope)), high = Math.Min(last, estimate + (Shown / slope));
            marks.Add(new LineMark("if normal", Theme.Reml, [low, high], [slope * (low - estimate), slope * (high - estimate)], Stroke.Dotted, Width: 2));
        }

        (double lower, double upper) = (CrossingOf(points, -EndOfInterval), CrossingOf(points, EndOfInterval));
        marks.Add(new IntervalMark("95 % interval", Theme.Posterior with { Opacity = 0.6 }, [lower], [upper], [-Shown + 0.2], Width: 4));
        marks.Add(new LineMark(
            "profile", Theme.Posterior, points.Select(point => point.Value).ToEquatableArray(), points.Select(point => point.Zeta).ToEquatableArray(),
            Stroke.Solid, Width: 2));
        return new Panel(null, Axis.Around(parameter, [first, last]), new Axis("ζ", -Shown, Shown), marks.ToEquatableArray());
    }

    /// <summary>Where the profile reaches a height, between its points along straight lines; its end where it does not.</summary>
    private static double CrossingOf(ProfilePoint[] points, double zeta)
    {
        for (int i = 1; i < points.Length; i++)
        {
            if (points[i - 1].Zeta <= zeta && points[i].Zeta >= zeta && points[i].Zeta > points[i - 1].Zeta)
            {
                return double.Lerp(points[i - 1].Value, points[i].Value, (zeta - points[i - 1].Zeta) / (points[i].Zeta - points[i - 1].Zeta));
            }
        }

        return zeta < 0 ? points[0].Value : points[^1].Value;
    }

    /// <summary>The parameters that are shown and that the likelihood determines.</summary>
    private static Parameter[] Parameters(FigureSource source) =>
    [
        .. source.Fit.Likelihood.Parameters.Where(source.Fit.Likelihood.Determines)
            .Where(parameter => source.Quantities.Any(column => column.Name == parameter.Name)),
    ];
}
