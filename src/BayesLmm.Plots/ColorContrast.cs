namespace BayesLmm.Plots;

/// <summary>How far colours can be told apart, whatever draws them (WCAG 2.2).</summary>
internal static class ColorContrast
{
    /// <summary>The ratio of the luminances of two colours, from 1 to 21.</summary>
    /// <param name="first">A colour, each part 0 … 255.</param>
    /// <param name="second">Another one.</param>
    public static double Of((double Red, double Green, double Blue) first, (double Red, double Green, double Blue) second)
    {
        double a = Luminance(first), b = Luminance(second);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance((double Red, double Green, double Blue) color) =>
        (0.2126 * Linear(color.Red)) + (0.7152 * Linear(color.Green)) + (0.0722 * Linear(color.Blue));

    private static double Linear(double value)
    {
        double part = value / 255;
        return part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
    }
}
