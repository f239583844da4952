using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Design.Products;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace BayesLmm.Equations;

/// <summary>
/// The directions in which the residual variance and the variances and covariances of effects can change without any change of the likelihood, whatever their
/// values; none as a rule. In a basis of its own for each direction's leading entry: that has 1 there, and the other directions 0.
/// </summary>
internal sealed class VarianceDirections
{
    /// <summary>
    /// A direction counts as null when it changes V, where X does not explain it, by less than the square root of this part of what its entries do one by one.
    /// </summary>
    private const double Null = 1e-10;

    /// <summary>Numbers of a direction below this part of its largest are rounding.</summary>
    private const double Rounding = 1e-5;

    /// <summary>Numbers of a direction as written below this part of its largest are the rounding of the one in the basis.</summary>
    private const double RoundingAsWritten = 10 * Rounding;

    /// <summary>A sum below this part of its terms is their rounding.</summary>
    private const double Cancelled = 1e-7;

    /// <summary>A direction may lead by an entry above this part of its largest.</summary>
    private const double Noticeable = 1e-3;

    /// <summary>Directions are computed as written about this many times while they are reduced; a change of coordinates of all of them is dear.</summary>
    private const int Rewritings = 16;

    /// <summary>More directions are not reduced to their simplest form: nobody would read it, and it is dear.</summary>
    private const int MostReduced = 60;

    private readonly double[][] inBasis;
    private readonly double[][] asWritten;
    private readonly bool[] withoutEffect;

    private VarianceDirections(IReadOnlyList<CovarianceEntry> entries, double[][] inBasis, double[][] asWritten, int[] leading, bool[] withoutEffect)
    {
        Entries = entries;
        Leading = leading;
        this.withoutEffect = withoutEffect;
        this.inBasis = inBasis;
        this.asWritten = asWritten;
    }

    /// <summary>The entries of the effects' covariance matrices; a direction has a number for each, and one for σ² last if that is estimated.</summary>
    public IReadOnlyList<CovarianceEntry> Entries { get; }

    /// <summary>Number of directions.</summary>
    public int Count => inBasis.Length;

    /// <summary>Whether there are so many directions that they are in no particular form and none has a leading entry.</summary>
    public bool AreMany => Count > MostReduced;

    /// <summary>The place of each direction's leading entry; none if there are many.</summary>
    public IReadOnlyList<int> Leading { get; }

    /// <summary>A direction in the coordinates that it was found in.</summary>
    public ReadOnlySpan<double> InBasis(int direction) => inBasis[direction];

    /// <summary>A direction in the coordinates of the model as written.</summary>
    public ReadOnlySpan<double> AsWritten(int direction) => asWritten[direction];

    /// <summary>Whether no row's variance depends on an entry: the covariance of two effects of which no level shows both.</summary>
    public bool IsWithoutEffect(int entry) => entry < withoutEffect.Length && withoutEffect[entry];

    /// <summary>Finds them.</summary>
    /// <param name="written">The data.</param>
    /// <param name="basis">Coordinates in which the columns of a term are not nearly collinear.</param>
    /// <param name="restricted">Whether the likelihood is the restricted one.</param>
    /// <param name="sigmaIsKnown">Whether there is no residual variance to estimate.</param>
    public static VarianceDirections Find(CrossProducts written, EffectBasis basis, bool restricted, bool sigmaIsKnown) =>
        Find(written, written.InBasis(basis), basis, restricted, sigmaIsKnown);

    /// <summary>Finds them.</summary>
    /// <param name="written">The data.</param>
    /// <param name="products">The data in the basis.</param>
    /// <param name="basis">Coordinates in which the columns of a term are not nearly collinear.</param>
    /// <param name="restricted">Whether the likelihood is the restricted one.</param>
    /// <param name="sigmaIsKnown">Whether there is no residual variance to estimate.</param>
    public static VarianceDirections Find(CrossProducts written, CrossProducts products, EffectBasis basis, bool restricted, bool sigmaIsKnown)
    {
        IReadOnlyList<CovarianceEntry> entries = VarianceInformation.Entries(products);
        double[] units = Sizes(products, entries, sigmaIsKnown), sizes = Sizes(written, entries, sigmaIsKnown);
        double[][] found = entries.Count == 0
            ? []
            : NullSpace(VarianceInformation.Compute(products, entries, restricted, sigmaIsKnown), units, products.RowCount);
        double[][] Written() => [.. found.Select(direction => ToWritten(direction, entries, basis, products))];
        int[] leading = found.Length > MostReduced ? [] : Reduce(found, Written, units, sizes, Order(entries, sigmaIsKnown));
        double[][] asWritten = Written();
        Round(asWritten, sizes, entries.Count, RoundingAsWritten);
        bool[] withoutEffect = [.. VarianceInformation.Own(written, entries).Select((own, i) => !IsSeen(own, sizes[i], written.RowCount))];
        return new VarianceDirections(entries, found, asWritten, leading, withoutEffect);
    }

    /// <summary>Whether the rows show an entry, or what they show is rounding.</summary>
    private static bool IsSeen(double own, double size, int rowCount) => own > Null * Null * rowCount * size * size;

    private static double[][] NullSpace((Matrix<double> Gram, double[] Own) information, double[] sizes, int rowCount)
    {
        double[] units = [.. information.Own.Zip(sizes, (own, size) => 1 / (IsSeen(own, size, rowCount) ? Math.Sqrt(own) : Math.Sqrt(rowCount) * size))];
        Evd<double> eigen = information.Gram.MapIndexed((i, j, value) => value * units[i] * units[j]).Evd(Symmetricity.Symmetric);
        return [.. Enumerable.Range(0, units.Length)
            .Where(i => eigen.EigenValues[i].Real < Null)
            .Select(i => eigen.EigenVectors.Column(i).Select((value, j) => value * units[j]).ToArray())];
    }

