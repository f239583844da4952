using BayesLmm.Models;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Reml;

/// <summary>
/// Standard errors of standard deviations, correlations and σ: from the curvature of the criterion, not profiled over σ, in these parameters. With f = −2 log likelihood the
/// covariance matrix is 2 (∇²f)⁻¹.
/// </summary>
internal static class VarianceComponentErrors
{
    /// <summary>Step of the second differences, as a part of a standard deviation or of what a correlation is from ±1.</summary>
    private const double Step = 2e-3;

    /// <summary>
    /// The standard errors in the order of the parameters, sigma last. All NaN when the fit is on its boundary or the curvature is not positive definite: the quadratic
    /// approximation says nothing there.
    /// </summary>
    /// <param name="criterion">The criterion.</param>
    /// <param name="terms">The random terms.</param>
    /// <param name="estimates">The estimates, term by term standard deviations and correlations, sigma last unless it is known.</param>
    public static double[] Compute(RemlCriterion criterion, IReadOnlyList<GroupTerm> terms, double[] estimates)
    {
        int d = estimates.Length;
        double[] steps = new double[d];
        int next = 0;
        for (int i = 0; i < terms.Count; i++)
        {
            int r = terms[i].Width, count = terms[i].Parameters.Count();
            for (int t = 0; t < count; t++, next++)
            {
                steps[next] = Step * (t < r ? estimates[next] : 1 - Math.Abs(estimates[next]));
            }
        }

        // What is left, if anything, is sigma; without it sigma is known to be 1.
        bool hasSigma = next < d;
        if (hasSigma)
        {
            steps[^1] = Step * estimates[^1];
        }

        double[] factors = new double[criterion.Factors.Length];
        double F(double[] point) => TryFactors(terms, criterion, point, factors) ? criterion.EvaluateAt(hasSigma ? point[^1] : 1, factors) : double.NaN;

        Matrix<double> H = Matrix<double>.Build.Dense(d, d);
        double center = F(estimates);
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                H[i, j] = H[j, i] = SecondDifference(F, estimates, steps, i, j, center);
            }
        }

        if (H.Enumerate().Any(value => !double.IsFinite(value)) || H.Evd(Symmetricity.Symmetric).EigenValues.Any(value => value.Real <= 0))
        {
            return [.. Enumerable.Repeat(double.NaN, d)];
        }

        return [.. H.Inverse().Diagonal().Select(variance => Math.Sqrt(2 * variance))];
    }

    private static double SecondDifference(Func<double[], double> f, double[] x, double[] steps, int i, int j, double center)
    {
        double At(double a, double b)
        {
            double[] point = [.. x];
            point[i] += a * steps[i];
            point[j] += b * steps[j];
            return f(point);
        }

        return i == j
            ? (At(1, 0) - (2 * center) + At(-1, 0)) / (steps[i] * steps[i])
            : (At(1, 1) - At(1, -1) - At(-1, 1) + At(-1, -1)) / (4 * steps[i] * steps[j]);
    }

    /// <summary>Λ_k = the Cholesky factor of diag(s) R diag(s).</summary>
    private static bool TryFactors(IReadOnlyList<GroupTerm> terms, RemlCriterion criterion, double[] point, double[] factors)
    {
        int next = 0;
        for (int k = 0; k < terms.Count; k++)
        {
            int r = terms[k].Width;
            Span<double> factor = criterion.Factors.Of(k, factors.AsSpan());
            factor.Clear();
            int correlation = next + r;
            for (int i = 0; i < r; i++)
            {
                factor[(i * r) + i] = point[next + i] * point[next + i];
                for (int j = i + 1; terms[k].Correlated && j < r; j++)
                {
                    factor[(j * r) + i] = point[correlation++] * point[next + i] * point[next + j];
                }
            }

            next = correlation;
            if (!Numerics.Dense.SmallCholesky.TryFactor(factor, r))
            {
                return false;
            }
        }

        return true;
    }
}
