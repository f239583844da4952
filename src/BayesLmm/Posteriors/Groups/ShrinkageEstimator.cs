using System.Numerics.Tensors;

namespace BayesLmm.Posteriors.Groups;

// λ_j = E[ Var(b_j | y, β, θ) / τ² ]. Given the variances θ, b_j is linear in β plus a part of variance Var(b_j | y, β, θ). Draws are taken in strata of nearly
// the same τ; within one, the part is what a regression of b_j on β leaves. Nothing is assumed of the design or of the family: other terms are integrated out.

/// <summary>The shrinkage factors of an effect of the levels of a grouping factor, from draws.</summary>
internal sealed class ShrinkageEstimator
{
    private const int MostStrata = 10;

    /// <summary>A stratum has at least so many draws for each coefficient.</summary>
    private const int DrawsOfCoefficient = 20;

    /// <summary>A coefficient whose draws differ from a combination of others by less than this part of their size is left out.</summary>
    private const double Collinear = 1e-8;

    private readonly double[] sds;
    private readonly List<(int[] Draws, List<double[]> Basis)> strata = [];

    /// <summary>Prepares for an effect.</summary>
    /// <param name="sds">τ at every draw.</param>
    /// <param name="coefficients">β at every draw.</param>
    public ShrinkageEstimator(double[] sds, IReadOnlyList<double[]> coefficients)
    {
        this.sds = sds;
        int[] order = [.. Enumerable.Range(0, sds.Length).OrderBy(draw => sds[draw])];
        int count = Math.Clamp(sds.Length / (DrawsOfCoefficient * (coefficients.Count + 1)), 1, MostStrata);
        for (int i = 0; i < count; i++)
        {
            int[] own = order[(int)((long)i * order.Length / count)..(int)((long)(i + 1) * order.Length / count)];
            strata.Add((own, BasisOf(own, coefficients)));
        }
    }

    /// <summary>The factor of a level, from 0 to 1; null where there are too few draws.</summary>
    /// <param name="effects">b_j at every draw.</param>
    public double? Estimate(ReadOnlySpan<double> effects)
    {
        double sum = 0;
        foreach ((int[] draws, List<double[]> basis) in strata)
        {
            int left = draws.Length - basis.Count;
            if (left < 1)
            {
                return null;
            }

            double[] rest = new double[draws.Length];
            for (int i = 0; i < rest.Length; i++)
            {
                rest[i] = effects[draws[i]];
            }

            foreach (double[] column in basis)
            {
                TensorPrimitives.MultiplyAdd(column, -TensorPrimitives.Dot<double>(column, rest), rest, rest);
            }

            // Sums, not a mean of ratios, which draws of τ near 0 would decide. Without variance nothing is left to learn of an effect: all is pooled.
            double variance = draws.Sum(draw => sds[draw] * sds[draw]);
            double share = variance > 0 ? TensorPrimitives.SumOfSquares<double>(rest) / variance * draws.Length / left : 1;
            sum += draws.Length * Math.Min(1, share);
        }

        return sum / sds.Length;
    }

    /// <summary>Orthonormal columns that span the constant and β.</summary>
    private static List<double[]> BasisOf(int[] draws, IReadOnlyList<double[]> coefficients)
    {
        List<double[]> basis = [];
        double[] constant = new double[draws.Length];
        Array.Fill(constant, 1 / Math.Sqrt(draws.Length));
        basis.Add(constant);
        foreach (double[] coefficient in coefficients)
        {
            double[] column = Array.ConvertAll(draws, draw => coefficient[draw]);
            double size = TensorPrimitives.Norm<double>(column);
            for (int pass = 0; pass < 2; pass++)
            {
                foreach (double[] before in basis)
                {
                    TensorPrimitives.MultiplyAdd(before, -TensorPrimitives.Dot<double>(before, column), column, column);
                }
            }

            double norm = TensorPrimitives.Norm<double>(column);
            if (norm > Collinear * size)
            {
                TensorPrimitives.Divide(column, norm, column);
                basis.Add(column);
            }
        }

        return basis;
    }
}
