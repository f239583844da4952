using BayesLmm.Numerics;

namespace BayesLmm.Plots;

/// <summary>The colours and sizes that all figures share.</summary>
internal static class Theme
{
    /// <summary>The height of a figure's title in pixels.</summary>
    internal const int HeaderHeight = 30;

    /// <summary>The height of a figure's legend in pixels.</summary>
    internal const int FooterHeight = 34;

    internal const float TitleSize = 14;
    internal const float LabelSize = 13;
    internal const float TickSize = 11;

    /// <summary>
    /// The chains' colours, one after the other and then from the first again: those of Okabe and Ito (2008), which readers with any of the usual colour
    /// deficiencies can distinguish, without the yellow, which is too light for a line on white.
    /// </summary>
    public static EquatableArray<Ink> Chains { get; } =
    [
        new(0, 114, 178),
        new(230, 159, 0),
        new(0, 158, 115),
        new(204, 121, 167),
        new(86, 180, 233),
        new(213, 94, 0),
        new(0, 0, 0),
    ];

    /// <summary>The colour of words in a panel, and of outlines.</summary>
    public static Ink Text { get; } = new(20, 20, 20);

    /// <summary>The posterior's colour.</summary>
    public static Ink Posterior { get; } = new(0, 114, 178);

    /// <summary>The colour of restricted maximum likelihood, in every figure that compares it with the posterior.</summary>
    public static Ink Reml { get; } = new(213, 94, 0);

    /// <summary>The colour of the data in figures that hold them against what the model produces.</summary>
    public static Ink Observed { get; } = new(0, 0, 0);

    /// <summary>The colour of smooth lines through points.</summary>
    public static Ink Smooth { get; } = new(0, 158, 115);

    /// <summary>The colour of priors.</summary>
    public static Ink Prior { get; } = new(0, 120, 88);

    /// <summary>The colour of warnings: divergent transitions.</summary>
    public static Ink Warning { get; } = new(200, 0, 0);

    /// <summary>The colour of references: a zero, an expected count.</summary>
    public static Ink Reference { get; } = new(110, 110, 110);

    /// <summary>The colour of a chain, counted from 0.</summary>
    internal static Ink Chain(int chain) => Chains[chain % Chains.Count];

    /// <summary>The number of panels in a row: few enough to be readable, and if possible no row with a single panel.</summary>
    internal static int ColumnsFor(int panels) => panels switch
    {
        1 => 1,
        2 or 4 => 2,
        _ => 3,
    };
}
