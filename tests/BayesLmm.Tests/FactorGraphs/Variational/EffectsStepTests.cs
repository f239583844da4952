using BayesLmm.Design;
using BayesLmm.Equations;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.FactorGraphs.Variational;
using BayesLmm.Numerics;
using CsCheck;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.FactorGraphs.Variational;

/// <summary>
/// The joint normal distribution of coefficients and effects against dense matrices, at random precisions; and what is made of it row by row.
/// </summary>
public class EffectsStepTests
{
    /// <summary>Relative to a number's own scale; the dense side inverts a matrix of condition up to about 1e6.</summary>
    private const double RelativeError = 1e-8;

    private const int Models = 60;

    [Fact]
    public void Means_variances_and_expected_squares_are_the_dense_ones_by_the_trace_identity() => Sample(setup =>
    {
        (EffectsStep step, DenseStep dense, string what) = (setup.Step, setup.Dense, setup.What);
        Assert.True(step.TryRun(setup.Tau), what);
        setup.Compare(dense.Mean, step.Effects, step.Beta, "mean");
        for (int j = 0; j < step.Unknown.Length; j++)
        {
            int place = dense.Rows.EffectCount + step.Unknown[j];
            Close(dense.V[place, place], step.BetaVariances[j], 0, what);
            double distance = dense.Mean[place] - setup.PriorMeans[j];
            Close((distance * distance) + dense.V[place, place], step.ExpectedSquare(j), dense.V[place, place], what);
        }

        // tr(AV) from the diagonal of V alone, against all of A and V.
        Close(dense.Rows.ResidualSquares(dense.Mean) + (dense.Rows.Gram * dense.V).Trace(), step.ResidualSquares, 0, what);
    });

    [Fact]
    public void A_draw_has_the_covariance_of_the_inverse_and_knows_its_residual_squares() => Sample(setup =>
    {
        (EffectsStep step, DenseStep dense, string what) = (setup.Step, setup.Dense, setup.What);
        Assert.True(step.TrySolve(setup.Tau), what);
        int q = dense.Rows.EffectCount, p = step.Unknown.Length;
        double[] normals = new double[q + p], b = new double[q], beta = new double[p];
        double squares = step.Draw(setup.Tau, normals, b, beta);
        setup.Compare(dense.Mean, b, beta, "draw at 0");
        Close(dense.Rows.ResidualSquares(dense.Mean), squares, 0, what);

        // With unit vectors for z the deviations are the columns of L⁻ᵀ, and their squares sum to Q⁻¹.
        Matrix<double> sum = Matrix<double>.Build.Dense(dense.V.RowCount, dense.V.RowCount);
        for (int i = 0; i < q + p; i++)
        {
            normals.AsSpan().Clear();
            normals[i] = 1;
            step.Draw(setup.Tau, normals, b, beta);
            Vector<double> deviation = setup.Whole(b, beta) - dense.Mean;
            sum += deviation.OuterProduct(deviation);
        }

        for (int i = 0; i < sum.RowCount; i++)
        {
            for (int j = 0; j < sum.RowCount; j++)
            {
                Close(dense.V[i, j], sum[i, j], Math.Sqrt(dense.V[i, i] * dense.V[j, j]) + 1e-300, what);
            }
        }

        RandomStream random = new(1);
        for (int draw = 0; draw < 5; draw++)
        {
            random.FillNormal(normals);
            squares = step.Draw(setup.Tau, normals, b, beta);
            Vector<double> whole = setup.Whole(b, beta);
            Close(dense.Rows.ResidualSquares(whole), squares, 0, what);

            // Zᵀ(y − Wa).
            double[] score = new double[q], coefficients = [.. whole.Skip(q).Select((value, j) => value - setup.Model.Products.Fixed.Reference[j])];
            step.Score(coefficients, b, score);
            Vector<double> expected = dense.Rows.W.Transpose() * dense.Rows.Weights.PointwiseMultiply(dense.Rows.Y - (dense.Rows.W * whole));
            double scale = dense.Rows.Gram.Diagonal().Take(q).Append(0).Max() * b.Select(Math.Abs).Append(0).Max();
            for (int i = 0; i < q; i++)
            {
                Close(expected[i], score[i], scale, what);
            }
        }
    });

