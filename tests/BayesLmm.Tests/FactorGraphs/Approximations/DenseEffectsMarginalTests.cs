using BayesLmm.FactorGraphs.Approximations;

namespace BayesLmm.Tests.FactorGraphs.Approximations;

public class DenseEffectsMarginalTests
{
    /// <summary>Rounding of products of three numbers near 1.</summary>
    private const double Rounding = 1e-12;

    // The second element is constant, the third the sum of the first and an independent part, the fourth twice the first.
    private static readonly double[] Mean = [1, 5, -2, 0];

    private static readonly double[] Covariance =
    [
        2, 0, 2, 4,
        0, 0, 0, 0,
        2, 0, 3, 4,
        4, 0, 4, 8,
    ];

    [Fact]
    public void Draws_have_the_mean_and_the_covariance_matrix_singular_as_it_is()
    {
        DenseEffectsMarginal marginal = new(Mean, Covariance);
        double[,] found = new double[4, 4];
        double[] normals = new double[4], draw = new double[4];
        for (int i = 0; i < 4; i++)
        {
            Array.Clear(normals);
            normals[i] = 1;
            marginal.Draw(normals, draw);
            for (int a = 0; a < 4; a++)
            {
                for (int b = 0; b < 4; b++)
                {
                    found[a, b] += (draw[a] - Mean[a]) * (draw[b] - Mean[b]);
                }
            }
        }

        Assert.Equal(Covariance, found.Cast<double>(), (a, b) => Math.Abs(a - b) < Rounding);
        Assert.Equal(Mean, marginal.Means.ToArray());
        Assert.Equal([2.0, 0, 3, 8], marginal.Variances.ToArray());
    }

    [Fact]
    public void The_variance_of_a_combination_is_that_of_its_draws()
    {
        EffectsMarginal marginal = new DenseEffectsMarginal(Mean, Covariance);
        double[] weights = [1, 7, -2, 0.5];

        // w'Vw by hand: 2 + 12 + 2 + 2 (−4 + 2 − 4).
        Assert.Equal(4, marginal.VarianceOf(weights), Rounding);
        Assert.Equal(4, new DrawsOnly(marginal).VarianceOf(weights), Rounding);
    }

    [Fact]
    public void A_covariance_matrix_of_another_size_or_with_a_negative_variance_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new DenseEffectsMarginal([1, 2], [1, 0, 1]));
        Assert.Throws<ArgumentException>(() => new DenseEffectsMarginal([1, 2], [1, 0, 0, -1]));
        Assert.Throws<ArgumentException>(() => new DenseEffectsMarginal([1, double.NaN], [1, 0, 0, 1]));
    }

    /// <summary>An engine that overrides nothing.</summary>
    private sealed class DrawsOnly(EffectsMarginal inner) : EffectsMarginal
    {
        public override ReadOnlySpan<double> Means => inner.Means;

        public override ReadOnlySpan<double> Variances => inner.Variances;

        public override void Draw(Span<double> normals, Span<double> draw) => inner.Draw(normals, draw);
    }
}
