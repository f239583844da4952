using BayesLmm.Numerics;

namespace BayesLmm.Design.Expressions;

// p_0 = 1, p_{j+1}(x) = (x − a_j) p_j(x) − (N_j / N_{j−1}) p_{j−1}(x), a_j = Σ x p_j² / N_j, N_j = Σ p_j²  (Forsythe 1957; R's poly).
// Column j is p_j / √N_j, so the columns are orthonormal on the training values and orthogonal to the constant.

/// <summary>Orthogonal polynomials of a predictor: the recurrence that training values fixed, so that new values get the same polynomials.</summary>
/// <param name="Center">The training values' mean; x is measured from it.</param>
/// <param name="Shifts">a_0, a_1, ….</param>
/// <param name="Norms">N_0, N_1, ….</param>
internal sealed record OrthogonalPolynomials(double Center, EquatableArray<double> Shifts, EquatableArray<double> Norms)
{
    /// <summary>Fixes the polynomials of degrees 1 to <paramref name="degree"/>; null when there are too few distinct values for them.</summary>
    /// <param name="training">The training values; missing ones, NaN, are passed over.</param>
    /// <param name="degree">The largest degree.</param>
    public static OrthogonalPolynomials? Train(double[] training, int degree)
    {
        double[] values = Array.FindAll(training, value => !double.IsNaN(value));
        double center = 0;
        foreach (double value in values)
        {
            center += value;
        }

        center /= values.Length;
        double[] shifts = new double[degree], norms = new double[degree + 1];
        double[] previous = new double[values.Length], current = new double[values.Length];
        Array.Fill(current, 1);
        norms[0] = values.Length;
        for (int j = 0; j < degree; j++)
        {
            double weighted = 0, size = 0;
            for (int i = 0; i < values.Length; i++)
            {
                weighted += (values[i] - center) * current[i] * current[i];
                size = Math.Max(size, Math.Abs(values[i] - center));
            }

            shifts[j] = weighted / norms[j];
            double ratio = j == 0 ? 0 : norms[j] / norms[j - 1];
            for (int i = 0; i < values.Length; i++)
            {
                (previous[i], current[i]) = (current[i], ((values[i] - center - shifts[j]) * current[i]) - (ratio * previous[i]));
                norms[j + 1] += current[i] * current[i];
            }

            // With j + 1 distinct values or fewer p_{j+1} vanishes on all of them.
            if (!(norms[j + 1] > 1e-20 * size * size * norms[j]))
            {
                return null;
            }
        }

        return new OrthogonalPolynomials(center, shifts.ToEquatableArray(), norms.ToEquatableArray());
    }

    /// <summary>The polynomials at some values: a column a degree.</summary>
    public double[][] Apply(ReadOnlySpan<double> values)
    {
        int degree = Shifts.Count;
        double[][] columns = new double[degree][];
        for (int j = 0; j < degree; j++)
        {
            columns[j] = new double[values.Length];
        }

        for (int i = 0; i < values.Length; i++)
        {
            double previous = 0, current = 1, x = values[i] - Center;
            for (int j = 0; j < degree; j++)
            {
                (previous, current) = (current, ((x - Shifts[j]) * current) - ((j == 0 ? 0 : Norms[j] / Norms[j - 1]) * previous));
                columns[j][i] = current / Math.Sqrt(Norms[j + 1]);
            }
        }

        return columns;
    }
}
