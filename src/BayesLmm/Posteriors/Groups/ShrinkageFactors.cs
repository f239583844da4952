using BayesLmm.Numerics.Dense;

namespace BayesLmm.Posteriors.Groups;

// V = (Σ⁻¹ + G/σ²)⁻¹ = L (I + LᵀGL/σ²)⁻¹ Lᵀ for Σ = LLᵀ, which needs no inverse of Σ; the factor of effect i is V_ii / Σ_ii.

/// <summary>The shrinkage factors of a level's effects: what their variance is given the level's rows, in units of that over levels.</summary>
/// <param name="width">The number of effects, r.</param>
internal sealed class ShrinkageFactors(int width)
{
    private readonly double[] work = new double[width * width];
    private readonly double[] row = new double[width];

    /// <summary>Computes them.</summary>
    /// <param name="L">The Cholesky factor of the effects' covariance matrix, r × r by rows.</param>
    /// <param name="gram">G = ZᵀWZ of the level's rows, r × r by rows.</param>
    /// <param name="precision">1/σ².</param>
    /// <param name="factors">Receives r numbers; 1 for an effect without variance.</param>
    public void Compute(ReadOnlySpan<double> L, ReadOnlySpan<double> gram, double precision, Span<double> factors)
    {
        for (int a = 0; a < width; a++)
        {
            for (int b = 0; b < width; b++)
            {
                double sum = 0;
                for (int i = a; i < width; i++)
                {
                    for (int j = b; j < width; j++)
                    {
                        sum += L[(i * width) + a] * gram[(i * width) + j] * L[(j * width) + b];
                    }
                }

                work[(a * width) + b] = (sum * precision) + (a == b ? 1 : 0);
            }
        }

        SmallCholesky.TryFactor(work, width);
        for (int i = 0; i < width; i++)
        {
            double variance = 0, given = 0;
            Array.Clear(row);
            for (int a = 0; a <= i; a++)
            {
                row[a] = L[(i * width) + a];
                variance += row[a] * row[a];
            }

            SmallCholesky.SolveLower(work, width, row);
            foreach (double value in row)
            {
                given += value * value;
            }

            factors[i] = variance > 0 ? given / variance : 1;
        }
    }
}
