using BayesLmm.Tests.References;
using CsCheck;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.Estimation.Checks;

public class LeastSquaresTests
{
    /// <summary>In units of the standard error; x has its mean at 5 of its sds, which the dense side does not centre.</summary>
    private const double DenseError = 1e-8;

    [Fact]
    public void Least_squares_equals_dense_normal_equations_on_random_designs() => Gen.Int[0, int.MaxValue].Sample(CheckDense, iter: 100, threads: 1);

    [Fact]
    public void The_design_effect_of_a_balanced_mean_is_what_analysis_of_variance_says()
    {
        // a groups of m rows: the mixed model's variance of the mean is (σ² + mτ²)/n, and (n − 1)s² = (a − 1)(σ² + mτ²) + a(m − 1)σ².
        RemlFit fit = ModelFiles.Bind("dyestuff").FitReml();
        LeastSquaresComparison comparison = fit.CompareWithLeastSquares();
        double residual = fit["sigma"] * fit["sigma"], between = residual + (5 * fit["sd(Batch, intercept)"] * fit["sd(Batch, intercept)"]);
        double simple = ((5 * between) + (24 * residual)) / 29;
        LeastSquaresCoefficient intercept = Assert.Single(comparison.Coefficients);
        Assert.Equal(between / simple, intercept.DesignEffect!.Value, 1e-5);
        Assert.Equal(1527.5, intercept.Estimate, 1e-9);
        Assert.Equal(29, comparison.DegreesOfFreedom);

        // Kish: 1 + (m − 1)ρ = (σ² + mτ²)/(σ² + τ²).
        double tau = (between - residual) / 5;
        Assert.Equal(5, comparison.Kish!.GroupSize);
        Assert.Equal(between / (residual + tau), comparison.Kish.DesignEffect, 1e-9);
        Assert.Equal(30 / comparison.Kish.DesignEffect, comparison.Kish.EffectiveSampleSize, 1e-9);
    }

    [Fact]
    public void A_coefficient_is_found_by_its_name()
    {
        LeastSquaresComparison comparison = Reference.Read("reml", "sleepstudy_intercept").Bind().FitReml().CompareWithLeastSquares();
        LeastSquaresCoefficient days = comparison.Coefficients[1];
        Assert.Equal(
            (days.Estimate, days.StandardError, days.DesignEffect), (comparison["Days"], comparison.StandardError("Days"), comparison.DesignEffect("Days")));
        Assert.Throws<ArgumentException>(() => comparison["x"]);
    }

    [Fact]
    public void A_comparison_within_groups_gains_by_the_grouping()
    {
        LeastSquaresComparison comparison = Reference.Read("reml", "sleepstudy_intercept").Bind().FitReml().CompareWithLeastSquares();
        Assert.True(comparison.Coefficients.Single(row => row.Name == "intercept").DesignEffect > 1.5);
        Assert.True(comparison.Coefficients.Single(row => row.Name == "Days").DesignEffect < 0.6);
        Assert.Equal(10, comparison.Kish!.GroupSize);
    }

    [Theory]
    [InlineData("y ~ x + (x | g)")]
    [InlineData("y ~ x + (0 + x | g)")]
    [InlineData("y ~ x + (1 | g) + (1 | k)")]
    [InlineData("y ~ x + (1 | g)\nweights w")]
    [InlineData("y ~ x")]
    public void The_rule_of_thumb_is_left_out_where_it_does_not_apply(string text) =>
        Assert.Null(Model.Parse(text).Bind(RandomMixedData.Create(new System.Random(6), 60)).FitReml().CompareWithLeastSquares().Kish);

    [Fact]
    public void With_known_errors_the_standard_errors_are_those_of_a_fixed_effect_meta_analysis()
    {
        Table table = Table.FromColumns(
            "t", new NumericColumn("y", [1, 4, 2, 6]), new NumericColumn("s", [1, 2, 1, 2]), new NumericColumn("study", [1, 2, 3, 4]));
        LeastSquaresComparison comparison = Model.Parse("y ~ 1 + (1 | study)\nknown_se s").Bind(table).FitReml().CompareWithLeastSquares();
        Assert.Equal((1, null), (comparison.Sigma, comparison.DegreesOfFreedom));
        Assert.Equal((1 + 1 + 2 + 1.5) / 2.5, comparison.Coefficients[0].Estimate, 1e-12);
        Assert.Equal(1 / Math.Sqrt(2.5), comparison.Coefficients[0].StandardError!.Value, 1e-12);
    }

    private static void CheckDense(int seed)
    {
        RemlFit fit = RandomMixedData.Fit(seed, out _);
        LeastSquaresComparison comparison = fit.CompareWithLeastSquares();
        DenseMixedModel dense = new(fit);
        int n = fit.RowCount, p = dense.X.ColumnCount;
        Matrix<double> W = Matrix<double>.Build.DenseDiagonal(n, n, i => fit.Model.Design.Weights?[i] ?? 1);
        Matrix<double> inverse = (dense.X.Transpose() * W * dense.X).Inverse();
        Vector<double> beta = inverse * dense.X.Transpose() * W * dense.Y, residual = dense.Y - (dense.X * beta);
        double sigma = fit.Model.HasKnownErrors ? 1 : Math.Sqrt(residual * W * residual / (n - p));
        Assert.Equal(sigma, comparison.Sigma!.Value, DenseError * sigma);
        for (int j = 0; j < p; j++)
        {
            LeastSquaresCoefficient row = comparison.Coefficients[j];
            double error = sigma * Math.Sqrt(inverse[j, j]), mixed = Math.Sqrt(dense.CovarianceOfBeta[j, j]);
            Assert.Equal(beta[j], row.Estimate, DenseError * error);
            Assert.Equal(error, row.StandardError!.Value, DenseError * error);
            Assert.Equal(beta[j] / error, row.T!.Value, DenseError * (1 + Math.Abs(row.T.Value)));
            Assert.Equal(mixed * mixed / (error * error), row.DesignEffect!.Value, 10 * DenseError * row.DesignEffect.Value);
        }
    }
}
