using BayesLmm.Design.Products;
using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.FactorGraphs.Variational;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.FactorGraphs.Variational;

/// <summary>
/// The messages of one precision matrix, apart from a sweep: against their formulas with dense matrices, and against the messages of a single precision.
/// </summary>
public sealed class WishartUpdateTests
{
    /// <summary>Rounding of inverses and logarithms of numbers near 1.</summary>
    private const double Rounding = 1e-11;

    /// <summary>Central differences with a step of 1e-5 lose about 1e-10; four digits more for the inverses in them.</summary>
    private const double DifferenceError = 1e-6;

    private const int Levels = 9;

    private static readonly double[] Coordinates = [0.3, -0.4, 0.2, 0.5, -0.3, -0.6];

    private static readonly Matrix<double> S = Matrix<double>.Build.DenseOfArray(new[,] { { 7.0, 1.5, -0.5 }, { 1.5, 4.0, 0.8 }, { -0.5, 0.8, 2.0 } });

    [Fact]
    public void Under_Huang_and_Wands_prior_the_rate_has_the_expected_scales_on_its_diagonal()
    {
        CovariancePrior.HuangWand prior = new(2.5, [2, 0.5, 1]);
        CovarianceMarginal.Correlated marginal = Update(prior, out Matrix<double> P, out _);

        double[] scales = [.. prior.Scales.Select((A, i) => (2.5 + 3) / 2 / ((1 / (A * A)) + (2.5 * P[i, i])))];
        AssertRate(marginal, (2.5 * Matrix<double>.Build.DenseOfDiagonalArray(scales)) + (S / 2));
        Assert.Equal(((2.5 + 3 - 1) / 2) + (Levels / 2.0), marginal.Shape);
    }

    [Fact]
    public void Under_the_matrix_F_prior_the_rate_has_the_expected_rate_matrix()
    {
        CovariancePrior.MatrixF prior = new(3, [4, 0.25, 1]);
        CovarianceMarginal.Correlated marginal = Update(prior, out Matrix<double> P, out _);

        Matrix<double> rateOfR = Matrix<double>.Build.DenseOfDiagonalArray([1 / 4.0, 1 / 0.25, 1]) + P;
        AssertRate(marginal, ((1.5 + 2.5) * rateOfR.Inverse()) + (S / 2));
        Assert.Equal(2.5 + (Levels / 2.0), marginal.Shape);
    }

    [Fact]
    public void The_coordinates_written_are_those_of_the_inverse_of_the_updated_mean()
    {
        WishartUpdate update = new(new CovariancePrior.HuangWand(2, [1, 1, 1]));
        CovarianceMarginal.Correlated marginal = Update(update, out _);
        double[] written = new double[6], lambda = new double[9];
        update.Write(written);
        CovarianceCoordinates.ToFactor(written, 3, lambda);

        Matrix<double> L = Matrix<double>.Build.Dense(3, 3, (i, j) => lambda[(i * 3) + j]),
            B = Matrix<double>.Build.Dense(3, 3, (i, j) => marginal.Rate[(i * 3) + j]);
        Assert.True((L * L.Transpose() - (B / marginal.Shape)).FrobeniusNorm() < Rounding);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(3.0)]
    [InlineData(7.5)]
    public void Of_one_effect_both_priors_are_the_half_t_of_a_single_precision(double df)
    {
        const double A = 0.7, Squares = 5.3, Mean = 1.9;
        PrecisionUpdate single = new(new PrecisionPrior.HalfT(df, A));
        single.Read(Mean);
        single.Update(Squares, Levels);

        foreach (CovariancePrior prior in (CovariancePrior[])[new CovariancePrior.HuangWand(df, [A]), MatrixFPriors.From([new PrecisionPrior.HalfT(df, A)])])
        {
            WishartUpdate update = new(prior);
            update.Read([-0.5 * Math.Log(Mean)], new double[1]);
            update.Update([Squares], Levels);
            CovarianceMarginal.Correlated marginal = (CovarianceMarginal.Correlated)update.Marginal;
            double[] variance = new double[1];
            update.WriteVariance(variance, 1, 0);

            Assert.Equal(single.Marginal.Shape, marginal.Shape, Rounding);
            Assert.Equal(single.Marginal.Rate, marginal.Rate[0], Rounding);
            Assert.Equal(single.Bound(Squares, Levels), update.Bound([Squares], Levels), Rounding);

            // The coordinate of a matrix is that of a standard deviation, −½ of the logarithm of a precision.
            Assert.Equal(single.CoordinateVariance / 4, variance[0], DifferenceError);
        }
    }

    [Fact]
    public void The_units_of_the_effects_change_the_bound_by_a_constant_and_no_variance_of_a_coordinate()
    {
        double[] units = [10, 0.01, 3];
        WishartUpdate plain = new(new CovariancePrior.HuangWand(2, [1, 2, 3])), scaled = new(new CovariancePrior.HuangWand(2, [1 * 10, 2 * 0.01, 3 * 3]));
        Update(plain, out _);
        double[] rows = [.. S.ToRowMajorArray().Select((s, i) => s * units[i / 3] * units[i % 3])];
        scaled.Read(InUnits(units), new double[9]);
        scaled.Update(rows, Levels);
        double[] one = new double[36], other = new double[36];
        plain.WriteVariance(one, 6, 0);
        scaled.WriteVariance(other, 6, 0);

        double shift = Levels * units.Sum(Math.Log);
        Assert.Equal(plain.Bound(S.ToRowMajorArray(), Levels) - shift, scaled.Bound(rows, Levels), 1e-8);
        Assert.All(Enumerable.Range(0, 36), i => Assert.Equal(one[i], other[i], DifferenceError));
    }

    private static CovarianceMarginal.Correlated Update(CovariancePrior prior, out Matrix<double> P, out WishartUpdate update)
    {
        update = new WishartUpdate(prior);
        return Update(update, out P);
    }

    /// <summary>Reads the coordinates, of which P is the mean, and updates with S.</summary>
    private static CovarianceMarginal.Correlated Update(WishartUpdate update, out Matrix<double> P)
    {
        double[] lambda = new double[9];
        update.Read(Coordinates, lambda);
        update.Update(S.ToRowMajorArray(), Levels);
        Matrix<double> L = Matrix<double>.Build.Dense(3, 3, (i, j) => lambda[(i * 3) + j]);
        P = (L * L.Transpose()).Inverse();
        return (CovarianceMarginal.Correlated)update.Marginal;
    }

    /// <summary>The coordinates of D ΛΛᵀ D. The ratios Λ_ij / Λ_ii belong to one row of Λ, which one unit multiplies: only the logarithms change.</summary>
    private static double[] InUnits(double[] units)
    {
        double[] x = [.. Coordinates];
        for (int i = 0; i < 3; i++)
        {
            x[(i * (i + 3)) / 2] += Math.Log(units[i]);
        }

        return x;
    }

    private static void AssertRate(CovarianceMarginal.Correlated marginal, Matrix<double> expected) =>
        Assert.All(Enumerable.Range(0, 9), i => Assert.Equal(expected[i / 3, i % 3], marginal.Rate[i], Rounding));
}
