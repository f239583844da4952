using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Tests.Document;

public sealed class SignificantFormatTests
{
    [Theory]
    [InlineData(251.43, 0.1, "251.4")]
    [InlineData(251.43, 0.95, "251.4")]
    [InlineData(251.46, 0.05, "251.46")]
    [InlineData(251.43, 1.2, "251")]
    [InlineData(253, 12, "250")]
    [InlineData(0.0841, 0.0045, "0.084")]
    [InlineData(-0.0004, 0.01, "0.00")]
    [InlineData(3.25e-9, 1e-11, "3.25e-9")]
    [InlineData(1.5e12, 1e10, "1.50e+12")]
    [InlineData(12.345678, double.NaN, "12.35")]
    [InlineData(0, 0, "0")]
    [InlineData(double.NaN, 1, "-")]
    [InlineData(double.PositiveInfinity, 1, "inf")]
    public void A_number_is_rounded_to_the_first_digit_of_its_error(double value, double error, string expected) =>
        Assert.Equal(expected, SignificantFormat.WithError(value, error));

    [Theory]
    [InlineData(251.40510484848, 6.8245967, "251.41")]
    [InlineData(10.4672859596, 1.5457896, "10.47")]
    [InlineData(1234.5678, 345.6, "1235")]
    [InlineData(24.7406, double.NaN, "24.74")]
    public void An_estimate_ends_where_three_digits_of_its_standard_error_end(double value, double error, string expected) =>
        Assert.Equal(expected, SignificantFormat.Estimate(value, error));

    [Theory]
    [InlineData(6.8245967, 3, "6.82")]
    [InlineData(0.0123456, 3, "0.0123")]
    [InlineData(1000, 2, "1000")]
    [InlineData(2.3e-14, 1, "2e-14")]
    [InlineData(0.1, 1, "0.1")]
    public void Digits_count_from_the_first_that_is_not_zero(double value, int digits, string expected) =>
        Assert.Equal(expected, SignificantFormat.WithDigits(value, digits));

    [Fact]
    public void A_number_in_the_middle_up_to_rounding_errors_is_rounded_away_from_zero_on_every_machine()
    {
        string[] written = [.. new[] { -6.875, Math.BitIncrement(-6.875), Math.BitDecrement(-6.875) }.Select(value => SignificantFormat.Estimate(value, 1.23))];

        Assert.Equal(["-6.88", "-6.88", "-6.88"], written);
        Assert.Equal("-6.87", SignificantFormat.Estimate(-6.87499999, 1.23));
        Assert.Equal("251.430000000000007", SignificantFormat.Fixed(251.43, 15));
    }
}
