using BayesLmm.Equations;
using BayesLmm.Equations.Laplace;
using BayesLmm.Numerics;
using BayesLmm.Tests.References;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.Equations.Laplace;

public class LaplaceGradientTests
{
    /// <summary>Central differences with step 1e-4 of functions whose third derivatives are of the size of their values, over that size.</summary>
    private const double DifferenceError = 1e-6;

    private const double Step = 1e-4;

    public static TheoryData<string> Models =>
    [
        "cbpp", "cbpp slope", "bacteria", "bacteria probit", "bacteria cloglog", "epilepsy_olre", "epilepsy slope", "epilepsy uncorrelated", "owls_nb",
        "salamanders_nb", "salamanders crossed", "salamanders nested",
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public void The_gradient_equals_central_differences_with_given_coefficients(string name) => Check(name, null, LaplaceInformation.Observed);

    [Theory]
    [MemberData(nameof(Models))]
    public void The_gradient_equals_central_differences_with_coefficients_integrated_over(string name) =>
        Check(name, LaplacePrior.Flat, LaplaceInformation.Observed);

    [Theory]
    [MemberData(nameof(Models))]
    public void So_it_does_with_priors_that_are_not_normal(string name) => Check(name, new StudentPrior(), LaplaceInformation.Observed);

    [Theory]
    [InlineData("bacteria probit")]
    [InlineData("bacteria cloglog")]
    [InlineData("salamanders_nb")]
    [InlineData("epilepsy slope")]
    public void So_it_does_with_expected_information(string name)
    {
        Check(name, null, LaplaceInformation.Expected);
        Check(name, LaplacePrior.Flat, LaplaceInformation.Expected);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Value_and_determinant_are_those_of_dense_matrices(string name)
    {
        LaplaceRows rows = LaplaceRows.Create(GeneralizedModels.Named(name));
        foreach (LaplacePrior? prior in (LaplacePrior?[])[null, new StudentPrior()])
        {
            LaplaceApproximation laplace = new(rows, prior);
            Randomize(laplace, new RandomStream(5));
            double value = laplace.Evaluate();
            DenseLaplace dense = new(laplace);
            Assert.Equal(dense.LogDeterminant, laplace.LogDeterminant, 1e-9 * Math.Abs(dense.LogDeterminant));
            Assert.Equal(dense.LogDensity, laplace.LogDensity, 1e-10 * Math.Abs(dense.LogDensity));
            Assert.True(dense.Gradient.AbsoluteMaximum() < 1e-5, $"The gradient at the mode is {dense.Gradient.AbsoluteMaximum()}.");
            Assert.Equal(value, laplace.LogDensity - (0.5 * laplace.LogDeterminant));
        }
    }

    [Fact]
    public void The_quadrature_with_one_node_is_Laplaces_approximation_with_its_gradient()
    {
        foreach (string name in (string[])["cbpp", "bacteria probit", "salamanders_nb"])
        {
            LaplaceRows rows = LaplaceRows.Create(GeneralizedModels.Named(name));
            LaplaceApproximation laplace = new(rows) { Tolerance = 1e-20 };
            Randomize(laplace, new RandomStream(9));
            double[] expected = Gradient(laplace);
            AdaptiveQuadrature quadrature = new(laplace, 1);
            Assert.Equal(laplace.Value, quadrature.Evaluate(), 1e-10 * Math.Abs(laplace.Value));
            double[] found = Gradient(quadrature, rows);
            Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-7 * (1 + Math.Abs(pair.First))));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(25)]
    public void The_gradient_of_the_quadrature_equals_central_differences(int nodes)
    {
        foreach (string name in (string[])["cbpp", "bacteria probit", "owls_nb"])
        {
            LaplaceRows rows = LaplaceRows.Create(GeneralizedModels.Named(name));
            LaplaceApproximation laplace = new(rows) { Tolerance = 1e-20 };
            Randomize(laplace, new RandomStream(4));
            AdaptiveQuadrature quadrature = new(laplace, nodes);
            quadrature.Evaluate();
            Compare(name, laplace, Gradient(quadrature, rows), quadrature.Evaluate);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(25)]
    [InlineData(100)]
    public void Hermites_rule_integrates_polynomials_exactly(int count)
    {
        HermiteRule rule = new(count);
        double moment = Math.Sqrt(Math.PI);   // ∫ e^(−x²) x^(2j) dx
        for (int j = 0; j < Math.Min(count, 20); j++)
        {
            double sum = 0;
            for (int k = 0; k < count; k++)
            {
                sum += Math.Exp(rule.LogWeights[k]) * Math.Pow(rule.Nodes[k], 2 * j);
            }

            Assert.Equal(moment, sum, 1e-11 * moment);
            moment *= j + 0.5;
        }
    }

    [Fact]
    public void An_evaluation_allocates_nothing()
    {
        LaplaceApproximation laplace = new(LaplaceRows.Create(GeneralizedModels.Named("salamanders crossed")));
        Randomize(laplace, new RandomStream(5));
        LaplaceAdjoint adjoint = new(laplace.Rows, false);
        double[] byLambda = new double[laplace.Lambda.Length], byParameters = new double[1], byBeta = new double[laplace.Rows.FixedCount];
        for (int i = 0; i < 3; i++)
        {
            laplace.Evaluate();
            adjoint.Compute(laplace, byLambda, byParameters, byBeta);
        }

        laplace.Lambda[0] *= 1.1;
        long before = GC.GetAllocatedBytesForCurrentThread();
        laplace.Evaluate();
        adjoint.Compute(laplace, byLambda, byParameters, byBeta);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Check(string name, LaplacePrior? prior, LaplaceInformation information)
    {
        LaplaceRows rows = LaplaceRows.Create(GeneralizedModels.Named(name));
        LaplaceApproximation laplace = new(rows, prior, information) { Tolerance = 1e-20 };
        RandomStream random = new(3);
        for (int i = 0; i < 3; i++)
        {
            Randomize(laplace, random);
            Assert.True(double.IsFinite(laplace.Evaluate()), name);
            Compare(name, laplace, Gradient(laplace), laplace.Evaluate);
        }
    }

    /// <summary>Factors of standard deviations between 0.1 and 1.3, shapes about 1, coefficients near the reference.</summary>
    private static void Randomize(LaplaceApproximation laplace, RandomStream random)
    {
        EffectFactors layout = laplace.System.Layout;
        for (int k = 0; k < laplace.Rows.Products.Terms.Count; k++)
        {
            int r = laplace.Rows.Products.Terms[k].Width;
            bool isFull = laplace.Rows.Products.Terms[k].Structure.HasCorrelations;
            for (int i = 0; i < r; i++)
            {
                laplace.Lambda[layout.Starts[k] + (i * r) + i] = 0.1 + (1.2 * random.NextUniform());
                for (int j = 0; isFull && j < i; j++)
                {
                    laplace.Lambda[layout.Starts[k] + (i * r) + j] = random.NextUniform() - 0.5;
                }
            }
        }

        for (int k = 0; k < laplace.Parameters.Length; k++)
        {
            laplace.Parameters[k] = Math.Exp(0.5 * random.NextNormal());
        }

        for (int j = 0; !laplace.CoefficientsAreUnknown && j < laplace.Beta.Length; j++)
        {
            laplace.Beta[j] = 0.2 * random.NextNormal();
        }
    }

    private static double[] Gradient(LaplaceApproximation laplace)
    {
        laplace.Evaluate();
        LaplaceAdjoint adjoint = new(laplace.Rows, laplace.CoefficientsAreUnknown);
        double[] byLambda = new double[laplace.Lambda.Length], byParameters = new double[laplace.Parameters.Length],
            byBeta = new double[laplace.CoefficientsAreUnknown ? 0 : laplace.Rows.FixedCount];
        adjoint.Compute(laplace, byLambda, byParameters, byBeta);
        return [.. byLambda, .. byParameters, .. byBeta];
    }

    private static double[] Gradient(AdaptiveQuadrature quadrature, LaplaceRows rows)
    {
        double[] byFactor = new double[1], byParameters = new double[rows.ParameterCount], byBeta = new double[rows.FixedCount];
        quadrature.ComputeGradient(byFactor, byParameters, byBeta);
        return [.. byFactor, .. byParameters, .. byBeta];
    }

    private static void Compare(string name, LaplaceApproximation laplace, double[] gradient, Func<double> value)
    {
        EffectFactors layout = laplace.System.Layout;
        double size = 1 + Math.Abs(laplace.Value);

        void Close(double exact, double difference, string what) => Assert.True(
            Math.Abs(exact - difference) <= DifferenceError * (size + Math.Abs(difference)), $"{name}, {what}: {exact:R}, by differences {difference:R}");

        double Difference(Action<double> set, double at, double scale)
        {
            set(at + (scale * Step));
            double above = value();
            set(at - (scale * Step));
            double below = value();
            set(at);
            return (above - below) / (2 * scale * Step);
        }

        for (int k = 0; k < laplace.Rows.Products.Terms.Count; k++)
        {
            int r = laplace.Rows.Products.Terms[k].Width;
            foreach ((int row, int column) in laplace.Rows.Products.Terms[k].Structure.FactorEntries(r))
            {
                int place = layout.Starts[k] + (row * r) + column;
                Close(gradient[place], Difference(x => laplace.Lambda[place] = x, laplace.Lambda[place], 1), $"Λ[{place}]");
            }
        }

        int next = laplace.Lambda.Length;
        for (int k = 0; k < laplace.Parameters.Length; k++)
        {
            int place = k;
            Close(gradient[next++], Difference(x => laplace.Parameters[place] = Math.Exp(x), Math.Log(laplace.Parameters[k]), 1), $"parameter {k}");
        }

        for (int j = 0; next < gradient.Length; j++)
        {
            int place = j;
            Close(gradient[next++], Difference(x => laplace.Beta[place] = x, laplace.Beta[j], 1), $"coefficient {j}");
        }
    }

    /// <summary>Student's t with 3 degrees of freedom around 0.3.</summary>
    internal sealed class StudentPrior : LaplacePrior
    {
        public override double Evaluate(ReadOnlySpan<double> beta, Span<double> slopes, Span<double> precisions, Span<double> precisionSlopes)
        {
            double value = 0;
            for (int j = 0; j < beta.Length; j++)
            {
                double z = beta[j] - 0.3, square = z * z, rest = 3 + square;
                value -= 2 * Math.Log(rest);
                slopes[j] = -4 * z / rest;
                double precision = 4 * (3 - square) / (rest * rest);
                precisions[j] = Math.Max(0, precision);
                precisionSlopes[j] = precision <= 0 ? 0 : ((-8 * z) / (rest * rest)) - (16 * z * (3 - square) / (rest * rest * rest));
            }

            return value;
        }
    }
}

/// <summary>Laplace's approximation with dense matrices, at the mode that another has found.</summary>
internal sealed class DenseLaplace
{
    public DenseLaplace(LaplaceApproximation laplace)
    {
        LaplaceRows rows = laplace.Rows;
        int n = rows.Count, q = rows.EffectCount, p = rows.FixedCount;
        Matrix<double> Z = Matrix<double>.Build.Dense(n, q), X = Matrix<double>.Build.Dense(n, p), L = Matrix<double>.Build.Dense(q, q);
        for (int row = 0; row < n; row++)
        {
            for (int j = 0; j < p; j++)
            {
                X[row, j] = rows.Predictor.FixedColumn(j).Span[row];
            }

            for (int k = 0; k < rows.Predictor.TermCount; k++)
            {
                for (int c = 0; c < rows.Predictor.Shape(k).Width; c++)
                {
                    Z[row, rows.Predictor.FirstEffect(k, row) + c] = rows.Predictor.RandomColumn(k, c).Span[row];
                }
            }
        }

        for (int k = 0; k < rows.Predictor.TermCount; k++)
        {
            int r = rows.Predictor.Shape(k).Width;
            for (int level = 0; level < rows.Predictor.Shape(k).LevelCount; level++)
            {
                int first = rows.Predictor.Shape(k).FirstEffectOf(level);
                for (int i = 0; i < r; i++)
                {
                    for (int j = 0; j <= i; j++)
                    {
                        L[first + i, first + j] = laplace.Lambda[laplace.System.Layout.Starts[k] + (i * r) + j];
                    }
                }
            }
        }

        bool inside = laplace.CoefficientsAreUnknown;
        Matrix<double> A = inside ? (Z * L).Append(X) : Z * L;
        Vector<double> u = Vector<double>.Build.Dense([.. laplace.ScaledEffects]), beta = Vector<double>.Build.Dense([.. laplace.Beta]);
        Vector<double> eta = (X * beta) + (Z * L * u);
        for (int row = 0; row < n && !rows.Predictor.Offset.IsEmpty; row++)
        {
            eta[row] += rows.Predictor.Offset.Span[row];
        }

        double[] scores = new double[n], weights = new double[n];
        LogDensity = rows.Density.EvaluateCurvature(rows.Response, rows.Weights, [.. eta], laplace.Parameters, scores, weights) - (0.5 * (u * u));
        Matrix<double> H = A.Transpose() * Matrix<double>.Build.DiagonalOfDiagonalArray(weights) * A;
        Gradient = A.Transpose() * Vector<double>.Build.Dense(scores);
        double[] slopes = new double[p], precisions = new double[p];
        LogDensity += inside ? new LaplaceGradientTests.StudentPrior().Evaluate([.. beta], slopes, precisions, new double[p]) : 0;
        for (int i = 0; i < H.RowCount; i++)
        {
            H[i, i] += i < q ? 1 : precisions[i - q];
            Gradient[i] += i < q ? -u[i] : slopes[i - q];
        }

        LogDeterminant = H.Cholesky().DeterminantLn;
    }

    public double LogDensity { get; }

    public double LogDeterminant { get; }

    public Vector<double> Gradient { get; }
}
