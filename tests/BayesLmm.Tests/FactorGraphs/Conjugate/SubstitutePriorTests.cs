using BayesLmm.Distributions;
using BayesLmm.FactorGraphs.Conjugate;
using MathNet.Numerics.LinearAlgebra;
using MathNetDistributions = MathNet.Numerics.Distributions;

namespace BayesLmm.Tests.FactorGraphs.Conjugate;

public class SubstitutePriorTests
{
    /// <summary>Error of a median found by the midpoint rule on a grid of 10⁻⁵ of the range.</summary>
    private const double GridError = 2e-4;

    public static TheoryData<PriorDistribution> SdPriors =>
    [
        new Normal(5, 3), new Normal(-2, 3), new StudentT(4, 3, 2), new Cauchy(1, 2), new Laplace(1, 2), new Laplace(-1, 2), new Logistic(2, 1),
        new Exponential(0.5), new Gamma(2, 0.7), new InverseGamma(3, 4), new LogNormal(0.5, 0.4), new Uniform(-1, 6), new Uniform(2, 6),
    ];

    [Theory]
    [MemberData(nameof(SdPriors))]
    public void A_substitute_half_t_has_the_median_of_the_positive_part_of_the_prior(PriorDistribution given)
    {
        Distribution prior = (Distribution)given;
        PrecisionPrior.HalfT substitute = HalfTPriors.From(prior, 1, out bool isExact);

        Assert.False(isExact);
        double median = PositiveMedian(new StudentT(substitute.Df, 0, substitute.Scale));
        Assert.Equal(1, median / PositiveMedian(prior), GridError);
    }

    [Fact]
    public void A_matrix_F_of_one_effect_is_its_half_t()
    {
        CovariancePrior.MatrixF prior = MatrixFPriors.From([new PrecisionPrior.HalfT(3, 7)]);

        // shape ν/2 and a rate with rate 1/(ν A²).
        Assert.Equal(1.5, prior.Shape);
        Assert.Equal(0.5, prior.RateShape);
        Assert.Equal(3 * 49, prior.Scales[0], 1e-9);
    }

    [Fact]
    public void Standard_deviations_under_the_matrix_F_have_their_half_t_medians()
    {
        const int draws = 20_000;
        PrecisionPrior.HalfT[] sds = [new(3, 7), new(3, 0.2)];
        CovariancePrior.MatrixF prior = MatrixFPriors.From(sds);
        System.Random random = new(11);
        Matrix<double> scales = Matrix<double>.Build.DenseOfDiagonalArray([.. prior.Scales]);
        double[][] drawn = [new double[draws], new double[draws]];
        for (int i = 0; i < draws; i++)
        {
            // MathNet's Wishart has 2a degrees of freedom and scale B⁻¹/2.
            Matrix<double> rate = MathNetDistributions.Wishart.Sample(random, 2 * prior.RateShape, scales / 2);
            Matrix<double> covariance = MathNetDistributions.Wishart.Sample(random, 2 * prior.Shape, rate.Inverse() / 2).Inverse();
            drawn[0][i] = Math.Sqrt(covariance[0, 0]);
            drawn[1][i] = Math.Sqrt(covariance[1, 1]);
        }

        for (int i = 0; i < 2; i++)
        {
            Array.Sort(drawn[i]);

            // The median of 20,000 such draws has a relative standard error of about 0.8 %.
            double expected = sds[i].Scale * MathNetDistributions.StudentT.InvCDF(0, 1, 3, 0.75);
            Assert.Equal(1, drawn[i][draws / 2] / expected, 0.035);
        }
    }

    /// <summary>The median of what is left above 0, by the midpoint rule in x = t/(1 − t).</summary>
    private static double PositiveMedian(Distribution prior)
    {
        const int nodes = 100_000;
        double[] cumulative = new double[nodes];
        double sum = 0;
        for (int i = 0; i < nodes; i++)
        {
            double t = (i + 0.5) / nodes;
            sum += Math.Exp(prior.LogDensity(t / (1 - t), out _)) / ((1 - t) * (1 - t));
            cumulative[i] = sum;
        }

        double median = (Array.FindIndex(cumulative, c => c > sum / 2) + 0.5) / nodes;
        return median / (1 - median);
    }
}