    [Fact]
    public void Expected_squares_of_rows_are_the_dense_ones() => Sample(setup =>
    {
        (EffectsStep step, DenseStep dense, string what) = (setup.Step, setup.Dense, setup.What);
        Assert.True(step.TryRun(setup.Tau), what);
        RowProducts rows = RowProducts.Create(setup.Model);
        double[] coefficients = [.. dense.Mean.Skip(dense.Rows.EffectCount).Select((value, j) => value - setup.Model.Products.Fixed.Reference[j])],
            residuals = new double[rows.Count], squares = new double[rows.Count];
        rows.Residuals(coefficients, step.Effects, residuals);
        new RowSquares(rows, setup.Equations).Compute(step, residuals, squares);
        Vector<double> left = dense.Rows.Y - (dense.Rows.W * dense.Mean);
        for (int i = 0; i < rows.Count; i++)
        {
            Vector<double> a = dense.Rows.W.Row(i);
            double variance = a * dense.V * a;
            Close(left[i], residuals[i], Math.Abs(dense.Rows.Y[i]), what);
            Close((left[i] * left[i]) + variance, squares[i], Math.Sqrt(variance) * Math.Abs(dense.Rows.Y[i]), what);
        }
    });

    [Fact]
    public void After_other_weights_it_is_the_step_of_the_weighted_data() => Sample(setup =>
    {
        System.Random random = new(setup.Seed);
        double[] weights = [.. Enumerable.Range(0, setup.Model.Products.RowCount).Select(_ => 0.1 + (3 * random.NextDouble()))];
        setup.Step.Reweight(RowProducts.Create(setup.Model).Weigh(weights));
        DenseStep dense = new(setup, Vector<double>.Build.Dense(weights));
        Assert.True(setup.Step.TryRun(setup.Tau), setup.What);
        setup.Compare(dense.Mean, setup.Step.Effects, setup.Step.Beta, "mean", dense);
        Close(dense.Rows.ResidualSquares(dense.Mean, dense.Weights) + (dense.Gram * dense.V).Trace(), setup.Step.ResidualSquares, 0, setup.What);
    });

    private static void Sample(Action<Setup> check) => Gen.Int[0, 1 << 30].Sample(seed => check(new Setup(seed)), iter: Models);

    internal static void Close(double expected, double found, double scale, string what) =>
        Assert.True(Math.Abs(expected - found) <= RelativeError * Math.Max(Math.Abs(expected), scale), $"{what}: {found:R}, by dense matrices {expected:R}");

    /// <summary>A random model with random Λ, τ and priors of coefficients.</summary>
    internal sealed class Setup
    {
        public Setup(int seed)
        {
            Seed = seed;
            What = RandomGraphModels.Describe(seed);
            Model = RandomGraphModels.Bind(seed);
            System.Random random = new(seed);
            ConjugateModel graph = ConjugateCompiler.Compile(Model);
            Constants = [.. graph.Coefficients.Select(prior => prior is CoefficientPrior.Fixed known ? known.Value : double.NaN)];
            int[] unknown = [.. Enumerable.Range(0, Constants.Length).Where(j => double.IsNaN(Constants[j]))];
            Equations = MixedModelEquations.Analyze(Model.Products, unknown);
            Step = new EffectsStep(Model.Products, Equations, Constants, 1);
            Tau = 0.2 + random.NextDouble();
            Lambdas = [.. Model.Products.Terms.Select(term => Matrix<double>.Build.Dense(
                term.Width, term.Width,
                (i, j) => i == j ? 0.3 + random.NextDouble() : j < i && term.Structure.HasCorrelations ? random.NextDouble() - 0.5 : 0))];
            for (int k = 0; k < Lambdas.Length; k++)
            {
                Span<double> L = Step.Lambda(k);
                for (int i = 0; i < L.Length; i++)
                {
                    L[i] = Lambdas[k][i / Lambdas[k].RowCount, i % Lambdas[k].RowCount];
                }
            }

            PriorMeans = new double[unknown.Length];
            for (int j = 0; j < unknown.Length; j++)
            {
                Step.Precision[j] = random.Next(3) == 0 ? 0 : 2 * random.NextDouble();
                PriorMeans[j] = 4 * random.NextDouble();
                Step.Location[j] = PriorMeans[j] - Model.Products.Fixed.Reference[unknown[j]];
            }

            // ExpectedSquare is asked for proper priors only, but by the reference otherwise too.
            Dense = new DenseStep(this, null);
        }

