using BayesLmm.Estimation.Profiles;
using BayesLmm.Models;
using CsCheck;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.Estimation.Profiles;

/// <summary>The constrained criterion on small random designs, compared with dense matrices and differences.</summary>
public class HeldParameterTests
{
    /// <summary>Both sides are sums of terms of the deviance's size; the dense side factors an n × n matrix.</summary>
    private const double RelativeError = 1e-8;

    /// <summary>Central differences with this step have a relative error of about its square over the curvature.</summary>
    private const double Step = 1e-5;

    [Fact]
    public void The_constrained_deviance_equals_a_dense_evaluation_with_the_parameter_at_its_value() =>
        Gen.Int[0, int.MaxValue].Sample(seed => ForEachParameter(seed, CheckValue), iter: 30);

    [Fact]
    public void The_constrained_gradient_equals_central_differences() =>
        Gen.Int[0, int.MaxValue].Sample(seed => ForEachParameter(seed, CheckGradient), iter: 30);

    [Fact]
    public void A_rotated_factor_has_the_same_covariance_and_is_triangular() => Gen.Int[0, int.MaxValue].Sample(
        seed =>
        {
            System.Random random = new(seed);
            int r = 1 + random.Next(5);
            double[] m = [.. Enumerable.Range(0, r * r).Select(_ => random.Next(3) == 0 ? 0 : random.NextDouble() - 0.5)], L = [.. m], q = new double[r * r],
                back = new double[r * r];
            Triangularization.Apply(L, r, q);
            Triangularization.Undo(L, q, r, back);
            for (int i = 0; i < m.Length; i++)
            {
                Assert.Equal(m[i], back[i], 1e-14);
                Assert.True(i % r <= i / r || L[i] == 0);
            }
        },
        iter: 200);

    [Fact]
    public void Without_a_column_the_rows_below_have_the_same_covariance() => Gen.Int[0, int.MaxValue].Sample(
        seed =>
        {
            System.Random random = new(seed);
            int r = 2 + random.Next(3), column = random.Next(r - 1);
            Matrix<double> before = Matrix<double>.Build.Dense(r, r, (i, j) => j <= i ? random.NextDouble() - 0.5 : 0);
            double[] t = before.Transpose().ToColumnMajorArray();
            t = [.. Enumerable.Range(0, r * r).Select(i => before[i / r, i % r])];
            TrailingTriangle.Compress(t, r, column);
            Matrix<double> after = Matrix<double>.Build.Dense(r, r, (i, j) => t[(i * r) + j]);
            Matrix<double> difference = (after * after.Transpose()) - (before * before.Transpose());
            for (int i = 0; i < r; i++)
            {
                for (int j = 0; j < r; j++)
                {
                    if (i > column && j > column)
                    {
                        Assert.Equal(0, difference[i, j], 1e-14);
                        Assert.Equal(0, after[i, column], 1e-14);
                    }

                    Assert.True(j <= i || after[i, j] == 0);
                }
            }
        },
        iter: 200);

    private static void ForEachParameter(int seed, Action<System.Random, BoundModel, Parameter, HeldParameter, double> check)
    {
        System.Random random = new(seed);
        BoundModel model = RandomModels.Bind(random);
        RemlFit fit = model.FitReml(restricted: false);
        LikelihoodProfiler profiler = new(fit);
        foreach (Parameter parameter in model.Parameters)
        {
            if (profiler.Hold(profiler.NewCriterion(), parameter) is not { } held)
            {
                continue;
            }

            check(random, model, parameter, held, held.Estimate + (held.Step * ((random.NextDouble() * 0.6) + 0.1)));
            if (double.IsFinite(held.Least))
            {
                check(random, model, parameter, held.AtBound(held.Least), held.Least);
            }

            if (double.IsFinite(held.Largest))
            {
                check(random, model, parameter, held.AtBound(held.Largest), held.Largest);
            }
        }
    }

    private static void CheckValue(System.Random random, BoundModel model, Parameter parameter, HeldParameter held, double v)
    {
        double[] x = Shifted(random, held.Start);
        double value = held.Evaluate(v, x, new double[x.Length], out _);
        int column = parameter.Kind == ParameterKind.Coefficient ? model.FixedEffects.ToList().FindIndex(effect => effect.Name == parameter.Name) : -1;
        double expected = DenseDeviance(model, held.Sigma, held.Factors, column, v);
        Assert.Equal(expected, value, RelativeError * Math.Max(1, Math.Abs(expected)));
        if (parameter.Kind == ParameterKind.ResidualSd)
        {
            Assert.Equal(held.Report(v), held.Sigma, 1e-14 * held.Sigma);
        }
        else if (column < 0)
        {
            // Along the factors the parameter itself is at its value, wherever the free coordinates are.
            double[] found = [.. Found(model, parameter, held.Factors.ToArray())];
            Assert.Contains(found, one => double.IsNaN(one) || Math.Abs(one - held.Report(v)) < 1e-10 * Math.Max(1, Math.Abs(one)));
        }
    }

