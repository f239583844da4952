using System.Numerics.Tensors;

namespace BayesLmm.Numerics.Dense;

/// <summary>The sizes of a matrix's columns.</summary>
internal static class ColumnSize
{
    /// <summary>√(Σ x²/n); 0 of an empty column.</summary>
    public static double RootMeanSquare(ReadOnlySpan<double> column) => Math.Sqrt(TensorPrimitives.SumOfSquares(column) / Math.Max(1, column.Length));

    /// <summary>The same, but 1 for a column of zeros, so that it can be divided by.</summary>
    public static double RootMeanSquareOrOne(ReadOnlySpan<double> column) => RootMeanSquare(column) is var size && size > 0 ? size : 1;
}