        public int Seed { get; }

        public string What { get; }

        public BoundModel Model { get; }

        public MixedModelEquations Equations { get; }

        public EffectsStep Step { get; }

        public double[] Constants { get; }

        public double[] PriorMeans { get; }

        public double Tau { get; }

        public Matrix<double>[] Lambdas { get; }

        public DenseStep Dense { get; }

        /// <summary>(b, β) with all coefficients, from the step's coordinates.</summary>
        public Vector<double> Whole(ReadOnlySpan<double> b, ReadOnlySpan<double> beta)
        {
            double[] whole = [.. b, .. Constants];
            for (int j = 0; j < beta.Length; j++)
            {
                whole[b.Length + Step.Unknown[j]] = beta[j] + Model.Products.Fixed.Reference[Step.Unknown[j]];
            }

            return Vector<double>.Build.Dense(whole);
        }

        public void Compare(Vector<double> expected, ReadOnlySpan<double> b, ReadOnlySpan<double> beta, string quantity, DenseStep? dense = null)
        {
            Vector<double> whole = Whole(b, beta);
            for (int i = 0; i < whole.Count; i++)
            {
                Close(expected[i], whole[i], Math.Sqrt((dense ?? Dense).V[i, i]), $"{What}, {quantity} {i}");
            }
        }
    }

    /// <summary>The same with Q = τWᵀdiag(w)W + blkdiag(I ⊗ (ΛΛᵀ)⁻¹, D) in b itself.</summary>
    internal sealed class DenseStep
    {
        public DenseStep(Setup setup, Vector<double>? otherWeights)
        {
            Rows = new DenseRows(setup.Model);
            Weights = otherWeights ?? Rows.Weights;
            Gram = Rows.GramOf(Weights);
            int q = Rows.EffectCount, p = Rows.FixedCount;
            Matrix<double> Q = setup.Tau * Gram;
            for (int k = 0; k < setup.Lambdas.Length; k++)
            {
                TermShape term = setup.Model.Products.Terms[k];
                Matrix<double> P = (setup.Lambdas[k] * setup.Lambdas[k].Transpose()).Inverse();
                for (int level = 0; level < term.LevelCount; level++)
                {
                    int first = term.FirstEffectOf(level);
                    Q.SetSubMatrix(first, first, Q.SubMatrix(first, term.Width, first, term.Width) + P);
                }
            }

            Vector<double> y = Rows.Y.Clone(), mean = Vector<double>.Build.Dense(q + p);
            for (int j = 0; j < p; j++)
            {
                if (!double.IsNaN(setup.Constants[j]))
                {
                    y -= setup.Constants[j] * Rows.W.Column(q + j);
                    mean[q + j] = setup.Constants[j];
                }
            }

            Vector<double> h = setup.Tau * (Rows.W.Transpose() * Weights.PointwiseMultiply(y));
            int[] free = [.. Enumerable.Range(0, q), .. setup.Step.Unknown.ToArray().Select(j => q + j)];
            for (int j = 0; j < setup.PriorMeans.Length; j++)
            {
                int place = free[q + j];
                Q[place, place] += setup.Step.Precision[j];
                h[place] += setup.Step.Precision[j] * setup.PriorMeans[j];
            }

            V = Matrix<double>.Build.Dense(q + p, q + p);
            Matrix<double> inverse = Matrix<double>.Build.Dense(free.Length, free.Length, (i, j) => Q[free[i], free[j]]).Inverse();
            Vector<double> solution = inverse * Vector<double>.Build.Dense(free.Length, i => h[free[i]]);
            for (int i = 0; i < free.Length; i++)
            {
                mean[free[i]] = solution[i];
                for (int j = 0; j < free.Length; j++)
                {
                    V[free[i], free[j]] = inverse[i, j];
                }
            }

            Mean = mean;
        }

        public DenseRows Rows { get; }

        public Vector<double> Weights { get; }

        public Matrix<double> Gram { get; }

        public Matrix<double> V { get; }

        public Vector<double> Mean { get; }
    }
}
