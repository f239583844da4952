using BayesLmm.Data.Cells;

namespace BayesLmm.Tests.Data.Cells;

public sealed class NumberNotationTests
{
    [Theory]
    [InlineData("1,234.5", '.', ',', 1234.5)]
    [InlineData("1.234.567,25", ',', '.', 1234567.25)]
    [InlineData("-12 345,6", ',', ' ', -12345.6)]
    [InlineData("12\u00a0345", ',', ' ', 12345)]
    [InlineData("12\u202f345.5", '.', ' ', 12345.5)]
    [InlineData("1'234'567", '.', '\'', 1234567)]
    [InlineData("1234", '.', ',', 1234)]
    [InlineData(" +0.5 ", '.', ',', 0.5)]
    [InlineData("1,5e3", ',', null, 1500)]
    public void Numbers_are_read(string text, char mark, char? thousands, double expected)
    {
        Assert.True(new NumberNotation(mark, thousands).TryParse(text, out double value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("1,5", '.', ',')]
    [InlineData("0,500", '.', ',')]
    [InlineData("1234,567", '.', ',')]
    [InlineData("1,23,456", '.', ',')]
    [InlineData(",123", '.', ',')]
    [InlineData("1,234,", '.', ',')]
    [InlineData("1.5,5", '.', ',')]
    [InlineData("1,2,3", ',', null)]
    [InlineData("1.5", ',', null)]
    [InlineData("1 234", '.', null)]
    [InlineData("e5", '.', ',')]
    [InlineData("-", '.', ',')]
    [InlineData("", '.', ',')]
    [InlineData("1-2", '.', ',')]
    [InlineData("1.5D", '.', null)]
    [InlineData("1D+02", '.', null)]
    [InlineData("1.5D2", '.', null)]
    [InlineData("1.5D+", '.', null)]
    [InlineData("0\u00b75", ',', null)]
    [InlineData("0\u00b75\u00b72", '.', null)]
    [InlineData("\u00b2", '.', null)]
    [InlineData("x\u0661", '.', null)]
    public void What_is_written_otherwise_is_not(string text, char mark, char? thousands) =>
        Assert.False(new NumberNotation(mark, thousands).TryParse(text, out _));
}
