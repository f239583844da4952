using BayesLmm.Plots;
using BayesLmm.Plots.Kinds;
using BayesLmm.Plots.Sources;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Figures;

namespace BayesLmm.Reports.Content.Stories;

/// <summary>The figures of a report, drawn when a format asks for them.</summary>
/// <param name="story">The report.</param>
internal sealed class StoryFigures(StoryResult story)
{
    private readonly Lazy<FigureSource> source =
        new(() => new FigureSource(new FitAnalyses(story.Fit.Posterior, story.Fit.Reml), FigureSelection.All(story.Fit.Posterior)));

    /// <summary>The figures of kinds, by their names; kinds that do not apply to the fit are left out.</summary>
    public Section Of(params IReadOnlyList<string> kinds) => new("", new PageFigures(() => [.. kinds.SelectMany(Draw)]));

    private IEnumerable<PageFigure> Draw(string name)
    {
        FigureKind kind = FigureKinds.Find(name) ?? throw new ArgumentException($"There is no kind of figure '{name}'.", nameof(name));
        return kind.Draw(source.Value).Figures.Select(figure => new PageFigure(Title(kind, figure), figure.Description, () => FigureMarkup.Write(figure)));
    }

    private static string Title(FigureKind kind, Figure figure) =>
        $"{char.ToUpperInvariant(kind.Summary[0])}{kind.Summary[1..]}{(figure.Part.Length > 0 ? $": {figure.Part}" : "")}";
}
