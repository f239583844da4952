
namespace BayesLmm.Plots.Tests;

public class ThemeTests
{
    /// <summary>Simulated sight in linear light at full severity, by rows (Machado, Oliveira and Fernandes 2009, table 1).</summary>
    public static TheoryData<string, double[]> Sights => new()
    {
        { "usual", [1, 0, 0, 0, 1, 0, 0, 0, 1] },
        { "protanopia", [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998] },
        { "deuteranopia", [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881] },
    };

    /// <summary>In CIELAB; about 2 can be seen side by side, and pure red and pure green are 13 to 40 apart with the two deficiencies.</summary>
    private const double LeastDistance = 15;

    [Theory]
    [MemberData(nameof(Sights))]
    public void The_first_four_chains_can_be_told_apart_by_colour_blind_readers(string sight, double[] matrix)
    {
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double distance = Distance(Lab(Theme.Chains[i], matrix), Lab(Theme.Chains[j], matrix));
                Assert.True(distance > LeastDistance, $"chains {j + 1} and {i + 1}, {sight}: {distance}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sights))]
    public void Posterior_and_reml_can_be_told_apart_by_colour_blind_readers(string sight, double[] matrix)
    {
        double distance = Distance(Lab(Theme.Posterior, matrix), Lab(Theme.Reml, matrix));
        Assert.True(distance > LeastDistance, $"{sight}: {distance}");
    }

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());

    private static double[] Lab(Ink ink, double[] sight)
    {
        double[] seen = Apply(sight, [Linear(ink.Red), Linear(ink.Green), Linear(ink.Blue)]);
        double[] xyz = Apply([0.4124, 0.3576, 0.1805, 0.2126, 0.7152, 0.0722, 0.0193, 0.1192, 0.9505], seen);
        (double x, double y, double z) = (Root(xyz[0] / 0.9505), Root(xyz[1]), Root(xyz[2] / 1.089));
        return [(116 * y) - 16, 500 * (x - y), 200 * (y - z)];
    }

    private static double Linear(byte channel) => channel / 255.0 is var c && c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);

    private static double Root(double t) => t > 0.008856 ? Math.Cbrt(t) : (7.787 * Math.Max(t, 0)) + (16.0 / 116);

    private static double[] Apply(double[] m, double[] v) =>
        [.. Enumerable.Range(0, 3).Select(i => (m[3 * i] * v[0]) + (m[(3 * i) + 1] * v[1]) + (m[(3 * i) + 2] * v[2]))];
}
