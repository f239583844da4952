using BayesLmm.Numerics;

namespace BayesLmm.Plots;

/// <summary>
/// A figure as data: panels in rows of equal length, with a title above and one legend below. Immutable, so that <c>with</c> makes a figure in another style;
/// drawn when saved, without a screen.
/// </summary>
/// <param name="Title">What stands above the panels.</param>
/// <param name="Panels">The panels, row by row, at least one.</param>
public sealed record Figure(string Title, EquatableArray<Panel> Panels)
{
    /// <summary>What the figure shows and how to read it, in a sentence or two: the text for readers who do not see it.</summary>
    public string Description { get; init; } = "";

    /// <summary>What tells it from the other figures of its kind, such as the grouping factor; empty if there is only one.</summary>
    public string Part { get; init; } = "";

    /// <summary>Panels a row.</summary>
    public int Columns { get; init; } = Theme.ColumnsFor(Panels.Count);

    /// <summary>The width of a panel in pixels, unless the picture's is given.</summary>
    public int PanelWidth { get; init; } = 400;

    /// <summary>The height of a panel in pixels, unless the picture's is given.</summary>
    public int PanelHeight { get; init; } = 280;

    /// <summary>The number of rows of panels.</summary>
    public int Rows => (Panels.Count + Columns - 1) / Columns;

    /// <summary>The default width of a picture in pixels.</summary>
    public int DefaultWidth => Columns * PanelWidth;

    /// <summary>The default height of a picture in pixels.</summary>
    public int DefaultHeight => (Rows * PanelHeight) + Theme.HeaderHeight + Theme.FooterHeight;

    /// <summary>The words of the legend, each once, in the order of the panels and their marks.</summary>
    public IEnumerable<string> LegendLabels => Panels.SelectMany(panel => panel.Marks).Select(mark => mark.Label).OfType<string>().Distinct();
}
