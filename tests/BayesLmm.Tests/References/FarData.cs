using BayesLmm.Numerics;

namespace BayesLmm.Tests;

/// <summary>
/// A table with the same predictors near 0 and far from it. Their values are multiples of 2⁻²⁰, so that shifting them by 1e5 or 1e7 rounds nothing.
/// </summary>
internal static class FarData
{
    private const int Groups = 14, RowsOfGroup = 16;

    /// <summary>
    /// x and z with intercepts and slopes that vary over g, and a factor f; x7 = x + 1e7, z5 = z + 1e5, julian days, frequencies in hertz, years, y6 = y + 1e6;
    /// eleven is x, 11 standard deviations from 0.
    /// </summary>
    public static Table Create()
    {
        RandomStream random = new(11);
        List<double> x = [], z = [], y = [], days = [], years = [];
        List<string> f = [], g = [];
        for (int j = 0; j < Groups; j++)
        {
            double b0 = 2 * random.NextNormal(), b1 = 0.8 * random.NextNormal(), b2 = 0.5 * random.NextNormal();
            for (int i = 0; i < RowsOfGroup; i++)
            {
                double xi = Round((4 * random.NextUniform()) - 2), zi = Round(random.NextNormal());
                int level = (int)(3 * random.NextUniform());
                x.Add(xi);
                z.Add(zi);
                days.Add(Math.Round(100 * xi));
                years.Add(2001 + (i % 12));
                f.Add("abc"[level].ToString());
                g.Add($"g{j}");
                y.Add(3 + b0 + ((1 + b1) * xi) + ((b2 - 0.5) * zi) + ((level - 1) * (1 + (0.5 * xi))) + random.NextNormal());
            }
        }

        NumericColumn Shifted(string name, IEnumerable<double> values, double shift, double scale = 1) =>
            new(name, [.. values.Select(value => (scale * value) + shift)]);
        return new Table("far", [
            Shifted("y", y, 0), Shifted("y6", y, 1e6), Shifted("x", x, 0), Shifted("z", z, 0), Shifted("x7", x, 1e7), Shifted("z5", z, 1e5),
            Shifted("days", days, 0), Shifted("julian", days, 2459000), Shifted("hz", x, 5e10, 1e9), Shifted("year", years, 0), Shifted("x15", x, 1e15),
            Shifted("eleven", x, 13),
            CategoricalColumn.FromTexts("f", f), CategoricalColumn.FromTexts("g", g)]);
    }

    private static double Round(double value) => Math.Round(value * (1 << 20)) / (1 << 20);
}
