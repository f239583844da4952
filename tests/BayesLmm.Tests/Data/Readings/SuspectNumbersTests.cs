using System.Globalization;
using BayesLmm.Data.Readings;

namespace BayesLmm.Tests.Data.Readings;

/// <summary>Numbers that stand for missing values are told from numbers that only look like them.</summary>
public sealed class SuspectNumbersTests
{
    [Theory]
    [InlineData("1 2 3 -99 4", "-99:1:3")]
    [InlineData("1.5 -9 2.5 3.5 -9 4", "-9:2:1")]
    [InlineData("18 35 999 60 41 999", "999:2:2")]
    [InlineData("-99 0.5 3 1 99 2", "-99:1:0 99:1:4")]
    [InlineData("-9 0 3 1 -99 2", "-99:1:4 -9:1:0")]
    [InlineData("-9 -5 3 1 -99 2", "-99:1:4")]
    [InlineData("-999 12 -99 15 18 11", "-999:1:0 -99:1:2")]
    [InlineData("-888 3 -999 1 2 4", "-999:1:2 -888:1:0")]
    [InlineData("99.9 36.5 37 38.2 36.9", "99.9:1:0")]
    [InlineData("-3 -1 2 -9999 4", "-9999:1:3")]
    [InlineData("1000 52000 -99 31000 480000", "-99:1:2")]
    [InlineData("1 2 5 998 3", "998:1:3")]
    public void Codes_far_from_the_rest_are_suspect(string numbers, string expected) => Assert.Equal(expected, Describe(numbers));

    [Theory]
    [InlineData("1 2 3 4 99 80 60")]
    [InlineData("-9 -7 -3 0 4 8")]
    [InlineData("97 98 99 96 95")]
    [InlineData("-1 0 1 -1 0 1")]
    [InlineData("0 1 99")]
    [InlineData("0 1 -99")]
    [InlineData("99 999 9999")]
    [InlineData("-99 NaN NaN")]
    [InlineData("1 2 3 4 100")]
    [InlineData("1 2 3 4 -98.5")]
    [InlineData("-50 30 -99 80 20")]
    public void Numbers_among_others_are_not(string numbers) => Assert.Equal("", Describe(numbers));

    [Fact]
    public void Rows_that_the_model_leaves_out_do_not_count() =>
        Assert.Empty(SuspectNumbers.Of([1, 2, 3, -99, 4], [true, true, true, false, true]));

    private static string Describe(string numbers) => string.Join(' ', SuspectNumbers
        .Of([.. numbers.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))])
        .Select(suspect => string.Create(CultureInfo.InvariantCulture, $"{suspect.Value}:{suspect.Rows}:{suspect.FirstRow}")));
}