    private static void CheckGradient(System.Random random, BoundModel model, Parameter parameter, HeldParameter held, double v)
    {
        double[] x = Shifted(random, held.Start), gradient = new double[x.Length], ignored = new double[x.Length];
        double value = held.Evaluate(v, x, gradient, out double byV);
        for (int i = 0; i < x.Length; i++)
        {
            double kept = x[i];
            x[i] = kept + Step;
            double above = held.Evaluate(v, x, ignored, out _);
            x[i] = kept - Step;
            double below = held.Evaluate(v, x, ignored, out _);
            x[i] = kept;
            AssertDerivative((above - below) / (2 * Step), gradient[i], value);
        }

        double h = Step * held.Step;
        double difference = (held.Evaluate(v + h, x, ignored, out _) - held.Evaluate(v - h, x, ignored, out _)) / (2 * Step);
        AssertDerivative(difference, byV * held.Step, value);
    }

    private static void AssertDerivative(double difference, double derivative, double value) =>
        Assert.Equal(difference, derivative, 1e-5 * (1 + Math.Abs(difference) + (1e-2 * Math.Abs(value))));

    private static double[] Shifted(System.Random random, double[] start) => [.. start.Select(x => x + (0.4 * random.NextDouble()) - 0.2)];

    /// <summary>The parameter's value in the factors, in all terms that have one of its name.</summary>
    private static IEnumerable<double> Found(BoundModel model, Parameter parameter, double[] factors)
    {
        int start = 0;
        foreach (GroupTerm term in model.GroupTerms)
        {
            int r = term.Width, from = start;
            Matrix<double> L = Matrix<double>.Build.Dense(r, r, (i, j) => factors[from + (i * r) + j]);
            Matrix<double> covariance = L * L.Transpose();
            for (int i = 0; i < r; i++)
            {
                if (parameter == Parameter.Sd(term.Group, term.Effects[i]))
                {
                    yield return Math.Sqrt(covariance[i, i]);
                }

                for (int j = i + 1; j < r; j++)
                {
                    if (parameter == Parameter.Cor(term.Group, term.Effects[i], term.Effects[j]))
                    {
                        yield return covariance[i, j] / Math.Sqrt(covariance[i, i] * covariance[j, j]);
                    }
                }
            }

            start += r * r;
        }
    }

    /// <summary>−2 log density of y under N(Xβ, σ²W⁻¹ + Σ_k Z_k (I ⊗ Σ_k) Z_kᵀ), β by generalised least squares, one coefficient held if asked for.</summary>
    private static double DenseDeviance(BoundModel model, double sigma, ReadOnlySpan<double> factors, int column, double held)
    {
        int n = model.Design.RowCount;
        Matrix<double> V = Matrix<double>.Build.DenseDiagonal(n, n, i => sigma * sigma / (model.Design.Weights?[i] ?? 1));
        int start = 0;
        foreach (var term in model.Design.RandomTerms)
        {
            int r = term.Columns.Count;
            double[] own = factors.Slice(start, r * r).ToArray();
            Matrix<double> L = Matrix<double>.Build.Dense(r, r, (i, j) => own[(i * r) + j]);
            Matrix<double> Z = Matrix<double>.Build.Dense(n, term.Levels.Count * r, (i, c) => term.Codes[i] == c / r ? term.Columns[c % r].Values[i] : 0);
            V += Z * Matrix<double>.Build.DenseIdentity(term.Levels.Count).KroneckerProduct(L * L.Transpose()) * Z.Transpose();
            start += r * r;
        }

        Vector<double> y = Vector<double>.Build.Dense(n, i => model.Design.Response[i] - (model.Design.Offset?[i] ?? 0));
        double[][] columns = [.. model.Design.FixedEffects.Columns.Select(one => one.Values)];
        if (column >= 0)
        {
            y -= held * Vector<double>.Build.Dense(columns[column]);
            columns = [.. columns.Where((_, j) => j != column)];
        }

        var factor = V.Cholesky();
        Vector<double> residual = y;
        if (columns.Length > 0)
        {
            Matrix<double> X = Matrix<double>.Build.DenseOfColumnArrays(columns);
            residual = y - (X * X.TransposeThisAndMultiply(factor.Solve(X)).Solve(X.TransposeThisAndMultiply(factor.Solve(y))));
        }

        return factor.DeterminantLn + (n * Math.Log(2 * Math.PI)) + (residual * factor.Solve(residual));
    }
}