    /// <summary>Σ = BΣ'Bᵀ, term by term; sums that cancel but for rounding are 0.</summary>
    private static double[] ToWritten(double[] direction, IReadOnlyList<CovarianceEntry> entries, EffectBasis basis, CrossProducts products)
    {
        double[] result = [.. direction];
        for (int k = 0; k < products.Terms.Count; k++)
        {
            if (basis.Of(k) is not { } B)
            {
                continue;
            }

            int r = products.Terms[k].Width;
            Matrix<double> change = Matrix<double>.Build.DenseOfRowMajor(r, r, B), own = MatrixOf(k, direction, entries, r);
            Matrix<double> written = change * own * change.Transpose();
            Matrix<double> size = change.PointwiseAbs() * own.PointwiseAbs() * change.Transpose().PointwiseAbs();
            for (int i = 0; i < entries.Count; i++)
            {
                (int term, int a, int b) = entries[i];
                result[i] = term != k ? result[i] : Math.Abs(written[a, b]) > Cancelled * size[a, b] ? written[a, b] : 0;
            }
        }

        return result;
    }

    /// <summary>A direction's part of the covariance matrix of a term's effects.</summary>
    public static Matrix<double> MatrixOf(int term, ReadOnlySpan<double> direction, IReadOnlyList<CovarianceEntry> entries, int width)
    {
        Matrix<double> matrix = Matrix<double>.Build.Dense(width, width);
        for (int i = 0; i < entries.Count; i++)
        {
            if (entries[i].Term == term)
            {
                matrix[entries[i].A, entries[i].B] = matrix[entries[i].B, entries[i].A] = direction[i];
            }
        }

        return matrix;
    }

    /// <summary>What a unit of each entry adds to the variance of a row, by root mean squares: comparable sizes for numbers of different units.</summary>
    private static double[] Sizes(CrossProducts products, IReadOnlyList<CovarianceEntry> entries, bool sigmaIsKnown)
    {
        double[][] roots = [.. products.Terms.Select(products.RootMeanSquares)];
        IEnumerable<double> sizes = entries.Select(entry => roots[entry.Term][entry.A] * roots[entry.Term][entry.B]);
        return [.. sizes.Concat(sigmaIsKnown ? [] : [1])];
    }

    /// <summary>σ² leads where it can, then variances, those of the last term first, then covariances.</summary>
    private static int[] Order(IReadOnlyList<CovarianceEntry> entries, bool sigmaIsKnown)
    {
        IEnumerable<int> places = Enumerable.Range(0, entries.Count).OrderBy(i => entries[i].A == entries[i].B ? 0 : 1).ThenByDescending(i => entries[i].Term);
        return sigmaIsKnown ? [.. places] : [entries.Count, .. places];
    }

    /// <summary>
    /// Gauss and Jordan's elimination on the directions as written, by steps on those in the basis. The written ones follow from those in the basis after each
    /// step, or are changed by the same steps in between where there are many.
    /// </summary>
    private static int[] Reduce(double[][] directions, Func<double[][]> write, double[] units, double[] sizes, int[] order)
    {
        int[] leading = new int[directions.Length];
        Round(directions, units, units.Length, Rounding);
        int every = 1 + (leading.Length / Rewritings);
        double[][] written = [];
        bool[] leads = new bool[order.Length];
        for (int next = 0; next < leading.Length; next++)
        {
            written = next % every == 0 ? write() : written;
            double[] largest = [.. written.Select(direction => Largest(direction, sizes))];
            double Part(int row, int place) => Math.Abs(written[row][place]) * sizes[place] / largest[row];
            int[] rows = [.. Enumerable.Range(next, leading.Length - next)];

            // The first in the order is σ², if that is estimated; nothing is rounded of it in changes of coordinates.
            int place = rows.Any(row => written[row][order[0]] != 0)
                ? order[0]
                : order.First(place => !leads[place] && rows.Any(row => Part(row, place) > Noticeable));
            int pivot = rows.MaxBy(row => Part(row, place));
            leading[next] = place;
            leads[place] = true;
            (directions[next], directions[pivot]) = (directions[pivot], directions[next]);
            (written[next], written[pivot]) = (written[pivot], written[next]);
            double part = 1 - (1 / written[next][place]);
            Subtract(directions[next], directions[next], part);
            Subtract(written[next], written[next], part);
            foreach (int row in Enumerable.Range(0, leading.Length).Where(row => row != next))
            {
                part = written[row][place];
                Subtract(directions[row], directions[next], part);
                Subtract(written[row], written[next], part);
            }

            Round(directions, units, units.Length, Rounding);
            Round(written, sizes, sizes.Length, Rounding);
        }

        return leading;
    }

    private static void Subtract(double[] target, double[] source, double factor)
    {
        if (factor != 0)
        {
            TensorPrimitives.MultiplyAdd(source, -factor, target, target);
        }
    }

    private static double Largest(double[] direction, double[] units)
    {
        double largest = 0;
        for (int i = 0; i < direction.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(direction[i]) * units[i]);
        }

        return largest;
    }

    /// <summary>Sets to 0 what is rounding of directions, among their first entries.</summary>
    private static void Round(double[][] directions, double[] units, int count, double rounding)
    {
        foreach (double[] direction in directions)
        {
            double largest = Largest(direction, units);
            for (int i = 0; i < count; i++)
            {
                direction[i] = Math.Abs(direction[i]) * units[i] < rounding * largest ? 0 : direction[i];
            }
        }
    }
}
