using BayesLmm.Numerics;
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
    /// <summary>Larger figures are left out of the page, which is to be sent by mail; in characters.</summary>
    private const int Largest = 1_000_000;

    private readonly Lazy<FigureSource> source = new(() => new FigureSource(Analyses(story), FigureSelection.All(story.Fit.Posterior)));

    /// <summary>The figures of kinds, by their names; kinds that do not apply to the fit are left out.</summary>
    public Section Of(params IReadOnlyList<string> kinds) => new("", new PageFigures(() => [.. kinds.SelectMany(Draw)]));

    private IEnumerable<PageFigure> Draw(string name)
    {
        FigureKind kind = FigureKinds.Find(name) ?? throw new ArgumentException($"There is no kind of figure '{name}'.", nameof(name));
        foreach (Figure figure in kind.Draw(source.Value).Figures)
        {
            string markup = FigureMarkup.Write(figure), title = Title(kind, figure);
            yield return markup.Length <= Largest
                ? new PageFigure(title, figure.Description, () => markup)
                : new PageFigure(title, $"{figure.Description} It is too large for this page; the kind '{kind.Name}' can be drawn by itself.", () => "");
        }
    }

    /// <summary>What the report has computed already, which figures need not compute again.</summary>
    private static FitAnalyses Analyses(StoryResult story)
    {
        IEnumerable<KeyValuePair<string, EquatableArray<PooledCoefficient>>> pooling = story.Groups.Where(group => group.Pooling is not null)
            .Select(group => KeyValuePair.Create(group.Group, group.Pooling!.Value));
        return story.LeftOut is { } leftOut
            ? new(story.Fit.Posterior, story.Fit.Reml)
            {
                Rows = story.Rows.Rows,
                Checks = story.Checks,
                LeftOutRows = leftOut.Rows,
                KnownPooling = pooling,
                KnownLeftOutGroups = leftOut.Groups.Select(group => KeyValuePair.Create(group.Name, group)),
            }
            : new(story.Fit.Posterior, story.Fit.Reml)
            {
                Rows = story.Rows.Rows,
                Checks = story.Checks,
                KnownPooling = pooling,
            };
    }

    private static string Title(FigureKind kind, Figure figure) =>
        $"{char.ToUpperInvariant(kind.Summary[0])}{kind.Summary[1..]}{(figure.Part.Length > 0 ? $": {figure.Part}" : "")}";
}
