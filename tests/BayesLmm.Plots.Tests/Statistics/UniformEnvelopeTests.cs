using BayesLmm.Numerics;
using BayesLmm.Plots.Statistics;

namespace BayesLmm.Plots.Tests.Statistics;

public class UniformEnvelopeTests
{
    [Fact]
    public void The_probability_of_staying_inside_is_exact_for_two_numbers()
    {
        // Of two uniform numbers exactly one is below ½: probability ½. And at most one below ⅓, at least one below ⅔: 1 − 2 · (1/9).
        Assert.Equal(0.5, UniformEnvelope.ProbabilityInside(2, [0.5], [(1, 1)]), 1e-12);
        Assert.Equal(7.0 / 9, UniformEnvelope.ProbabilityInside(2, [1.0 / 3, 2.0 / 3], [(0, 1), (1, 2)]), 1e-12);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(180)]
    [InlineData(1200)]
    public void About_95_of_100_uniform_samples_stay_inside(int count)
    {
        const int Samples = 2000;
        UniformEnvelope band = UniformEnvelope.Of(count);
        RandomStream random = new(17);
        int inside = 0;
        double[] sample = new double[count];
        for (int s = 0; s < Samples; s++)
        {
            for (int i = 0; i < count; i++)
            {
                sample[i] = random.NextUniform();
            }

            Array.Sort(sample);
            inside += band.Places.Select((place, k) => EmpiricalDistribution.At(sample, place) is var part
                && part >= band.Lower[k] - 1e-12 && part <= band.Upper[k] + 1e-12).All(isInside => isInside) ? 1 : 0;
        }

        // Counts are whole numbers, so that small samples stay inside more often than asked for; 0.015 is three standard errors of 2,000 samples.
        Assert.InRange((double)inside / Samples, 0.95 - 0.015, 0.95 + 0.035);
    }

    [Fact]
    public void The_band_of_one_number_holds_everything()
    {
        UniformEnvelope band = UniformEnvelope.Of(1);

        Assert.All(band.Lower, end => Assert.Equal(0, end));
        Assert.All(band.Upper, end => Assert.Equal(1, end));
    }
}
