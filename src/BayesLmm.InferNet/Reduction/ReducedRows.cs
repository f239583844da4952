namespace BayesLmm.InferNet.Reduction;

// WᵀW = LLᵀ and z = L⁻¹Wᵀy give ‖y − Wθ‖² = ‖z − Lᵀθ‖² + yᵀy − zᵀz: the QR decomposition of W, without its Q.
// Where a pivot of L is zero, its column of W depends on earlier ones and its row of Lᵀ is left out.

/// <summary>
/// The data as few rows as there are linearly independent columns in W: for every θ, ‖y − Wθ‖² = Σ (z_i − x_iᵀθ)² + <paramref name="ResidualSquares"/>. Exact.
/// </summary>
/// <param name="RowCount">Number of the data's own rows, n.</param>
/// <param name="Rows">x_i, each of length D.</param>
/// <param name="Responses">z_i.</param>
/// <param name="ResidualSquares">The squared distance of y from the columns of W.</param>
internal sealed record ReducedRows(int RowCount, double[][] Rows, double[] Responses, double ResidualSquares)
{
    /// <summary>A pivot below this part of its diagonal element is zero: products of n rows carry relative errors of about n · 10⁻¹⁶.</summary>
    private const double PivotTolerance = 1e-10;

    /// <summary>Number of rows, the rank of W.</summary>
    public int Rank => Rows.Length;

    /// <summary>Degrees of freedom of <see cref="ResidualSquares"/>, n − rank.</summary>
    public int ResidualDf => RowCount - Rank;

    /// <summary>Reduces a system.</summary>
    public static ReducedRows Of(JointProducts products)
    {
        int order = products.Order;
        List<double[]> rows = new(order);
        List<double> responses = new(order);
        double residual = products.Yy;
        for (int j = 0; j < order; j++)
        {
            double pivot = products.WW[j, j], response = products.Wy[j];
            for (int k = 0; k < rows.Count; k++)
            {
                pivot -= rows[k][j] * rows[k][j];
                response -= rows[k][j] * responses[k];
            }

            if (pivot <= PivotTolerance * products.WW[j, j])
            {
                continue;
            }

            double diagonal = Math.Sqrt(pivot);
            double[] row = new double[order];
            for (int i = j; i < order; i++)
            {
                double product = products.WW[i, j];
                for (int k = 0; k < rows.Count; k++)
                {
                    product -= rows[k][i] * rows[k][j];
                }

                row[i] = product / diagonal;
            }

            rows.Add(row);
            responses.Add(response / diagonal);
            residual -= responses[^1] * responses[^1];
        }

        // Rounding may leave a negative sum for a response in the columns' span.
        return new ReducedRows(products.RowCount, [.. rows], [.. responses], Math.Max(residual, PivotTolerance * products.Yy));
    }
}
