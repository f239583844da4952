using BayesLmm.Numerics;

namespace BayesLmm.Estimation.Means;

/// <summary>Orthogonal polynomial contrasts of equidistant levels, scaled to whole numbers where they are (nearly) so, as emmeans has them.</summary>
internal static class PolynomialContrasts
{
    private const int HighestDegree = 6;

    /// <summary>A weight this near to a whole number, when all are scaled, is that number.</summary>
    private const double NearlyWhole = 0.05;

    private static readonly string[] Names = ["linear", "quadratic", "cubic", "quartic", "degree 5", "degree 6"];

    /// <summary>The contrasts of some levels, the linear one first.</summary>
    /// <param name="count">The number of levels.</param>
    public static IEnumerable<CustomContrast> Of(int count)
    {
        List<double[]> basis = [[.. Enumerable.Repeat(1.0, count)]];
        for (int degree = 1; degree <= Math.Min(HighestDegree, count - 1); degree++)
        {
            double[] column = [.. Enumerable.Range(0, count).Select(i => Math.Pow(i - (0.5 * (count - 1)), degree))];
            for (int pass = 0; pass < 2; pass++)
            {
                foreach (double[] before in basis)
                {
                    double share = Dot(column, before) / Dot(before, before);
                    for (int i = 0; i < count; i++)
                    {
                        column[i] -= share * before[i];
                    }
                }
            }

            double size = Math.Sqrt(Dot(column, column));
            basis.Add([.. column.Select(value => value / size)]);
            yield return new CustomContrast(Names[degree - 1], EquatableArray.Create<double>(Whole(basis[^1])));
        }
    }

    private static double[] Whole(double[] unit)
    {
        double smallest = unit.Where(value => value > 0.01).Min();
        double[] scaled = [.. unit.Select(value => value / smallest)];
        for (double off = Distance(scaled); off > NearlyWhole; off = Distance(scaled))
        {
            double divisor = off;
            scaled = [.. scaled.Select(value => value / divisor)];
        }

        return [.. scaled.Select(value => Math.Round(value))];
    }

    private static double Distance(double[] values) => values.Max(value => Math.Abs(value - Math.Round(value)));

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
