using BayesLmm.Estimation.Minimization;
using CsCheck;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.Estimation.Minimization;

public class TrustRegionTests
{
    /// <summary>The search ends where f could still fall by 1e-12 over its curvature, which here is of order 1.</summary>
    private const double Arrived = 1e-5;

    [Fact]
    public void It_follows_the_valley_of_Rosenbrock()
    {
        MinimizationResult result = TrustRegion.Minimize(Rosenbrock, [-1.2, 1], TestContext.Current.CancellationToken);
        Assert.True(result.Converged);
        Assert.Equal(1, result.Point[0], Arrived);
        Assert.Equal(1, result.Point[1], Arrived);
        Assert.Equal(0, result.Value, Arrived);
    }

    [Fact]
    public void With_a_part_of_the_Hessian_it_learns_the_rest()
    {
        // Gauss and Newton's matrix for (10 (y − x²), 1 − x), at the point where f was evaluated last.
        double x = 0;
        double Function(ReadOnlySpan<double> point, Span<double> gradient)
        {
            x = point[0];
            return Rosenbrock(point, gradient);
        }

        MinimizationResult result = TrustRegion.Minimize(
            Function,
            [-1.2, 1],
            TestContext.Current.CancellationToken,
            () => Matrix<double>.Build.DenseOfArray(new[,] { { (800 * x * x) + 2, -400 * x }, { -400 * x, 200 } }));
        Assert.True(result.Converged);
        Assert.Equal(1, result.Point[0], Arrived);
        Assert.Equal(1, result.Point[1], Arrived);
    }

    [Fact]
    public void It_leaves_a_saddle_where_the_gradient_vanishes()
    {
        static double Function(ReadOnlySpan<double> point, Span<double> gradient)
        {
            double x = point[0], y = point[1];
            gradient[0] = (x * x * x) - x;
            gradient[1] = y;
            return (0.25 * x * x * x * x) - (0.5 * x * x) + (0.5 * y * y);
        }

        MinimizationResult result = TrustRegion.Minimize(Function, [0, 0], TestContext.Current.CancellationToken);
        Assert.True(result.Converged);
        Assert.Equal(1, Math.Abs(result.Point[0]), Arrived);
        Assert.Equal(-0.25, result.Value, Arrived);
    }

    [Fact]
    public void It_steps_back_from_where_the_function_is_infinite()
    {
        static double Function(ReadOnlySpan<double> point, Span<double> gradient)
        {
            double x = point[0];
            gradient[0] = x > 0 ? 1 - (0.01 / x) : double.NaN;
            return x > 0 ? x - (0.01 * Math.Log(x)) : double.PositiveInfinity;
        }

        MinimizationResult result = TrustRegion.Minimize(Function, [3], TestContext.Current.CancellationToken);
        Assert.True(result.Converged);
        Assert.Equal(0.01, result.Point[0], Arrived);
    }

    [Fact]
    public void A_function_that_falls_for_ever_does_not_converge()
    {
        static double Function(ReadOnlySpan<double> point, Span<double> gradient)
        {
            gradient[0] = -2 * point[0];
            return -point[0] * point[0];
        }

        Assert.False(TrustRegion.Minimize(Function, [0.5], TestContext.Current.CancellationToken).Converged);
    }

    [Fact]
    public void No_point_of_the_ball_is_lower_in_the_model_than_the_step() => Gen.Int[0, 1 << 30].Sample(
        seed =>
        {
            System.Random random = new(seed);
            int d = random.Next(1, 5);
            Matrix<double> A = Matrix<double>.Build.Dense(d, d, (_, _) => random.NextDouble() - 0.5), H = A + A.Transpose();
            double[] g = [.. Enumerable.Range(0, d).Select(_ => random.NextDouble() - 0.5)];
            double radius = 0.1 + random.NextDouble();
            Vector<double> step = new QuadraticModel(H).Step(g, radius), slope = Vector<double>.Build.Dense(g);
            double Model(Vector<double> s) => (slope * s) + (0.5 * (s * (H * s)));
            Assert.True(step.L2Norm() <= radius * (1 + 1e-9));
            for (int i = 0; i < 200; i++)
            {
                Vector<double> other = Vector<double>.Build.Dense(d, _ => random.NextDouble() - 0.5);
                other *= radius * random.NextDouble() / other.L2Norm();

                // The multiplier is found to a part of 2⁻⁶⁰ of its bracket.
                Assert.True(Model(step) <= Model(other) + 1e-9, $"seed {seed}");
            }
        },
        iter: 100);

    [Fact]
    public void What_is_learned_explains_how_the_gradient_changed() => Gen.Int[0, 1 << 30].Sample(
        seed =>
        {
            System.Random random = new(seed);
            int d = random.Next(1, 5);
            Vector<double> Numbers() => Vector<double>.Build.Dense(d, _ => random.NextDouble() - 0.5);
            Matrix<double> A = Matrix<double>.Build.Dense(d, d, (i, j) => i == j ? 1 : 0);
            LeastChangeSecant learned = LeastChangeSecant.Nothing(d);
            for (int i = 0; i < 3; i++)
            {
                Vector<double> step = Numbers(), change = step + (0.3 * Numbers());
                learned = learned.After(0.1, A, step, change);
                Vector<double> error = ((A + learned.Rest) * step) - change;
                Assert.True(Math.Abs(change * step) < 1e-3 || error.L2Norm() < 1e-9 / Math.Pow(change * step, 2), $"seed {seed}");
                Assert.True((learned.Rest - learned.Rest.Transpose()).L2Norm() <= 1e-12 * (1 + learned.Rest.L2Norm()), $"seed {seed}");
            }

            Assert.Equal(0, learned.After(1, A, Numbers(), Numbers()).Rest.L2Norm());
        },
        iter: 100);

    private static double Rosenbrock(ReadOnlySpan<double> point, Span<double> gradient)
    {
        double x = point[0], y = point[1], valley = y - (x * x);
        gradient[0] = (-400 * x * valley) - (2 * (1 - x));
        gradient[1] = 200 * valley;
        return (100 * valley * valley) + ((1 - x) * (1 - x));
    }
}
