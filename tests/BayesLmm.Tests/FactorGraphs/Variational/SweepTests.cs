using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.FactorGraphs.Variational;
using CsCheck;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.FactorGraphs.Variational;

/// <summary>Sweeps and fixed points against <see cref="DenseMessagePassing"/> on random models.</summary>
public sealed class SweepTests(ITestOutputHelper output)
{
    /// <summary>
    /// Of a number against the twin's, relative to the larger of itself and its own scale: the twin inverts a matrix of condition up to about 1e6.
    /// </summary>
    private const double RelativeError = 1e-8;

    /// <summary>
    /// Of the fixed points of two searches, in posterior standard deviations or relative: both stop when a sweep changes nothing by 1e-10, and a sweep may
    /// leave up to 0.99 of an error.
    /// </summary>
    private const double FixedPointError = 1e-6;

    [Fact]
    public void One_sweep_equals_the_dense_one() => Gen.Int[0, 1 << 30].Sample(seed => CheckSweep(seed, ConjugateForm.HuangWand), iter: 80);

    [Fact]
    public void So_does_one_with_matrix_F_priors() => Gen.Int[0, 1 << 30].Sample(seed => CheckSweep(seed, ConjugateForm.MatrixF), iter: 40);

    [Fact]
    public void The_point_of_convergence_is_one_of_the_dense_sweep_too() =>
        Gen.Int[0, 1 << 30].Sample(seed => CheckFixedPoint(seed, ConjugateForm.HuangWand), iter: 40);

    [Fact]
    public void So_is_one_with_matrix_F_priors() => Gen.Int[0, 1 << 30].Sample(seed => CheckFixedPoint(seed, ConjugateForm.MatrixF), iter: 25);

    [Fact]
    public void The_dense_twin_converges_to_the_same_point_from_elsewhere()
    {
        int compared = 0;
        for (int seed = 1; seed <= 12; seed++)
        {
            BoundModel model = RandomGraphModels.Bind(seed);
            ConjugateModel graph = ConjugateCompiler.Compile(model);
            VariationalFit fit = StructuredMessagePassing.Run(graph, model.Products, new VariationalOptions { Tolerance = 1e-10 });
            DenseMessagePassing dense = new(model, graph);
            double bound = double.NegativeInfinity, change = 1;
            for (int sweep = 0; sweep < 1500 && change > 1e-10; sweep++)
            {
                double[] before = [dense.Tau, .. dense.P.SelectMany(P => P.Enumerate()), .. dense.Kappa];
                double next = dense.Sweep();
                Assert.True(next >= bound - (1e-10 * Math.Abs(bound)),
                    $"{RandomGraphModels.Describe(seed)}: the twin's bound falls from {bound} to {next} in sweep {sweep}");
                bound = next;
                change = before.Zip((double[])[dense.Tau, .. dense.P.SelectMany(P => P.Enumerate()), .. dense.Kappa])
                    .Max(pair => Math.Abs(pair.First - pair.Second) / Math.Abs(pair.First + 1e-300));
            }

            if (change <= 1e-10)
            {
                compared++;
                Assert.True(fit.Converged, RandomGraphModels.Describe(seed));
                Compare(seed, model, fit.Approximation, dense, FixedPointError);
                AssertClose(seed, "bound", bound, fit.Approximation.LowerBound, 1, FixedPointError);
            }
        }

        output.WriteLine($"{compared} of 12 compared");
        Assert.True(compared >= 9);
    }

    private static void CheckSweep(int seed, ConjugateForm form)
    {
        BoundModel model = RandomGraphModels.Bind(seed);
        ConjugateModel graph = ConjugateCompiler.Compile(model, form);
        VariationalSweep sweep = new(graph, model.Products, null, 1);
        System.Random random = new(seed);

        // From a random point: some variances are well above the data's, some below.
        double[] x = [.. sweep.StartingPoint().Select(value => value + (3 * (random.NextDouble() - 0.5)))], next = new double[x.Length];
        DenseMessagePassing dense = At(model, graph, x);
        double expected = dense.Sweep();
        Assert.True(sweep.TryRun(x, next, out double bound), RandomGraphModels.Describe(seed));
        VariationalApproximation q = sweep.Approximation(bound);
        AssertClose(seed, "bound", expected, bound, 1, RelativeError);
        Compare(seed, model, q, dense, RelativeError);
        CompareCoordinates(seed, model, graph, next, dense, RelativeError);
    }

    private static void CheckFixedPoint(int seed, ConjugateForm form)
    {
        BoundModel model = RandomGraphModels.Bind(seed);
        ConjugateModel graph = ConjugateCompiler.Compile(model, form);
        VariationalFit fit = StructuredMessagePassing.Run(graph, model.Products, new VariationalOptions { Tolerance = 1e-9 });
        Assert.True(fit.Converged, $"{RandomGraphModels.Describe(seed)}: {fit.Sweeps} sweeps, last change {fit.LastChange}");
        DenseMessagePassing dense = At(model, graph, [.. fit.Coordinates]);
        double expected = dense.Sweep();
        AssertClose(seed, "bound", expected, fit.Approximation.LowerBound, 1, RelativeError);
        Compare(seed, model, fit.Approximation, dense, RelativeError);

        // The dense sweep moves nothing by more than what counts as converged.
        CompareCoordinates(seed, model, graph, [.. fit.Coordinates], dense, 1e-8);
    }

