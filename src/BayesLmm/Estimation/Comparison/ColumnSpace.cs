using System.Numerics.Tensors;

namespace BayesLmm.Estimation.Comparison;

/// <summary>
/// The space that some columns span, as an orthonormal basis (Gram and Schmidt, each column taken twice: Giraud, Langou &amp; Rozložník 2005).
/// </summary>
internal sealed class ColumnSpace
{
    /// <summary>
    /// A column is in the space when what is left of it is below this part of its length: rounding of columns that are computed in different ways leaves about
    /// 1e-13.
    /// </summary>
    private const double Tolerance = 1e-10;

    private readonly List<double[]> basis = [];

    /// <summary>The space of some columns of one length.</summary>
    public ColumnSpace(IEnumerable<double[]> columns)
    {
        foreach (double[] column in columns)
        {
            Add(column);
        }
    }

    /// <summary>The dimension.</summary>
    public int Dimension => basis.Count;

    /// <summary>Adds a column; false when it is in the space already.</summary>
    public bool Add(double[] column)
    {
        double[] left = Unexplained(column);
        double length = TensorPrimitives.Norm<double>(left);
        if (length <= Tolerance * TensorPrimitives.Norm<double>(column))
        {
            return false;
        }

        TensorPrimitives.Divide(left, length, left);
        basis.Add(left);
        return true;
    }

    /// <summary>Whether a column is a linear combination of those of the space.</summary>
    public bool Contains(double[] column) => TensorPrimitives.Norm<double>(Unexplained(column)) <= Tolerance * TensorPrimitives.Norm<double>(column);

    private double[] Unexplained(double[] column)
    {
        double[] left = [.. column];
        for (int pass = 0; pass < 2; pass++)
        {
            foreach (double[] direction in basis)
            {
                TensorPrimitives.MultiplyAdd(direction, -TensorPrimitives.Dot<double>(direction, left), left, left);
            }
        }

        return left;
    }
}
