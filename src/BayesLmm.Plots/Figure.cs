using BayesLmm.Numerics;

namespace BayesLmm.Plots;

/// <summary>A figure as data: panels in rows of equal length, with a title above and one legend below. Immutable; drawn when saved, without a screen.</summary>
/// <param name="Title">The text above the panels.</param>
/// <param name="Panels">The panels, row by row.</param>
/// <param name="Columns">Panels a row.</param>
/// <param name="PanelWidth">The width of a panel in pixels, unless the picture's is given.</param>
/// <param name="PanelHeight">The height of a panel in pixels, unless the picture's is given.</param>
public sealed record Figure(string Title, EquatableArray<Panel> Panels, int Columns, int PanelWidth, int PanelHeight)
{
    /// <summary>The number of rows of panels.</summary>
    public int Rows => (Panels.Count + Columns - 1) / Columns;

    /// <summary>The default width of a picture in pixels.</summary>
    public int DefaultWidth => Columns * PanelWidth;

    /// <summary>The default height of a picture in pixels.</summary>
    public int DefaultHeight => (Rows * PanelHeight) + Theme.HeaderHeight + Theme.FooterHeight;

    /// <summary>The words of the legend, each once, in the order of the panels and their marks.</summary>
    public IEnumerable<string> LegendLabels => Panels.SelectMany(panel => panel.Marks).Select(mark => mark.Label).OfType<string>().Distinct();
}
