namespace BayesLmm.Estimation.Profiles;

/// <summary>Frees a column of a triangular factor.</summary>
internal static class TrailingTriangle
{
    /// <summary>
    /// Rotates the columns from <paramref name="column"/> on so that in the rows below it column <paramref name="column"/> is 0 and the rest is lower
    /// triangular still:
    /// T Tᵀ of these rows and of the columns before is unchanged.
    /// </summary>
    /// <param name="t">T, r × r by rows.</param>
    /// <param name="r">The order.</param>
    /// <param name="column">Which column.</param>
    public static void Compress(Span<double> t, int r, int column)
    {
        int size = r - column;
        double[] block = new double[size * size], rotation = new double[size * size];
        for (int row = column + 1; row < r; row++)
        {
            t.Slice((row * r) + column, size).CopyTo(block.AsSpan((row - column - 1) * size, size));
        }

        // The last row of the block is zero, and so is its last column once it is triangular.
        Triangularization.Apply(block, size, rotation);
        for (int row = column + 1; row < r; row++)
        {
            Span<double> target = t.Slice((row * r) + column, size);
            target[0] = 0;
            block.AsSpan((row - column - 1) * size, size - 1).CopyTo(target[1..]);
        }
    }
}
