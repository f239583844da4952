using BayesLmm.Models;
using BayesLmm.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Estimation;

/// <summary>Finds and names the directions in which the effects of a term have no variance.</summary>
internal static class CollapsedDirections
{
    /// <summary>A singular value of a scaled factor below this is a collapsed direction: lme4's tolerance.</summary>
    public const double Singular = 1e-4;

    /// <summary>Weights below this part of the largest are rounding.</summary>
    private const double Rounding = 1e-4;

    /// <summary>How many there are.</summary>
    /// <param name="factor">The term's factor relative to σ, r × r by rows, in coordinates in which the columns are not nearly collinear.</param>
    /// <param name="sizes">The columns' root mean squares there.</param>
    public static int Count(ReadOnlySpan<double> factor, double[] sizes)
    {
        int r = sizes.Length;
        Matrix<double> scaled = Matrix<double>.Build.DenseOfRowMajor(r, r, factor.ToArray()).MapIndexed((i, _, value) => value * sizes[i]);
        return scaled.Svd().S.Count(value => value < Singular);
    }

    /// <summary>
    /// Their names: effects without variance first, then combinations of the others in units of their standard deviations, which belong to the smallest
    /// eigenvalues of the correlation matrix.
    /// </summary>
    /// <param name="term">The term.</param>
    /// <param name="factor">Its factor relative to σ in the model as written, r × r by rows.</param>
    /// <param name="sizes">The columns' root mean squares in the model as written.</param>
    /// <param name="count">How many directions there are.</param>
    public static IEnumerable<CollapsedDirection> Name(GroupTerm term, ReadOnlySpan<double> factor, double[] sizes, int count)
    {
        int r = sizes.Length;
        Matrix<double> L = Matrix<double>.Build.DenseOfRowMajor(r, r, factor.ToArray());
        double[] sds = [.. L.EnumerateRows().Select(row => row.L2Norm())];
        int[] without = [.. Enumerable.Range(0, r).Where(i => sds[i] * sizes[i] < Singular).OrderBy(i => sds[i] * sizes[i]).Take(count).Order()];
        List<CollapsedDirection> found = [.. without.Select(i => Direction(term, [i], [1]))];
        int[] others = [.. Enumerable.Range(0, r).Except(without)];
        if (found.Count < count && others.Length > 0)
        {
            Matrix<double> U = Matrix<double>.Build.Dense(others.Length, r, (i, j) => L[others[i], j] / sds[others[i]]).Svd().U;
            found.AddRange(Enumerable.Range(0, count - found.Count).Select(i => Direction(term, others, [.. U.Column(others.Length - 1 - i)])));
        }

        return found;
    }

    private static CollapsedDirection Direction(GroupTerm term, int[] effects, double[] weights)
    {
        double largest = weights.MaxBy(Math.Abs);
        double[] all = new double[term.Width];
        for (int i = 0; i < effects.Length; i++)
        {
            all[effects[i]] = Math.Abs(weights[i] / largest) < Rounding ? 0 : weights[i] / largest;
        }

        return new CollapsedDirection(term.Group, term.Effects, EquatableArray.Create<double>(all));
    }
}
