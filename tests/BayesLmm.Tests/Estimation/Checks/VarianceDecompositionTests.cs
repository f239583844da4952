using System.Text.Json;
using BayesLmm.Tests.References;
using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Statistics;

namespace BayesLmm.Tests.Estimation.Checks;

public class VarianceDecompositionTests
{
    /// <summary>What the optimiser's precision of about 1e-9 in the criterion leaves uncertain of a ratio of variances.</summary>
    private const double ReferenceError = 1e-6;

    private const double DenseError = 1e-9;

    public static TheoryData<string> Fits => [.. Reference.Names("reml")
        .Where(name => !name.StartsWith("insteval", StringComparison.Ordinal) && name is not ("sleepstudy_uncorrelated" or "machines_slopes" or "dyestuff2"))];

    public static TheoryData<string> LargeFits => ["insteval", "insteval_dept"];

    [Theory]
    [MemberData(nameof(Fits))]
    public void Icc_and_r2_are_those_of_performance(string name) => CheckReference(name);

    [Theory]
    [MemberData(nameof(LargeFits))]
    public void Icc_and_r2_of_large_crossed_models_are_those_of_performance(string name) => CheckReference(name);

    [Fact]
    public void A_singular_fit_has_an_icc_of_zero_where_performance_has_none()
    {
        Reference reference = Reference.Read("reml", "dyestuff2");
        VarianceDecomposition variance = reference.Bind().FitReml().DecomposeVariance();
        Assert.Equal(JsonValueKind.Null, reference["r2"].GetProperty("conditional").ValueKind);
        Assert.Equal((0, 0, 0, 0), (variance.AdjustedIcc, variance.UnadjustedIcc, variance.MarginalR2, variance.ConditionalR2));
        Assert.Equal([new GroupIcc("Batch", 0)], variance.IccByGroup);
    }

    [Fact]
    public void Uncorrelated_slopes_count_where_performance_forgets_them()
    {
        // With || performance 0.10.2 takes the variance of the first of the two terms of lme4, the intercept's, for all random variance.
        Reference reference = Reference.Read("reml", "sleepstudy_uncorrelated");
        RemlFit fit = reference.Bind().FitReml();
        VarianceDecomposition variance = fit.DecomposeVariance();
        double intercept = Square(fit["sd(Subject, intercept)"]), slope = Square(fit["sd(Subject, Days)"]), residual = Square(fit["sigma"]);
        Assert.Equal(reference["icc"].GetProperty("adjusted").GetDouble(), intercept / (intercept + residual), 1e-5);

        // The mean of Days² over 0, …, 9 is 28.5.
        Assert.Equal(intercept + (28.5 * slope), variance.Random, 1e-6);
        Assert.Equal(variance.Random / (variance.Random + residual), variance.AdjustedIcc, 1e-12);
    }

    [Fact]
    public void Effects_that_are_no_fixed_effects_column_count_where_performance_forgets_them()
    {
        // (0 + Machine | Worker) beside ~ Machine: insight 0.19 takes Z from the columns of X, which has none for machine A, and drops its variance.
        Reference reference = Reference.Read("reml", "machines_slopes");
        RemlFit fit = reference.Bind().FitReml();
        VarianceDecomposition variance = fit.DecomposeVariance();
        double a = Square(fit["sd(Worker, Machine[A])"]), b = Square(fit["sd(Worker, Machine[B])"]), c = Square(fit["sd(Worker, Machine[C])"]),
            residual = Square(fit["sigma"]);
        double forgotten = (b + c) / 3;
        Assert.Equal(reference["icc"].GetProperty("adjusted").GetDouble(), forgotten / (forgotten + residual), ReferenceError);

        // A third of the rows are of each machine; with an effect for each machine the mean variance is that of machines' effects.
        Assert.Equal((a + b + c) / 3, variance.Random, 1e-9);
    }

