namespace BayesLmm.Sampling.Importance;

/// <summary>Scales of the halves of axes: from the density along them, or from weighted draws.</summary>
internal static class HalfScales
{
    /// <summary>Scales stay within this factor of the axis's own standard deviation.</summary>
    private const double Widest = 4, Narrowest = 0.2;

    private static readonly double[] Distances = [1, 2, 3];

    /// <summary>
    /// For each half axis the scale that a normal density of the mode's height would have to fall to where the target does, δ / √(2 (log π(mode) − log π(mode ±
    /// δ a))), the largest over a few distances δ (Geweke 1989, eq. 8, who goes up to δ = 6). Six values an axis.
    /// </summary>
    public static (double[] Above, double[] Below) Along(ILogDensityEvaluator density, double[] mode, double logDensity, PrincipalAxes axes)
    {
        int d = mode.Length;
        double[] above = new double[d], below = new double[d], x = new double[d];
        for (int j = 0; j < d; j++)
        {
            foreach (double side in (ReadOnlySpan<double>)[1, -1])
            {
                double scale = Narrowest;
                foreach (double distance in Distances)
                {
                    for (int i = 0; i < d; i++)
                    {
                        x[i] = mode[i] + (side * distance * axes.Columns[(i * d) + j]);
                    }

                    double drop = logDensity - density.Evaluate(x);
                    double here = drop > 0 ? distance / Math.Sqrt(2 * drop) : double.IsNaN(drop) ? 0 : Widest;
                    scale = Math.Max(scale, here);
                }

                (side > 0 ? above : below)[j] = Math.Min(scale, Widest);
            }
        }

        return (above, below);
    }

    /// <summary>
    /// The split normal that maximises the weighted likelihood of y. With S⁺ and S⁻ the weighted sums of squares about the centre m over Σw, it minimises
    /// (S⁺)^⅓ + (S⁻)^⅓, and q± = √( (S±)^⅔ ((S⁺)^⅓ + (S⁻)^⅓) ) (John 1982, Communications in Statistics 11:879). m is searched for among the draws.
    /// </summary>
    public static (double Center, double Above, double Below) FitSplitNormal(double[] y, ReadOnlySpan<double> weights)
    {
        double[] sorted = [.. y];
        int[] order = [.. Enumerable.Range(0, y.Length)];
        Array.Sort(sorted, order);
        double w0 = 0, w1 = 0, w2 = 0, total0 = 0, total1 = 0, total2 = 0;   // Σw, Σwy, Σwy² below m, and of all
        for (int i = 0; i < y.Length; i++)
        {
            total0 += weights[i];
            total1 += weights[i] * y[i];
            total2 += weights[i] * y[i] * y[i];
        }

        double best = double.PositiveInfinity, center = total1 / total0, up = 1, down = 1;
        for (int i = 0; i < sorted.Length; i++)
        {
            double m = sorted[i], w = weights[order[i]];
            (w0, w1, w2) = (w0 + w, w1 + (w * m), w2 + (w * m * m));
            double lower = Math.Max(0, (w2 - (2 * m * w1) + (m * m * w0)) / total0);
            double upper = Math.Max(0, (total2 - w2 - (2 * m * (total1 - w1)) + (m * m * (total0 - w0))) / total0);
            double a = Math.Cbrt(upper), b = Math.Cbrt(lower);
            if (a + b < best)
            {
                (best, center) = (a + b, m);
                up = Math.Sqrt(a * a * (a + b));
                down = Math.Sqrt(b * b * (a + b));
            }
        }

        return (center, Math.Clamp(up, Narrowest, Widest), Math.Clamp(down, Narrowest, Widest));
    }
}
