using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;

namespace BayesLmm.Plots.Kinds;

/// <summary>Every kind of figure, in the order in which figures of a fit are read. A new kind is one line here.</summary>
internal static class FigureKinds
{
    /// <summary>The kinds.</summary>
    public static IReadOnlyList<FigureKind> All { get; } =
    [
        new("caterpillar", FigureSection.Effects, "effects of each level, sorted, with intervals", PerGroup(CaterpillarFigure.Create)),
        One("density", FigureSection.Posterior, "densities of parameters with the REML estimates", DensityFigure.Create),
        One("trace", FigureSection.Sampler, "draws in their order, chain by chain", TraceFigure.Create),
        One("rank", FigureSection.Sampler, "ranks of each chain's draws", RankFigure.Create),
        One("pareto-k", FigureSection.Sampler, "Pareto k of each row left out", ParetoKFigure.Create),
        One("check", FigureSection.Checks, "the usual checks on one page", CheckFigure.Create),
        One("residuals", FigureSection.Checks, "residuals against fitted values", ResidualsFigure.Create),
        One("scale-location", FigureSection.Checks, "size of residuals against fitted values", ScaleLocationFigure.Create),
        One("qq", FigureSection.Checks, "order statistics of residuals against a normal sample", QqFigure.Create),
        new("residuals-group", FigureSection.Checks, "residuals of each level", PerGroup(ResidualsByGroupFigure.Create)),
        Unless(
            "residuals-predictor", FigureSection.Checks, "residuals against each predictor", ResidualsByPredictorFigure.WhyNot,
            ResidualsByPredictorFigure.Create),
        new("influence", FigureSection.Checks, "shift of each parameter without each level", source => InfluenceFigure.WhyNot(source) is { } reason
            ? FigureAnswer.None(reason) : PerGroup(InfluenceFigure.Create)(source)),
        One("loo-pit", FigureSection.Checks, "rows in their distribution given the others", LooPitFigure.Create),
        One("ppc-density", FigureSection.Checks, "density of the response over replicated ones", PpcDensityFigure.Create),
        One("ppc-ecdf", FigureSection.Checks, "distribution function of the response over replicated ones", PpcEcdfFigure.Create),
        One("ppc-statistic", FigureSection.Checks, "mean, sd, least and greatest value of replicated responses", PpcStatisticFigure.Create),
        new("ppc-group", FigureSection.Checks, "mean of each level beside replicated ones", PerGroup(PpcGroupFigure.Create)),
        One("ppc-intervals", FigureSection.Checks, "rows by their prediction, with predictive intervals", PpcIntervalsFigure.Create),
        Unless("rootogram", FigureSection.Checks, "counts of each value, hanging from those expected", RootogramFigure.WhyNot, RootogramFigure.Create),
        Unless("sensitivity", FigureSection.Checks, "sensitivity to priors and likelihood", SensitivityFigure.WhyNot, SensitivityFigure.Create),
        Unless("means", FigureSection.Predictions, "means at each level of each factor", MeansFigure.WhyNot, MeansFigure.Create),
        Unless("slopes", FigureSection.Predictions, "slopes by each numeric predictor", SlopesFigure.WhyNot, SlopesFigure.Create),
        Unless("conditional", FigureSection.Predictions, "mean along each predictor, with the data", ConditionalFigure.WhyNot, ConditionalFigure.Create),
        Unless("profile", FigureSection.Predictions, "profiles of the likelihood", ProfileFigure.WhyNot, ProfileFigure.Create),
        One("predictions", FigureSection.Predictions, "predicted against observed, by row and by level", PredictionsFigure.Create),
        One("agreement", FigureSection.Agreement, "every parameter by REML, ML and each engine", AgreementFigure.Create),
    ];

    /// <summary>The kind of a name; null if there is none.</summary>
    public static FigureKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);

    /// <summary>What a section is called.</summary>
    public static string TitleOf(FigureSection section) => section switch
    {
        FigureSection.Data => "Data and model",
        FigureSection.Effects => "Group effects",
        FigureSection.Posterior => "Posterior",
        FigureSection.Sampler => "Sampler",
        FigureSection.Checks => "Checks",
        FigureSection.Predictions => "Predictions",
        _ => "Agreement",
    };

    /// <summary>A kind that every fit has one figure of.</summary>
    private static FigureKind One(string name, FigureSection section, string summary, Func<FigureSource, Figure> draw) =>
        new(name, section, summary, source => FigureAnswer.Of(draw(source)));

    /// <summary>A kind that a fit has one figure of, unless there is a reason against it.</summary>
    private static FigureKind Unless(
        string name, FigureSection section, string summary, Func<FigureSource, string?> whyNot, Func<FigureSource, Figure> draw) =>
        new(name, section, summary, source => whyNot(source) is { } reason ? FigureAnswer.None(reason) : FigureAnswer.Of(draw(source)));

    /// <summary>A figure for each grouping factor.</summary>
    private static Func<FigureSource, FigureAnswer> PerGroup(Func<FigureSource, string, string?, Figure> draw) =>
        PerGroup((source, group) => draw(source, group, null));

    /// <summary>A figure for each grouping factor.</summary>
    private static Func<FigureSource, FigureAnswer> PerGroup(Func<FigureSource, string, Figure> draw) => source => source.Groups.Count == 0
        ? FigureAnswer.None(NoFigure.NoGroups)
        : FigureAnswer.Of([.. source.Groups.Select(group => draw(source, group))]);
}
