namespace BayesLmm.Design.Products;

// Z B has orthonormal columns up to √n where B = √n R⁻¹ and ZᵀZ summed over levels is RᵀR, R upper triangular: Gram and Schmidt's columns. Then b = B b', and Σ
// = BΣ'Bᵀ.

/// <summary>Finds the basis of the effects in which the columns of every correlated term are orthogonal over all rows and of root mean square 1.</summary>
internal static class OrthonormalBasis
{
    /// <summary>A column that others explain to within this part of its sum of squares is only scaled.</summary>
    private const double Collinear = 1e-14;

    /// <summary>The basis for some data. Terms of one effect, and terms whose effects are independent, keep their coordinates.</summary>
    public static EffectBasis Of(CrossProducts products) =>
        new(products.Terms, [.. products.Terms.Select(term => term.Structure.HasCorrelations ? Basis(products, term) : null)]);

    /// <summary>√n R⁻¹.</summary>
    private static double[] Basis(CrossProducts products, TermShape term)
    {
        int r = term.Width;
        double[] gram = products.Gram(term);

        // R by columns from the left; its column is divided by √n at once, so that B = R⁻¹.
        double[] R = new double[r * r];
        for (int j = 0; j < r; j++)
        {
            double squares = gram[(j * r) + j] / products.RowCount, rest = squares;
            for (int i = 0; i < j; i++)
            {
                double sum = gram[(i * r) + j] / products.RowCount;
                for (int m = 0; m < i; m++)
                {
                    sum -= R[(m * r) + i] * R[(m * r) + j];
                }

                R[(i * r) + j] = sum / R[(i * r) + i];
                rest -= R[(i * r) + j] * R[(i * r) + j];
            }

            if (rest <= Collinear * squares)
            {
                for (int i = 0; i < j; i++)
                {
                    R[(i * r) + j] = 0;
                }

                rest = squares > 0 ? squares : 1;
            }

            R[(j * r) + j] = Math.Sqrt(rest);
        }

        double[] B = new double[r * r];
        for (int j = 0; j < r; j++)
        {
            B[(j * r) + j] = 1 / R[(j * r) + j];
            for (int i = j - 1; i >= 0; i--)
            {
                double sum = 0;
                for (int m = i + 1; m <= j; m++)
                {
                    sum -= R[(i * r) + m] * B[(m * r) + j];
                }

                B[(i * r) + j] = sum / R[(i * r) + i];
            }
        }

        return B;
    }
}
