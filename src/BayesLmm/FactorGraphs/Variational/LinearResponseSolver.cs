using BayesLmm.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.FactorGraphs.Variational;

/// <summary>Computes the linear response at a fixed point of a sweep, by central differences: two sweeps a coordinate.</summary>
internal static class LinearResponseSolver
{
    /// <summary>The size at which the error of a central difference, step², equals that of rounding, 1e-16 / step times the digits lost in a sweep.</summary>
    private const double Step = 1e-4;

    /// <summary>The response; null when a sweep beside the fixed point broke down.</summary>
    /// <param name="sweep">The sweep, last run at <paramref name="x"/>.</param>
    /// <param name="x">The fixed point.</param>
    public static LinearResponse? Solve(VariationalSweep sweep, double[] x)
    {
        int d = sweep.Dimension;
        double[] variances = sweep.CoordinateVariances();
        double[] moved = new double[d], up = new double[d], down = new double[d];
        Matrix<double> J = Matrix<double>.Build.Dense(d, d), V = Matrix<double>.Build.Dense(d, d, (i, j) => variances[(i * d) + j]);
        for (int c = 0; c < d; c++)
        {
            x.CopyTo(moved, 0);
            moved[c] = x[c] + Step;
            bool done = sweep.TryRun(moved, up, out _);
            moved[c] = x[c] - Step;
            if (!done || !sweep.TryRun(moved, down, out _))
            {
                return null;
            }

            for (int i = 0; i < d; i++)
            {
                J[i, c] = (up[i] - down[i]) / (2 * Step);
            }
        }

        double radius = d == 0 ? 0 : J.Evd().EigenValues.Max(value => value.Magnitude);
        Matrix<double> response = (Matrix<double>.Build.DenseIdentity(d) - J).LU().Solve(V);
        Matrix<double> symmetric = 0.5 * (response + response.Transpose());
        bool positive =
            d == 0 || (symmetric.Enumerate().All(double.IsFinite) && symmetric.Evd(Symmetricity.Symmetric).EigenValues.Min(value => value.Real) > 0);
        return new LinearResponse((positive ? symmetric : V).Transpose().ToColumnMajorArray().ToEquatableArray(), positive, radius);
    }
}