    [Fact]
    public void A_model_without_random_terms_has_the_r2_of_its_fixed_effects_only()
    {
        Table table = RandomMixedData.Create(new System.Random(5), 50);
        VarianceDecomposition variance = Model.Parse("y ~ x").Bind(table).FitReml().DecomposeVariance();
        Assert.Equal((0, 0), (variance.AdjustedIcc, variance.UnadjustedIcc));
        Assert.Equal(variance.MarginalR2, variance.ConditionalR2);
        Assert.InRange(variance.MarginalR2, 0.01, 1);
        Assert.Empty(variance.IccByGroup);
    }

    [Fact]
    public void The_decomposition_equals_a_naive_one_on_random_designs() => Gen.Int[0, int.MaxValue].Sample(CheckDense, iter: 100, threads: 1);

    [Fact]
    public void Multiplying_all_weights_changes_nothing()
    {
        Table table = RandomMixedData.Create(new System.Random(8), 80);
        VarianceDecomposition one = Model.Parse("y ~ x + (1 | g)\nweights w").Bind(table).FitReml().DecomposeVariance();
        VarianceDecomposition four = Model.Parse("y ~ x + (1 | g)\nweights 4 * w").Bind(table).FitReml().DecomposeVariance();
        Assert.Equal(one.AdjustedIcc, four.AdjustedIcc, 1e-6);
        Assert.Equal(one.MarginalR2, four.MarginalR2, 1e-6);
    }

    [Fact]
    public void The_random_variance_is_that_of_all_grouping_factors()
    {
        VarianceDecomposition variance = Reference.Read("reml", "penicillin").Bind().FitReml().DecomposeVariance();
        Assert.Equal(variance.Random, variance.RandomOf("plate") + variance.RandomOf("sample"), 1e-12);
        Assert.True(variance.RandomOf("sample") > variance.RandomOf("plate"));
        Assert.Equal(0, variance.RandomOf("x"));
    }

    private static double Square(double x) => x * x;

    private static void CheckReference(string name)
    {
        Reference reference = Reference.Read("reml", name);
        VarianceDecomposition variance = reference.Bind().FitReml().DecomposeVariance();
        Assert.Equal(reference["icc"].GetProperty("adjusted").GetDouble(), variance.AdjustedIcc, ReferenceError);
        Assert.Equal(reference["icc"].GetProperty("unadjusted").GetDouble(), variance.UnadjustedIcc, ReferenceError);
        Assert.Equal(reference["r2"].GetProperty("marginal").GetDouble(), variance.MarginalR2, ReferenceError);
        Assert.Equal(reference["r2"].GetProperty("conditional").GetDouble(), variance.ConditionalR2, ReferenceError);
        Assert.Equal(variance.AdjustedIcc, variance.IccByGroup.Sum(group => group.Icc), 1e-12);
    }

    private static void CheckDense(int seed)
    {
        RemlFit fit = RandomMixedData.Fit(seed, out _);
        DenseMixedModel dense = new(fit);
        VarianceDecomposition variance = fit.DecomposeVariance();
        Vector<double> beta = Vector<double>.Build.DenseOfEnumerable(fit.FixedEffects.Select(effect => effect.Estimate));
        Assert.Equal((dense.X * beta).Variance(), variance.Fixed, DenseError * (1 + variance.Fixed) * 100);
        Assert.Equal(dense.R.Trace() / fit.RowCount, variance.Residual, DenseError * variance.Residual);
        for (int k = 0; k < variance.Terms.Count; k++)
        {
            int first = dense.FirstEffect[k], count = dense.FirstEffect[k + 1] - first;
            Matrix<double> Z = dense.Z.SubMatrix(0, fit.RowCount, first, count), G = dense.G.SubMatrix(first, count, first, count);
            double expected = (Z * G * Z.Transpose()).Trace() / fit.RowCount;
            Assert.Equal(expected, variance.Terms[k].Variance, DenseError * (1 + (100 * dense.G.Diagonal().Maximum())));
        }
    }
}
