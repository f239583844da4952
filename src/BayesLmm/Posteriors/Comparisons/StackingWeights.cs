using BayesLmm.Numerics.Dense;

namespace BayesLmm.Posteriors.Comparisons;

// max over the simplex of  f(w) = 1/n Σ_i log Σ_k w_k p_ik,  p_ik = exp elpd_ik     (Yao, Vehtari, Simpson & Gelman 2018, Bayesian Analysis 13:917, eq. 2.10)
// f is concave. Newton's method with a barrier μ Σ log w_k and 1ᵀd = 0; the sum of f at the end is within nKμ of its maximum.

/// <summary>The weights of predictive distributions whose mixture has the highest log score: stacking.</summary>
internal static class StackingWeights
{
    private const double FirstBarrier = 0.1, LastBarrier = 1e-12, BarrierFactor = 0.2;

    /// <summary>The decrement of Newton's method at which a barrier's optimum is reached.</summary>
    private const double Reached = 1e-18;

    private const int MostSteps = 60;

    /// <summary>How far towards the boundary a step may go.</summary>
    private const double ToBoundary = 0.95;

    /// <summary>The weights of K models.</summary>
    /// <param name="elpd">For each model the log density of each part of the data given the others, n numbers.</param>
    /// <returns>K weights, not negative, that sum to 1.</returns>
    public static double[] Of(IReadOnlyList<double[]> elpd)
    {
        int K = elpd.Count, n = elpd[0].Length;
        double[] p = new double[n * K];
        for (int i = 0; i < n; i++)
        {
            double largest = elpd.Max(model => model[i]);
            for (int k = 0; k < K; k++)
            {
                p[(i * K) + k] = double.IsNegativeInfinity(largest) ? 1 : Math.Exp(elpd[k][i] - largest);
            }
        }

        double[] w = new double[K];
        Array.Fill(w, 1.0 / K);
        for (double mu = FirstBarrier; mu > LastBarrier; mu *= BarrierFactor)
        {
            for (int step = 0; step < MostSteps && Step(p, w, n, mu); step++)
            {
            }
        }

        double sum = w.Sum();
        return Array.ConvertAll(w, weight => weight / sum);
    }

    /// <summary>One step of Newton's method; false where nothing is left to gain.</summary>
    private static bool Step(double[] p, double[] w, int n, double mu)
    {
        int K = w.Length;
        double[] gradient = new double[K], H = new double[K * K];
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<double> row = p.AsSpan(i * K, K);
            double mixture = System.Numerics.Tensors.TensorPrimitives.Dot(row, w);
            for (int k = 0; k < K; k++)
            {
                double ratio = row[k] / mixture;
                gradient[k] -= ratio / n;
                for (int l = 0; l <= k; l++)
                {
                    H[(k * K) + l] += ratio * row[l] / mixture / n;
                }
            }
        }

        for (int k = 0; k < K; k++)
        {
            gradient[k] -= mu / w[k];
            H[(k * K) + k] += mu / (w[k] * w[k]);
        }

        if (!SmallCholesky.TryFactor(H, K))
        {
            return false;
        }

        double[] direction = Array.ConvertAll(gradient, g => -g), ones = new double[K];
        Array.Fill(ones, 1);
        Solve(H, direction);
        Solve(H, ones);
        double shift = direction.Sum() / ones.Sum(), decrement = 0, longest = 1;
        for (int k = 0; k < K; k++)
        {
            direction[k] -= shift * ones[k];
            decrement -= direction[k] * gradient[k];
            longest = direction[k] < 0 ? Math.Min(longest, -ToBoundary * w[k] / direction[k]) : longest;
        }

        if (decrement < Reached)
        {
            return false;
        }

        double before = Value(p, w, n, mu);
        for (double length = longest; length > 1e-10; length *= 0.5)
        {
            double[] moved = [.. w.Select((weight, k) => weight + (length * direction[k]))];
            if (Value(p, moved, n, mu) < before)
            {
                moved.CopyTo(w, 0);
                return true;
            }
        }

        return false;
    }

    private static void Solve(double[] L, double[] x)
    {
        SmallCholesky.SolveLower(L, x.Length, x);
        SmallCholesky.SolveUpper(L, x.Length, x);
    }

    private static double Value(double[] p, double[] w, int n, double mu)
    {
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            sum -= Math.Log(System.Numerics.Tensors.TensorPrimitives.Dot<double>(p.AsSpan(i * w.Length, w.Length), w)) / n;
        }

        return sum - (mu * w.Sum(Math.Log));
    }
}
