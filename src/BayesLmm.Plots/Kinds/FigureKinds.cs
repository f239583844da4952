using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;

namespace BayesLmm.Plots.Kinds;

/// <summary>Every kind of figure, in the order in which figures of a fit are read. A new kind is one line here.</summary>
internal static class FigureKinds
{
    /// <summary>The kinds.</summary>
    public static IReadOnlyList<FigureKind> All { get; } =
    [
        new("data", FigureSection.Data, "the response by the levels of each grouping factor", source => source.Groups.Count > 0
            ? FigureAnswer.Of([.. source.Groups.Select(group => DataFigure.Create(source, group))])
            : FigureAnswer.Of(DataFigure.CreateUngrouped(source))),
        new("spaghetti", FigureSection.Data, "a line for each level, and the population's with its band", Lines(SpaghettiFigure.Create)),
        new("group-lines", FigureSection.Data, "a panel for each of up to 30 levels: rows, line, population", Lines(SpaghettiFigure.CreatePanels)),
        One("hierarchy", FigureSection.Data, "the grouping factors, what varies over them, and the rows", HierarchyFigure.Create),
        Unless("graph", FigureSection.Data, "the factor graph of the model", GraphFigure.WhyNot, GraphFigure.Create),
        new("caterpillar", FigureSection.Effects, "effects of each level, sorted, with intervals", PerGroup(CaterpillarFigure.Create)),
        new("effects-histogram", FigureSection.Effects, "histogram of the levels' effects", PerGroup(EffectsHistogramFigure.Create)),
        new("effects-qq", FigureSection.Effects, "the levels' effects against normal quantiles, with a band", PerGroup(EffectsQqFigure.Create)),
        new("shrinkage", FigureSection.Effects, "no, partial and complete pooling of each level's coefficients", source =>
            ShrinkageFigure.WhyNot(source) is { } reason ? FigureAnswer.None(reason) : PerGroup(ShrinkageFigure.Create)(source)),
        new("coefficients", FigureSection.Effects, "coefficients of each level, fixed and group effects together", PerGroup(CoefficientsFigure.Create)),
        new("group-ranks", FigureSection.Effects, "rank of each level, with intervals", Ranks),
        new("differences", FigureSection.Effects, "how certain the differences between levels are", PerGroup(DifferencesFigure.Create)),
        One("density", FigureSection.Posterior, "densities of parameters with the REML estimates", DensityFigure.Create),
        One("forest", FigureSection.Posterior, "parameters one above the other, with intervals", ForestFigure.Create),
        new("prior", FigureSection.Posterior, "prior against posterior densities", source => PriorFigure.HasPriors(source)
            ? FigureAnswer.Of(PriorFigure.Create(source))
            : FigureAnswer.None("the model has flat priors only, or none in closed form")),
        new("rope", FigureSection.Posterior, "coefficients beside a range that counts as no effect", source => RopeFigure.ColumnsOf(source).Count > 0
            ? FigureAnswer.Of(RopeFigure.Create(source, null))
            : FigureAnswer.None("the model has no coefficient but the intercept")),
        Several("pairs", "parameters against each other, with divergences and the REML estimates", PairsFigure.Create),
        Several("joint", "joint density of two parameters", JointFigure.Create),
        One("trace", FigureSection.Sampler, "draws in their order, chain by chain", TraceFigure.Create),
        One("rank", FigureSection.Sampler, "ranks of each chain's draws", RankFigure.Create),
        One("autocorrelation", FigureSection.Sampler, "correlation of draws with earlier ones", AutocorrelationFigure.Create),
        new("energy", FigureSection.Sampler, "energies of the Hamiltonian sampler and their changes", source => EnergyFigure.HasEnergies(source.Posterior)
            ? FigureAnswer.Of(EnergyFigure.Create(source))
            : FigureAnswer.None("the draws are not of a Hamiltonian sampler")),
        One("convergence", FigureSection.Sampler, "R-hat and effective sample sizes at a glance", ConvergenceFigure.Create),
        One("ess", FigureSection.Sampler, "effective sample sizes as draws grow", EssFigure.Create),
        One("pareto-k", FigureSection.Sampler, "how well each row can be left out by reweighting draws (Pareto k)", ParetoKFigure.Create),
        One("check", FigureSection.Checks, "the usual checks on one page", CheckFigure.Create),
        One("residuals", FigureSection.Checks, "residuals against fitted values", ResidualsFigure.Create),
        Unless(
            "binned-residuals", FigureSection.Checks, "averages of residuals of a discrete response against fitted values", BinnedResidualsFigure.WhyNot,
            BinnedResidualsFigure.Create),
        One("scale-location", FigureSection.Checks, "size of residuals against fitted values", ScaleLocationFigure.Create),
        One("qq", FigureSection.Checks, "sorted residuals against those of a normal sample", QqFigure.Create),
        new("residuals-group", FigureSection.Checks, "residuals of each level", PerGroup(ResidualsByGroupFigure.Create)),
        Unless(
            "residuals-predictor", FigureSection.Checks, "residuals against each predictor", ResidualsByPredictorFigure.WhyNot,
            ResidualsByPredictorFigure.Create),
        new("influence", FigureSection.Checks, "how far each parameter moves when a level is left out", source => InfluenceFigure.WhyNot(source) is { } reason
            ? FigureAnswer.None(reason) : PerGroup(InfluenceFigure.Create)(source)),
        One("loo-pit", FigureSection.Checks, "where each row lies in its distribution given all other rows", LooPitFigure.Create),
        Unless(
            "ppc-density", FigureSection.Checks, "density of the response over those of simulated responses", PpcDensityFigure.WhyNot,
            PpcDensityFigure.Create),
        One("ppc-ecdf", FigureSection.Checks, "distribution function of the response over those of simulated responses", PpcEcdfFigure.Create),
        One("ppc-statistic", FigureSection.Checks, "mean, sd, smallest and largest value of simulated responses", PpcStatisticFigure.Create),
        new("ppc-group", FigureSection.Checks, "mean of each level beside those of simulated responses", PerGroup(PpcGroupFigure.Create)),
        One("ppc-intervals", FigureSection.Checks, "rows by their prediction, with predictive intervals", PpcIntervalsFigure.Create),
        Unless("rootogram", FigureSection.Checks, "observed counts hanging from the expected ones", RootogramFigure.WhyNot, RootogramFigure.Create),
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

    /// <summary>A kind of figures that show at least two parameters.</summary>
    private static FigureKind Several(string name, string summary, Func<FigureSource, Figure> draw) =>
        new(name, FigureSection.Posterior, summary, source => source.Quantities.Count > 1
            ? FigureAnswer.Of(draw(source))
            : FigureAnswer.None("the model has one parameter, or one was selected"));

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

    private static Func<FigureSource, FigureAnswer> Lines(Func<FigureSource, string, Figure> draw) => source =>
    {
        string[] groups = [.. source.Groups.Where(group => SpaghettiFigure.WhyNot(source, group) is null)];
        return groups.Length > 0 ? FigureAnswer.Of([.. groups.Select(group => draw(source, group))])
            : FigureAnswer.None(source.Groups.Count == 0 ? NoFigure.NoGroups : SpaghettiFigure.WhyNot(source, source.Groups[0])!);
    };

    private static FigureAnswer Ranks(FigureSource source)
    {
        string[] groups = [.. source.Groups.Where(group => GroupRanksFigure.CanRank(source, group))];
        return groups.Length > 0 ? FigureAnswer.Of([.. groups.Select(group => GroupRanksFigure.Create(source, group))])
            : source.Groups.Count == 0 ? FigureAnswer.None(NoFigure.NoGroups)
            : FigureAnswer.None($"the model has a grouping factor with more than {GroupRanksFigure.MostLevels} levels, or with one");
    }
}
