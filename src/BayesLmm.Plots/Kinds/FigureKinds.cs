using BayesLmm.Plots.Sources;

namespace BayesLmm.Plots.Kinds;

/// <summary>Every kind of figure, in the order in which figures of a fit are read. A new kind is one line here.</summary>
internal static class FigureKinds
{
    private const string NoGroups = "the model has no group effects";

    /// <summary>The kinds.</summary>
    public static IReadOnlyList<FigureKind> All { get; } =
    [
        new("caterpillar", FigureSection.Effects, "effects of each level, sorted, with intervals", PerGroup(CaterpillarFigure.Create)),
        One("density", FigureSection.Posterior, "densities of parameters with the REML estimates", DensityFigure.Create),
        One("trace", FigureSection.Sampler, "draws in their order, chain by chain", TraceFigure.Create),
        One("rank", FigureSection.Sampler, "ranks of each chain's draws", RankFigure.Create),
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

    /// <summary>A figure for each grouping factor.</summary>
    private static Func<FigureSource, FigureAnswer> PerGroup(Func<FigureSource, string, string?, Figure> draw) =>
        PerGroup((source, group) => draw(source, group, null));

    /// <summary>A figure for each grouping factor.</summary>
    private static Func<FigureSource, FigureAnswer> PerGroup(Func<FigureSource, string, Figure> draw) => source => source.Groups.Count == 0
        ? FigureAnswer.None(NoGroups)
        : FigureAnswer.Of([.. source.Groups.Select(group => draw(source, group))]);
}
