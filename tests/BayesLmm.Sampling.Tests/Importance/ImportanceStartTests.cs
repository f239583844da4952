using BayesLmm.Numerics;
using BayesLmm.Sampling.Start;

namespace BayesLmm.Sampling.Tests.Importance;

/// <summary>Importance sampling from a start that is given.</summary>
public sealed class ImportanceStartTests
{
    private static readonly ImportanceOptions Options = new() { EffectiveSize = 4000, Draws = 500, Seed = 2 };

    [Fact]
    public void From_a_good_start_the_integral_of_a_density_is_found()
    {
        // N((3, −1), [4, 1.2; 1.2, 1]) times e⁵: log of the integral 5 + log 2π + ½ log |Σ|.
        NormalDensity density = new();
        ImportanceStart start = new([3, -1], [4, 1.2, 1.2, 1], "It was known.");
        Draws result = Sample(density, start);
        Assert.Equal(5 + Math.Log(2 * Math.PI) + (0.5 * Math.Log(4 - 1.44)), result.LogEvidence, (4 * result.LogEvidenceError) + 1e-12);
        Assert.InRange(result.LogEvidenceError, 0, 0.02);
        Assert.True(result.ParetoShape < 0.5);
        Assert.Equal(("It was known.", 0), (result.Start.Explanation, result.Start.Evaluations));
        Assert.Equal(0, density.Gradients);
    }

    [Fact]
    public void From_a_start_that_is_off_it_is_found_too_after_adaptation()
    {
        Draws result = Sample(new NormalDensity(), new ImportanceStart([1.5, -0.4], [9, 0, 0, 0.6], "A guess."));
        Assert.Equal(5 + Math.Log(2 * Math.PI) + (0.5 * Math.Log(4 - 1.44)), result.LogEvidence, 4 * result.LogEvidenceError);
        double[] first = result.Coordinate(0);
        Assert.Equal(3, first.Average(), 5 * 2 / Math.Sqrt(1000));
    }

    [Theory]
    [InlineData(new double[] { 1 }, new double[] { 1 },
        "A start for 2 coordinates has as many numbers and their squares in a covariance matrix; this one has 1 and 1.")]
    [InlineData(new double[] { 1, 2 }, new double[] { 1, 0, 0 },
        "A start for 2 coordinates has as many numbers and their squares in a covariance matrix; this one has 2 and 3.")]
    [InlineData(new double[] { 1, double.NaN }, new double[] { 1, 0, 0, 1 },
        "Coordinate 1 of the start is NaN with variance 1; the first must be finite, the second positive.")]
    [InlineData(new double[] { double.PositiveInfinity, 2 }, new double[] { 1, 0, 0, 1 },
        "Coordinate 0 of the start is Infinity with variance 1; the first must be finite, the second positive.")]
    [InlineData(new double[] { 1, 2 }, new double[] { 0, 0, 0, 1 },
        "Coordinate 0 of the start is 1 with variance 0; the first must be finite, the second positive.")]
    [InlineData(new double[] { 1, 2 }, new double[] { 1, 0, 0, double.NaN },
        "Coordinate 1 of the start is 2 with variance NaN; the first must be finite, the second positive.")]
    [InlineData(new double[] { 1, 2 }, new double[] { 1, 0, 0, double.PositiveInfinity },
        "Coordinate 1 of the start is 2 with variance Infinity; the first must be finite, the second positive.")]
    [InlineData(new double[] { 1, 2 }, new double[] { 1, double.NaN, double.NaN, 1 },
        "The covariance of coordinates 0 and 1 of the start is NaN; it must be finite.")]
    public void A_wrong_start_is_refused_with_its_numbers(double[] center, double[] covariance, string expected)
    {
        ImportanceStart start = new(EquatableArray.Create<double>(center), EquatableArray.Create<double>(covariance), "");
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => ImportanceSampler.TrySample(new NormalDensity(), Options, out _, start: start)).Message);
    }

    [Fact]
    public void A_start_at_which_the_density_is_zero_is_explained()
    {
        ImportanceStart start = new([50, 50], [1, 0, 0, 1], "");
        Assert.Null(ImportanceSampler.TrySample(new NormalDensity(largest: 20), Options, out string explanation, start: start));
        Assert.Equal("The density is zero, or cannot be computed, at the start that was given.", explanation);
    }

    private static Draws Sample(ILogDensity density, ImportanceStart start)
    {
        Draws? result = ImportanceSampler.TrySample(density, Options, out string explanation, start: start);
        Assert.True(result is not null, explanation);
        Assert.Equal("", explanation);
        return result;
    }

    private sealed class NormalDensity(double largest = double.PositiveInfinity) : ILogDensity, ILogDensityEvaluator
    {
        public int Gradients { get; private set; }

        public int Dimension => 2;

        public ILogDensityEvaluator CreateEvaluator() => this;

        public double Evaluate(ReadOnlySpan<double> position) => LogDensity(position);

        public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
        {
            Gradients++;
            (double a, double b) = (position[0] - 3, position[1] + 1);
            gradient[0] = -(a - (1.2 * b)) / 2.56;
            gradient[1] = -((4 * b) - (1.2 * a)) / 2.56;
            return LogDensity(position);
        }

        private double LogDensity(ReadOnlySpan<double> position)
        {
            (double a, double b) = (position[0] - 3, position[1] + 1);
            return position[0] > largest ? double.NegativeInfinity : 5 - (0.5 * ((a * a) - (2.4 * a * b) + (4 * b * b)) / 2.56);
        }
    }
}
