using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.FactorGraphs.Approximations;

public class WishartDrawTests
{
    private const int Draws = 40_000;

    /// <summary>Of a mean in its own Monte Carlo errors: some 60 are compared, one exceeds this by chance in one of 2,000 seeds.</summary>
    private const double MonteCarloErrors = 4.5;

    [Theory]
    [InlineData(1, 3.2)]
    [InlineData(2, 4.5)]
    [InlineData(3, 5.5)]
    [InlineData(4, 8.0)]
    public void Means_of_the_precision_and_of_the_covariance_are_the_distributions(int r, double shape)
    {
        Matrix<double> B = RateMatrix(r);
        double[] L = [.. B.Cholesky().Factor.Transpose().ToColumnMajorArray()], work = new double[2 * r * r], sigma = new double[r * r];
        RandomStream random = new(11, (ulong)r);
        Moments[] precisions = [.. Enumerable.Range(0, r * r).Select(_ => new Moments())], covariances = [.. precisions.Select(_ => new Moments())],
            squares = [.. precisions.Select(_ => new Moments())];
        Moments logDeterminant = new();
        for (int draw = 0; draw < Draws; draw++)
        {
            WishartDraw.Inverse(shape, L, r, random, work, sigma);
            Matrix<double> S = Matrix<double>.Build.Dense(r, r, sigma), P = S.Inverse();
            for (int i = 0; i < r * r; i++)
            {
                Assert.Equal(sigma[i], sigma[((i % r) * r) + (i / r)], 1e-12 * Math.Abs(sigma[i]));
                precisions[i].Add(P[i / r, i % r]);
                squares[i].Add(P[i / r, i % r] * P[i / r, i % r]);
                covariances[i].Add(sigma[i]);
            }

            logDeterminant.Add(Math.Log(P.Determinant()));
        }

        // E P = s B⁻¹, Var P_ij = s/2 (B⁻¹_ij² + B⁻¹_ii B⁻¹_jj), E P⁻¹ = B / (s − (r+1)/2), E log|P| = Σ ψ(s − i/2) − log|B|.
        Matrix<double> inverse = B.Inverse();
        for (int i = 0; i < r; i++)
        {
            for (int j = 0; j < r; j++)
            {
                precisions[(i * r) + j].AssertMean(shape * inverse[i, j]);
                squares[(i * r) + j].AssertMean((shape * shape * inverse[i, j] * inverse[i, j])
                    + (0.5 * shape * ((inverse[i, j] * inverse[i, j]) + (inverse[i, i] * inverse[j, j]))));
                covariances[(i * r) + j].AssertMean(B[i, j] / (shape - (0.5 * (r + 1))));
            }
        }

        logDeterminant.AssertMean(Enumerable.Range(0, r).Sum(i => MathNet.Numerics.SpecialFunctions.DiGamma(shape - (0.5 * i))) - Math.Log(B.Determinant()));
    }

    [Fact]
    public void Of_order_one_it_is_the_inverse_of_a_gamma_number()
    {
        RandomStream random = new(5), same = new(5);
        double[] work = new double[2], sigma = new double[1];
        for (int draw = 0; draw < 100; draw++)
        {
            WishartDraw.Inverse(2.5, [Math.Sqrt(7)], 1, random, work, sigma);
            double expected = 7 / same.NextGamma(2.5);
            Assert.Equal(expected, sigma[0], 1e-12 * expected);
        }
    }

    [Fact]
    public void A_nearly_singular_rate_matrix_gives_positive_definite_draws()
    {
        double[] B = [1, 1e-4, 1e-4, 1.0001e-8], L = [.. B], work = new double[8], sigma = new double[4];
        Assert.True(SmallCholesky.TryFactor(L, 2));
        L[1] = 0;
        RandomStream random = new(6);
        for (int draw = 0; draw < 1000; draw++)
        {
            WishartDraw.Inverse(3, L, 2, random, work, sigma);
            Assert.True(SmallCholesky.TryFactor(sigma, 2));
        }
    }

    private static Matrix<double> RateMatrix(int r)
    {
        Matrix<double> M = Matrix<double>.Build.Dense(r, r, (i, j) => i == j ? 1 + i : 0.4 * (i - j));
        return M * M.Transpose();
    }

    /// <summary>Mean and variance of a stream of numbers.</summary>
    private sealed class Moments
    {
        private double sum;
        private double squares;

        public void Add(double value)
        {
            sum += value;
            squares += value * value;
        }

        public void AssertMean(double expected)
        {
            double mean = sum / Draws, error = Math.Sqrt(Math.Max(0, (squares / Draws) - (mean * mean)) / Draws);
            Assert.Equal(expected, mean, (MonteCarloErrors * error) + (1e-12 * Math.Abs(expected)));
        }
    }
}
