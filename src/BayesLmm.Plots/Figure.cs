using BayesLmm.Numerics;

namespace BayesLmm.Plots;

/// <summary>A figure as data: panels in rows of equal length, with a title above and one legend below. Immutable; drawn when saved, without a screen.</summary>
public sealed record Figure
{
    /// <summary>Creates a figure of panels.</summary>
    internal Figure(string title, EquatableArray<Panel> panels, int columns, int panelWidth, int panelHeight)
    {
        Title = title;
        Panels = panels;
        Columns = columns;
        PanelWidth = panelWidth;
        PanelHeight = panelHeight;
    }

    /// <summary>What stands above the panels.</summary>
    public string Title { get; internal init; }

    /// <summary>The panels, row by row.</summary>
    internal EquatableArray<Panel> Panels { get; init; }

    /// <summary>Panels a row.</summary>
    public int Columns { get; internal init; }

    /// <summary>The width of a panel in pixels, unless the picture's is given.</summary>
    public int PanelWidth { get; internal init; }

    /// <summary>The height of a panel in pixels, unless the picture's is given.</summary>
    public int PanelHeight { get; internal init; }

    /// <summary>The number of rows of panels.</summary>
    public int Rows => (Panels.Count + Columns - 1) / Columns;

    /// <summary>The default width of a picture in pixels.</summary>
    public int DefaultWidth => Columns * PanelWidth;

    /// <summary>The default height of a picture in pixels.</summary>
    public int DefaultHeight => (Rows * PanelHeight) + Theme.HeaderHeight + Theme.FooterHeight;

    /// <summary>The words of the legend, each once, in the order of the panels and their marks.</summary>
    public IEnumerable<string> LegendLabels => Panels.SelectMany(panel => panel.Marks).Select(mark => mark.Label).OfType<string>().Distinct();
}
