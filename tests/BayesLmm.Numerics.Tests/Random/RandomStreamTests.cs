namespace BayesLmm.Numerics.Tests.Random;

public sealed class RandomStreamTests
{
    private const ulong Seed = 20261122;
    private const int N = 200_000;

    // Five standard errors: with fixed seeds the tests are deterministic, and a correct generator had a chance of 6e-7 to fail each.
    private const double FiveSigma = 5;

    // Computed apart from this code, in Python, from the published recurrences of SplitMix64 and xoshiro256++ and the formulas in the docs.
    private static readonly ulong[] GoldenBits = [0xC56CF7B90CD89A70, 0x84F11C52210F7791, 0x1E4E5E2979AE37A0, 0x0193F80D2E49C0F1];
    private static readonly double[] GoldenReals =
        [0.7209400712615915, -0.7013108023277781, -1.3020459353545246, -0.27435170707328393, 0.36836363443290093, 2.1451742314390803];

    [Fact]
    public void The_first_numbers_of_a_stream_are_the_same_bits_everywhere_and_for_ever()
    {
        RandomStream random = new(seed: 1, stream: 2);
        ulong[] bits = [.. Enumerable.Range(0, 4).Select(_ => random.NextBits())];
        double[] reals = [random.NextUniform(), random.NextNormal(), random.NextNormal(), random.NextNormal(), random.NextExponential(), random.NextGamma(2.5)];
        Assert.Equal<ulong>(GoldenBits, bits);
        Assert.Equal<double>(GoldenReals, reals);
    }

    [Fact]
    public void Streams_of_one_seed_and_seeds_of_one_stream_share_no_number()
    {
        HashSet<ulong> seen = [];
        int drawn = 0;
        for (ulong seed = 0; seed < 20; seed++)
        {
            for (ulong stream = 0; stream < 20; stream++)
            {
                RandomStream random = new(seed, stream);
                for (int i = 0; i < 100; i++)
                {
                    seen.Add(random.NextBits());
                    drawn++;
                }
            }
        }

        Assert.Equal(drawn, seen.Count);
    }

    [Fact]
    public void Neighbouring_streams_are_uncorrelated()
    {
        RandomStream a = new(Seed, 0);
        RandomStream b = new(Seed, 1);
        double sum = 0;
        for (int i = 0; i < N; i++)
        {
            sum += (a.NextUniform() - 0.5) * (b.NextUniform() - 0.5) * 12;
        }

        Assert.InRange(sum / N, -FiveSigma / Math.Sqrt(N), FiveSigma / Math.Sqrt(N));
    }

    [Fact]
    public void Uniform_numbers_fill_the_open_unit_interval_evenly()
    {
        RandomStream random = new(Seed);
        double[] values = new double[N];
        random.FillUniform(values);
        Assert.All(values, u => Assert.True(u is > 0 and < 1));
        AssertKolmogorovSmirnov(values, u => u);
    }

    [Fact]
    public void Normal_numbers_are_normal()
    {
        RandomStream random = new(Seed);
        double[] values = new double[N];
        random.FillNormal(values);
        AssertKolmogorovSmirnov(values, x => MathNet.Numerics.Distributions.Normal.CDF(0, 1, x));
        AssertMean(values.Select(x => x * x), 1, 2);
        AssertMean(values.Select(x => x * x * x * x), 3, 96);
        AssertMean(values.Zip(values.Skip(1), (x, next) => x * next), 0, 1);   // the two numbers of a pair and those of neighbouring pairs
    }

    [Fact]
    public void Filling_a_span_gives_the_numbers_that_single_calls_give()
    {
        RandomStream filled = new(Seed);
        RandomStream single = new(Seed);
        double[] values = new double[7];
        filled.FillNormal(values);
        Assert.Equal(Enumerable.Range(0, 7).Select(_ => single.NextNormal()), values);
        Assert.Equal(single.NextNormal(), filled.NextNormal());
    }

    [Fact]
    public void Exponential_numbers_are_exponential_and_their_logarithm_is_right_to_the_last_digits()
    {
        RandomStream random = new(Seed);
        RandomStream uniform = new(Seed);
        double[] values = new double[N];
        for (int i = 0; i < N; i++)
        {
            values[i] = random.NextExponential();
            double expected = -Math.Log(uniform.NextUniform());
            Assert.InRange(values[i], expected * (1 - 1e-15), expected * (1 + 1e-15));
        }

        AssertKolmogorovSmirnov(values, x => 1 - Math.Exp(-x));
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(1.0)]
    [InlineData(7.5)]
    public void Gamma_numbers_have_the_gamma_distribution(double shape)
    {
        RandomStream random = new(Seed);
        double[] values = [.. Enumerable.Range(0, N).Select(_ => random.NextGamma(shape))];
        AssertKolmogorovSmirnov(values, x => MathNet.Numerics.Distributions.Gamma.CDF(shape, 1, x));
    }

    [Fact]
    public void Integers_are_even_on_their_range()
    {
        RandomStream random = new(Seed);
        int[] counts = new int[6];
        for (int i = 0; i < N; i++)
        {
            counts[random.NextInteger(6)]++;
        }

        double chiSquare = counts.Sum(c => (c - (N / 6.0)) * (c - (N / 6.0)) / (N / 6.0));
        Assert.InRange(chiSquare, 0, 35);   // the 1 − 1.5e-6 quantile of χ²(5)
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        RandomStream random = new(Seed);
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextInteger(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextGamma(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextGamma(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextGamma(double.PositiveInfinity));
    }

    private static void AssertMean(IEnumerable<double> values, double mean, double variance)
    {
        double halfWidth = FiveSigma * Math.Sqrt(variance / N);
        Assert.InRange(values.Average(), mean - halfWidth, mean + halfWidth);
    }

    private static void AssertKolmogorovSmirnov(double[] values, Func<double, double> cdf)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        double distance = sorted.Select((x, i) => Math.Max(cdf(x) - ((double)i / sorted.Length), ((i + 1.0) / sorted.Length) - cdf(x))).Max();
        Assert.InRange(distance * Math.Sqrt(sorted.Length), 0, 2.7);   // P(√n D > 2.7) = 2 exp(−2 · 2.7²) = 9e-7
    }
}