    /// <summary>
    /// The twin at coordinates of message passing, decoded here: log E τ, then for each term log E τ_i or Λ_ij/Λ_ii and log Λ_ii of (E P)⁻¹ = ΛΛᵀ, then log E
    /// κ.
    /// </summary>
    internal static DenseMessagePassing At(BoundModel model, ConjugateModel graph, double[] x)
    {
        DenseMessagePassing dense = new(model, graph);
        int c = 0;
        dense.Tau = graph.Residual is PrecisionPrior.Fixed known ? known.Value : Math.Exp(x[c++]);
        for (int k = 0; k < dense.P.Length; k++)
        {
            int r = dense.P[k].RowCount;
            if (graph.Terms[k] is CovariancePrior.Independent independent)
            {
                dense.P[k] = Matrix<double>.Build.DenseOfDiagonalArray(
                    [.. independent.Precisions.Select(prior => prior is PrecisionPrior.Fixed constant ? constant.Value : Math.Exp(x[c++]))]);
                continue;
            }

            Matrix<double> lambda = Matrix<double>.Build.Dense(r, r);
            for (int i = 0; i < r; i++)
            {
                double[] row = x[c..(c + i + 1)];
                c += i + 1;
                for (int j = 0; j <= i; j++)
                {
                    lambda[i, j] = (j == i ? 1 : row[j]) * Math.Exp(row[i]);
                }
            }

            dense.P[k] = (lambda * lambda.Transpose()).Inverse();
        }

        for (int j = 0; j < dense.Kappa.Length; j++)
        {
            if (graph.Coefficients[j] is CoefficientPrior.GammaMixture or CoefficientPrior.ExponentialMixture)
            {
                dense.Kappa[j] = Math.Exp(x[c++]);
            }
        }

        Assert.Equal(x.Length, c);
        return dense;
    }

    private static void CompareCoordinates(int seed, BoundModel model, ConjugateModel graph, double[] x, DenseMessagePassing dense, double error)
    {
        DenseMessagePassing found = At(model, graph, x);
        AssertClose(seed, "E tau", dense.Tau, found.Tau, 0, error);
        for (int k = 0; k < dense.P.Length; k++)
        {
            for (int i = 0; i < dense.P[k].RowCount; i++)
            {
                for (int j = 0; j < dense.P[k].RowCount; j++)
                {
                    AssertClose(seed, $"E P{k}[{i},{j}]", dense.P[k][i, j], found.P[k][i, j], Math.Sqrt(dense.P[k][i, i] * dense.P[k][j, j]), error);
                }
            }
        }

        for (int j = 0; j < dense.Kappa.Length; j++)
        {
            AssertClose(seed, $"E kappa {j}", dense.Kappa[j], found.Kappa[j], 0, error);
        }
    }

    private static void Compare(int seed, BoundModel model, VariationalApproximation q, DenseMessagePassing dense, double error)
    {
        int effects = model.Products.EffectCount;
        for (int i = 0; i < q.Effects.Means.Length; i++)
        {
            double sd = Math.Sqrt(dense.Variance[i]), mean = q.Effects.Means[i] + (i < effects ? 0 : model.Products.Fixed.Reference[i - effects]);
            AssertClose(seed, $"mean {i}", dense.Mean[i], mean, sd, error);
            AssertClose(seed, $"variance {i}", dense.Variance[i], q.Effects.Variances[i], 0, error);
        }

        if (!q.Residual.IsKnown)
        {
            AssertClose(seed, "shape of q(tau)", dense.Residual.Shape, q.Residual.Shape, 0, error);
            AssertClose(seed, "rate of q(tau)", dense.Residual.Rate, q.Residual.Rate, 0, error);
        }

        for (int k = 0; k < q.Terms.Count; k++)
        {
            int r = dense.Rates[k].RowCount;
            if (q.Terms[k] is CovarianceMarginal.Correlated correlated)
            {
                AssertClose(seed, "shape of q(P)", dense.Shapes[k], correlated.Shape, 0, error);
                for (int i = 0; i < r * r; i++)
                {
                    AssertClose(seed, "rate of q(P)", dense.Rates[k][i / r, i % r], correlated.Rate[i],
                        Math.Sqrt(dense.Rates[k][i / r, i / r] * dense.Rates[k][i % r, i % r]), error);
                }

                continue;
            }

            CovarianceMarginal.Independent independent = (CovarianceMarginal.Independent)q.Terms[k];
            for (int i = 0; i < r; i++)
            {
                Assert.Equal(double.IsInfinity(dense.Rates[k][i, i]), independent.Precisions[i].IsKnown);
                AssertClose(seed, "E P", dense.P[k][i, i], independent.Precisions[i].Mean, 0, error);
            }
        }

        for (int j = 0; j < q.Mixing.Count; j++)
        {
            AssertClose(seed, "E kappa", dense.Kappa[j], q.Mixing[j], 0, error);
        }
    }

    private static void AssertClose(int seed, string what, double expected, double found, double scale, double error) =>
        Assert.True(
            Math.Abs(expected - found) <= error * Math.Max(Math.Abs(expected), scale),
            $"{RandomGraphModels.Describe(seed)}: {what} is {found:R}, the dense twin's {expected:R}");
}
