using BayesLmm.Reports.Figures;

namespace BayesLmm.Reports.Tests.Figures;

public sealed class NiceTicksTests
{
    [Theory]
    [InlineData(0, 10, 6, "0 2 4 6 8 10")]
    [InlineData(-0.47, 0.66, 5, "−0.4 −0.2 0.0 0.2 0.4 0.6")]
    [InlineData(999.5, 1000.6, 4, "999.5 1000.0 1000.5")]
    [InlineData(0, 3e7, 4, "0 1e7 2e7 3e7")]
    [InlineData(1e-6, 3.1e-6, 4, "1e-6 1.5e-6 2e-6 2.5e-6 3e-6")]
    [InlineData(5, 5, 4, "")]
    public void Ticks_are_round_numbers_with_as_many_decimals_as_tell_them_apart(double lower, double upper, int most, string expected) =>
        Assert.Equal(
            expected.Replace("e-", "e−", StringComparison.Ordinal), string.Join(' ', NiceTicks.Between(lower, upper, most).Select(tick => tick.Label)));

    [Fact]
    public void Ticks_lie_within_their_axis_and_are_not_too_many()
    {
        Random random = new(1);
        for (int i = 0; i < 2000; i++)
        {
            double lower = Math.Pow(10, random.Next(-4, 4)) * (random.NextDouble() - 0.5);
            double upper = lower + (Math.Pow(10, random.Next(-4, 4)) * random.NextDouble());
            IReadOnlyList<(double Value, string Label)> ticks = NiceTicks.Between(lower, upper, 6);
            double room = 1e-6 * (upper - lower);

            Assert.InRange(ticks.Count, upper > lower ? 1 : 0, 7);
            Assert.All(ticks, tick => Assert.InRange(tick.Value, lower - room, upper + room));
            Assert.Equal(ticks.Count, ticks.Select(tick => tick.Label).Distinct().Count());
        }
    }
}
