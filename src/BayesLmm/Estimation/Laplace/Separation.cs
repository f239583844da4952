using BayesLmm.Design;
using BayesLmm.Equations.Laplace;
using BayesLmm.Families;

namespace BayesLmm.Estimation.Laplace;

// A direction d of the coefficients along which no row's likelihood falls, and some row's grows for ever: with e = Xd, of a binomial e ≤ 0 where y = 0, e ≥
// 0 where y = m, e = 0 between; of counts e ≤ 0 where y = 0 and e = 0 elsewhere; and e ≠ 0 somewhere (Albert & Anderson 1984).

/// <summary>Finds out whether a direction of the coefficients separates the responses.</summary>
internal static class Separation
{
    /// <summary>Newton's steps along such a direction change the predictor by about one for ever; elsewhere they vanish at the mode.</summary>
    private const double Growing = 0.1;

    /// <summary>What a row's e may be off, relative to the largest: the steps approach the direction.</summary>
    private const double Tolerance = 1e-3;

    /// <summary>Coefficients that move the predictor by less than this part of the largest do not belong to the direction.</summary>
    private const double Negligible = 0.02;

    /// <summary>The coefficients of a separating direction; none where the step is not along one.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="step">A Newton step of the coefficients at the end of a search, in the coordinates of the cross-products.</param>
    /// <param name="names">The coefficients' names.</param>
    public static IReadOnlyList<string> Find(LaplaceRows rows, ReadOnlySpan<double> step, IReadOnlyList<string> names)
    {
        LinearPredictor predictor = rows.Predictor;
        double[] e = new double[rows.Count];
        predictor.AddFixed(step, e);
        double largest = e.Length == 0 ? 0 : e.Max(Math.Abs);
        if (!(largest > Growing) || rows.Family.Domain == ResponseDomain.Real || !Holds(rows, e, Tolerance * largest))
        {
            return [];
        }

        // In the model as written, so that a factor's level has a coefficient of its own.
        double[] written = [.. step];
        rows.Products.Fixed.Coordinates.Uncenter(written);
        double[] sizes = [.. written.Select((value, j) => Math.Abs(value) * Size(predictor.FixedColumn(j).Span, rows.Products.Fixed.Centers[j]))];
        double top = sizes.Max();
        int[] found = [.. Enumerable.Range(0, sizes.Length).Where(j => sizes[j] > Negligible * top)];
        int[] others = rows.Products.Fixed.HasIntercept ? [.. found.Where(j => j > 0)] : found;
        return [.. (others.Length > 0 ? others : found).Select(j => names[j])];
    }

    private static bool Holds(LaplaceRows rows, double[] e, double tolerance)
    {
        bool isBinomial = rows.Family.Domain is ResponseDomain.Binary or ResponseDomain.Successes;
        for (int i = 0; i < e.Length; i++)
        {
            double y = rows.Response[i], m = rows.Weights.IsEmpty ? 1 : rows.Weights[i];
            bool mayFall = y == 0, mayRise = isBinomial && y == m;
            if ((e[i] > tolerance && !mayRise) || (e[i] < -tolerance && !mayFall))
            {
                return false;
            }
        }

        return true;
    }

    private static double Size(ReadOnlySpan<double> column, double centre)
    {
        double size = 0;
        foreach (double value in column)
        {
            size = Math.Max(size, Math.Abs(value + centre));
        }

        return size;
    }
}
