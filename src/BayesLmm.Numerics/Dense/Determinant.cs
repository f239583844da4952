using System.Numerics.Tensors;

namespace BayesLmm.Numerics.Dense;

/// <summary>Determinants of general square matrices.</summary>
internal static class Determinant
{
    /// <summary>log |det A| by Gaussian elimination with partial pivoting; −∞ for a singular matrix.</summary>
    /// <param name="matrix">A, d × d by rows; overwritten.</param>
    /// <param name="dimension">d.</param>
    public static double LogAbsolute(Span<double> matrix, int dimension)
    {
        double sum = 0;
        for (int k = 0; k < dimension; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < dimension; i++)
            {
                pivot = Math.Abs(matrix[(i * dimension) + k]) > Math.Abs(matrix[(pivot * dimension) + k]) ? i : pivot;
            }

            Span<double> row = matrix.Slice(pivot * dimension, dimension), place = matrix.Slice(k * dimension, dimension);
            for (int j = k; pivot != k && j < dimension; j++)
            {
                (row[j], place[j]) = (place[j], row[j]);
            }

            if (place[k] == 0)
            {
                return double.NegativeInfinity;
            }

            sum += Math.Log(Math.Abs(place[k]));
            Span<double> rest = place[(k + 1)..];
            for (int i = k + 1; i < dimension; i++)
            {
                Span<double> below = matrix.Slice((i * dimension) + k + 1, rest.Length);
                TensorPrimitives.MultiplyAdd(rest, -matrix[(i * dimension) + k] / place[k], below, below);
            }
        }

        return sum;
    }
}
