using BayesLmm.Sampling.Densities;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Sampling.Tests.Targets;

/// <summary>A density given by a delegate, which must not allocate if the test counts allocations.</summary>
internal sealed class FunctionDensity(int dimension, FunctionDensity.Function function) : ILogDensity
{
    public delegate double Function(ReadOnlySpan<double> x, Span<double> gradient);

    public int Dimension => dimension;

    public ILogDensityEvaluator CreateEvaluator() => new Evaluator(function);

    private sealed class Evaluator(Function function) : ILogDensityEvaluator
    {
        public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient) => function(position, gradient);
    }
}

/// <summary>A density that knows its symmetries.</summary>
internal sealed class SymmetricDensity(int dimension, IReadOnlyList<SignSymmetry> symmetries, FunctionDensity.Function function) : ILogDensity
{
    private readonly FunctionDensity density = new(dimension, function);

    public int Dimension => density.Dimension;

    public IReadOnlyList<SignSymmetry> Symmetries => symmetries;

    public double[] StartingPoint() => [.. Enumerable.Repeat(0.3, Dimension)];

    public ILogDensityEvaluator CreateEvaluator() => density.CreateEvaluator();
}

/// <summary>Targets whose moments are known.</summary>
internal static class Densities
{
    /// <summary>Independent standard normal coordinates.</summary>
    public static FunctionDensity StandardNormal(int dimension) => new(dimension, (x, gradient) =>
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += x[i] * x[i];
            gradient[i] = -x[i];
        }

        return -0.5 * sum;
    });

    /// <summary>A normal distribution of mean μ and covariance Σ (row by row).</summary>
    public static FunctionDensity Normal(double[] mu, double[] sigma)
    {
        int d = mu.Length;
        double[,] precision = Matrix<double>.Build.DenseOfRowMajor(d, d, sigma).Inverse().ToArray();
        return new(d, (x, gradient) =>
        {
            double sum = 0;
            for (int i = 0; i < x.Length; i++)
            {
                double g = 0;
                for (int j = 0; j < x.Length; j++)
                {
                    g -= precision[i, j] * (x[j] - mu[j]);
                }

                gradient[i] = g;
                sum += g * (x[i] - mu[i]);
            }

            return 0.5 * sum;
        });
    }

    /// <summary>x₁ ~ N(0, 1), x₂ | x₁ ~ N(½x₁², 1): E x₂ = ½, Var x₂ = ½ + 1.</summary>
    public static FunctionDensity Banana { get; } = new(2, (x, gradient) =>
    {
        double r = x[1] - (0.5 * x[0] * x[0]);
        gradient[0] = -x[0] + (r * x[0]);
        gradient[1] = -r;
        return -0.5 * ((x[0] * x[0]) + (r * r));
    });

    /// <summary>Student's t with ν degrees of freedom: variance ν / (ν − 2).</summary>
    public static FunctionDensity StudentT(double nu) => new(1, (x, gradient) =>
    {
        double scaled = 1 + (x[0] * x[0] / nu);
        gradient[0] = -(nu + 1) / nu * x[0] / scaled;
        return -0.5 * (nu + 1) * Math.Log(scaled);
    });

    /// <summary>log of an exponential variable of mean 1, with the Jacobian of the transform: t − eᵗ.</summary>
    public static FunctionDensity LogOfExponential { get; } = new(1, (x, gradient) =>
    {
        double value = Math.Exp(x[0]);
        gradient[0] = 1 - value;
        return x[0] - value;
    });

    /// <summary>
    /// Eight schools (Rubin 1981) with the group effects integrated out: y_j ~ N(μ, s_j² + τ²), flat μ, τ half-t(3, 0, 10); x = (μ, log τ). The
    /// left tail of log τ is long, as for any scale that the data cannot tell from zero.
    /// </summary>
    public static FunctionDensity EightSchools { get; } = new(2, (x, gradient) =>
    {
        ReadOnlySpan<double> y = [28, 8, -3, 7, -1, 1, 18, 12];
        ReadOnlySpan<double> s = [15, 10, 16, 11, 9, 11, 10, 18];
        double tau = Math.Exp(x[1]);
        double q = tau * tau / 300;
        double value = x[1] - (2 * Math.Log(1 + q));
        gradient[0] = 0;
        gradient[1] = 1 - (4 * q / (1 + q));
        for (int j = 0; j < y.Length; j++)
        {
            double variance = (s[j] * s[j]) + (tau * tau);
            double r = (y[j] - x[0]) / variance;
            value -= 0.5 * (Math.Log(variance) + (r * r * variance));
            gradient[0] += r;
            gradient[1] += ((r * r) - (1 / variance)) * tau * tau;
        }

        return value;
    });
}
