using BayesLmm.Plots;

namespace BayesLmm.Reports.Figures;

/// <summary>
/// Colours on light and on dark paper. A colour that is too close to the paper is moved away from it until its contrast is that of graphical objects (WCAG 2.2,
/// 1.4.11).
/// </summary>
internal static class ThemedColor
{
    /// <summary>The ratios of luminances. On dark paper lines must also differ from areas of their own colour, which are darker than they are.</summary>
    private const double OnLight = 3.2, OnDark = 5.5;

    private static readonly (double Red, double Green, double Blue) LightPaper = (255, 255, 255), DarkPaper = (0x14, 0x17, 0x1a);

    /// <summary>The value of a CSS colour for both themes.</summary>
    public static string Css(Ink ink)
    {
        ((double, double, double) light, (double, double, double) dark) = Of(ink);
        return $"light-dark({Hex(light)},{Hex(dark)})";
    }

    /// <summary>The colours for light and dark paper.</summary>
    internal static ((double Red, double Green, double Blue) Light, (double Red, double Green, double Blue) Dark) Of(Ink ink)
    {
        (double, double, double) color = (ink.Red, ink.Green, ink.Blue);
        return (Against(color, LightPaper, (0, 0, 0), OnLight), Against(color, DarkPaper, (255, 255, 255), OnDark));
    }

    /// <summary>The colour moved towards a far one until it has the contrast.</summary>
    private static (double Red, double Green, double Blue) Against(
        (double Red, double Green, double Blue) color, (double Red, double Green, double Blue) paper, (double Red, double Green, double Blue) far,
        double contrast)
    {
        for (double part = 0; part < 1; part += 0.02)
        {
            (double Red, double Green, double Blue) mixed =
                (double.Lerp(color.Red, far.Red, part), double.Lerp(color.Green, far.Green, part), double.Lerp(color.Blue, far.Blue, part));
            if (ColorContrast.Of(mixed, paper) >= contrast)
            {
                return mixed;
            }
        }

        return far;
    }

    private static string Hex((double Red, double Green, double Blue) color) =>
        $"#{(int)Math.Round(color.Red):x2}{(int)Math.Round(color.Green):x2}{(int)Math.Round(color.Blue):x2}";
}
