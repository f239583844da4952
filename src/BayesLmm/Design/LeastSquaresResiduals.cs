using BayesLmm.Numerics.Dense;

namespace BayesLmm.Design;

/// <summary>What the fixed effects alone leave of the response.</summary>
internal static class LeastSquaresResiduals
{
    /// <summary>y − o − Xβ̂ with β̂ by least squares, without weights.</summary>
    public static double[] Of(ModelDesign design)
    {
        FixedEffectsDesign X = design.FixedEffects;
        double[] left = [.. design.Response];
        for (int row = 0; design.Offset is { } offset && row < left.Length; row++)
        {
            left[row] -= offset[row];
        }

        int p = X.Columns.Count;
        double[] factor = [.. X.Moments!.Gram], beta = new double[p];
        for (int j = 0; j < p; j++)
        {
            double[] column = X.CenteredColumns[j].Values;
            for (int row = 0; row < left.Length; row++)
            {
                beta[j] += (column[row] - X.Moments.Centers[j]) * left[row];
            }
        }

        if (!SmallCholesky.TryFactor(factor, p))
        {
            return left;
        }

        SmallCholesky.SolveLower(factor, p, beta);
        SmallCholesky.SolveUpper(factor, p, beta);
        for (int j = 0; j < p; j++)
        {
            double[] column = X.CenteredColumns[j].Values;
            for (int row = 0; row < left.Length; row++)
            {
                left[row] -= (column[row] - X.Moments.Centers[j]) * beta[j];
            }
        }

        return left;
    }
}
