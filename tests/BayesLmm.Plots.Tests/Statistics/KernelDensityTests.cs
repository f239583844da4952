using BayesLmm.Numerics;
using BayesLmm.Plots.Statistics;

namespace BayesLmm.Plots.Tests.Statistics;

public class KernelDensityTests
{
    private const double Infinity = double.PositiveInfinity;

    /// <summary>The trapezoid rule on steps of a small part of a bandwidth is exact to this for a sum of normal curves.</summary>
    private const double IntegralTolerance = 1e-6;

    public static TheoryData<double, double> Bounds => new() { { -Infinity, Infinity }, { 0, Infinity }, { -1, 1 }, { -Infinity, 1 } };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void It_integrates_to_one_whatever_the_bounds(double lower, double upper)
    {
        KernelDensity density = new(Draws(400, lower, upper), lower, upper);
        double first = Math.Max(lower, -30);
        double last = Math.Min(upper, 30);
        const int Steps = 40_000;
        double width = (last - first) / Steps;
        double sum = 0.5 * (density.At(first) + density.At(last));
        for (int i = 1; i < Steps; i++)
        {
            sum += density.At(first + (i * width));
        }

        Assert.Equal(1, sum * width, IntegralTolerance);
    }

    [Theory]
    [MemberData(nameof(Bounds))]
    public void It_equals_the_naive_sum_over_the_draws_and_their_mirror_images(double lower, double upper)
    {
        double[] draws = Draws(300, lower, upper);
        KernelDensity density = new(draws, lower, upper);
        IEnumerable<double> mirrored = draws.Select(x => (2 * lower) - x).Concat(draws.Select(x => (2 * upper) - x)).Where(double.IsFinite);
        double[] images = [.. draws, .. mirrored];
        double h = density.Bandwidth;
        foreach (double x in new[] { -3, -1, -0.99, -0.3, 0, 0.01, 0.5, 0.999, 1, 1.7, 6 }.Where(x => x >= lower && x <= upper))
        {
            double naive = images.Sum(image => Math.Exp(-0.5 * Math.Pow((x - image) / h, 2))) / (draws.Length * h * Math.Sqrt(2 * Math.PI));
            Assert.Equal(naive, density.At(x), 1e-12);   // rounding of 900 terms of size 1
        }
    }

    [Fact]
    public void It_is_zero_outside_the_bounds()
    {
        KernelDensity density = new(Draws(100, -1, 1), -1, 1);

        Assert.True(density.At(1) > 0);
        Assert.Equal(0, density.At(1 + 1e-9));
        Assert.Equal(0, density.At(-1 - 1e-9));
    }

    [Fact]
    public void It_does_not_fall_off_at_a_bound_where_the_draws_pile_up()
    {
        // The half-normal density at 0 is 0.798; without reflection a kernel gives about half of that.
        KernelDensity density = new(Draws(20_000, 0, Infinity), 0);

        Assert.Equal(Math.Sqrt(2 / Math.PI), density.At(0), 0.04);   // four standard errors, √(f ∫K² / (n h)) · √2 = 0.01
    }

    [Fact]
    public void Its_bandwidth_is_the_normal_reference_rule()
    {
        // sd = √2.5 and IQR/1.34 = 2/1.34, which is smaller.
        KernelDensity density = new([5, 3, 1, 2, 4]);

        Assert.Equal(1.06 * (2 / 1.34) * Math.Pow(5, -0.2), density.Bandwidth, 1e-14);
    }

    [Fact]
    public void Equal_draws_have_no_density()
    {
        KernelDensity density = new([0.1, 0.1, 0.1]);

        Assert.Equal(0, density.Bandwidth);
        Assert.Equal(double.NaN, density.At(0.1));
    }

    [Fact]
    public void A_draw_out_of_bounds_is_named()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new KernelDensity([0.5, -0.25], 0));

        Assert.StartsWith("The draw -0.25 is not a finite number from 0 to Infinity.", error.Message);
        Assert.Throws<ArgumentException>(() => new KernelDensity([]));
        Assert.Throws<ArgumentException>(() => new KernelDensity([double.NaN]));
    }

    /// <summary>Normal draws, folded at a lower bound of 0 and squeezed between two bounds.</summary>
    private static double[] Draws(int count, double lower, double upper)
    {
        double[] draws = new double[count];
        new RandomStream(7, 1).FillNormal(draws);
        return lower == 0 ? [.. draws.Select(Math.Abs)]
            : double.IsFinite(upper) ? [.. draws.Select(x => Math.Tanh(x + 0.5))]
            : draws;
    }
}
