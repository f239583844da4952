using CsCheck;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.Estimation.Checks;

public class ResidualTests
{
    /// <summary>The dense side inverts n × n matrices.</summary>
    private const double DenseError = 1e-7;

    [Fact]
    public void Residuals_fitted_values_and_leverages_equal_dense_ones() => Gen.Int[0, int.MaxValue].Sample(CheckDense, iter: 100, threads: 1);

    [Fact]
    public void Rows_are_numbered_as_in_the_table()
    {
        Table table = RandomMixedData.Create(new System.Random(4), 90);
        RemlFit fit = Model.Parse("where x > 4.5\ny ~ x + (1 | g)").Bind(table).FitReml();
        ResidualTable residuals = fit.Residuals();
        Assert.True(fit.Model.Rows is { Excluded: > 0, Dropped: > 0 }, $"{fit.Model.Rows}");
        Assert.True(table.TryGetColumn("y", out Column? y));
        Assert.True(table.TryGetColumn("x", out Column? x));
        Assert.Equal(Enumerable.Range(1, 90).Where(row => ((NumericColumn)x).Values[row - 1] > 4.5 && !y.IsMissing(row - 1)), residuals.Rows);
        for (int i = 0; i < residuals.Rows.Count; i++)
        {
            Assert.Equal(((NumericColumn)y).Values[residuals.Rows[i] - 1], residuals.ConditionalFitted[i] + residuals.Conditional[i], 1e-12);
        }
    }

    [Fact]
    public void A_row_that_is_fitted_whatever_its_response_has_no_standardized_residual()
    {
        Table table = Table.FromColumns(
            "t",
            new NumericColumn("y", [1, 4, 2, 6, 5, 9, 4]),
            new NumericColumn("x", [0, 0, 0, 0, 0, 0, 1]),
            new NumericColumn("g", [1, 1, 2, 2, 3, 3, 3]));
        ResidualTable residuals = Model.Parse("y ~ x + (1 | g)").Bind(table).FitReml().Residuals();
        Assert.Equal(1, residuals.Leverages[6], 1e-10);
        Assert.Null(residuals.Standardized[6]);
        Assert.All(residuals.Standardized.Take(6), value => Assert.NotNull(value));
    }

    private static void CheckDense(int seed)
    {
        RemlFit fit = RandomMixedData.Fit(seed, out _);
        DenseMixedModel dense = new(fit);
        ResidualTable residuals = fit.Residuals();
        int n = fit.RowCount;
        Vector<double> offset = Vector<double>.Build.Dense(n, i => fit.Model.Design.Offset?[i] ?? 0);
        Vector<double> marginal = dense.X * dense.Beta, conditional = marginal + (dense.Z * dense.B);

        // fitted = y − R P y.
        Matrix<double> H = Matrix<double>.Build.DenseIdentity(n) - (dense.R * dense.P);
        Matrix<double> covariance = dense.R * dense.P * dense.R;
        for (int i = 0; i < n; i++)
        {
            Assert.Equal(offset[i] + marginal[i], residuals.MarginalFitted[i], DenseError * 100);
            Assert.Equal(offset[i] + conditional[i], residuals.ConditionalFitted[i], DenseError * 100);
            Assert.Equal(dense.Y[i] - marginal[i], residuals.Marginal[i], DenseError * 100);
            Assert.Equal(dense.Y[i] - conditional[i], residuals.Conditional[i], DenseError * 100);
            Assert.Equal(residuals.Conditional[i] / Math.Sqrt(dense.R[i, i]), residuals.Pearson[i], DenseError);
            Assert.Equal(H[i, i], residuals.Leverages[i], DenseError);
            Assert.Equal(residuals.Conditional[i] / Math.Sqrt(covariance[i, i]), residuals.Standardized[i]!.Value, 10 * DenseError);
        }

        Assert.Equal(H.Trace(), residuals.EffectiveCoefficients, n * DenseError);
    }
}
