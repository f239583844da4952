using System.Globalization;
using System.Text;
using BayesLmm.Data.Cells;

namespace BayesLmm.Tests.Data.Cells;

public sealed class NumberTextTests
{
    [Fact]
    public void Every_number_is_the_double_nearest_to_it()
    {
        System.Random random = new(1);
        for (int i = 0; i < 200_000; i++)
        {
            string text = (i % 6) switch
            {
                0 => BitConverter.Int64BitsToDouble(random.NextInt64()).ToString("R", CultureInfo.InvariantCulture),
                1 => random.NextInt64().ToString(CultureInfo.InvariantCulture),
                2 => (random.NextDouble() * Math.Pow(10, random.Next(-20, 20))).ToString("F" + random.Next(0, 15), CultureInfo.InvariantCulture),
                3 => $"{random.Next()}.{random.NextInt64()}",
                4 => $"-0.{new string('0', random.Next(30))}{random.Next()}",
                _ => $"+{random.Next()}e{random.Next(-300, 300)}",
            };
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double expected) && double.IsFinite(expected))
            {
                Assert.NotEqual(NumberForm.None, NumberText.Parse(text, out double value));
                Assert.True(BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(value), text);
            }
        }
    }

    [Theory]
    [InlineData("0", NumberForm.Whole)]
    [InlineData("-12", NumberForm.Whole)]
    [InlineData("9007199254740992", NumberForm.Whole)]
    [InlineData("9007199254740993", NumberForm.Long)]
    [InlineData("123456789012345678901", NumberForm.Long)]
    [InlineData("007", NumberForm.Padded)]
    [InlineData("00", NumberForm.Padded)]
    [InlineData("1.", NumberForm.Decimal)]
    [InlineData(" 2.5 ", NumberForm.Decimal)]
    [InlineData("1e3", NumberForm.Decimal)]
    [InlineData("-inf", NumberForm.Decimal)]
    [InlineData("", NumberForm.None)]
    [InlineData(".", NumberForm.None)]
    [InlineData("-", NumberForm.None)]
    [InlineData("+-1", NumberForm.None)]
    [InlineData("1e", NumberForm.None)]
    [InlineData("1 2", NumberForm.None)]
    [InlineData("1.2.3", NumberForm.None)]
    [InlineData("0x10", NumberForm.None)]
    [InlineData("1d", NumberForm.None)]
    [InlineData("1,5", NumberForm.None)]
    [InlineData("NaN", NumberForm.None)]
    [InlineData("infin", NumberForm.None)]
    [InlineData("\u0661", NumberForm.None)]
    internal void Forms_are_told_apart(string text, NumberForm form) => Assert.Equal(form, NumberText.Parse(text, out _));

    [Fact]
    public void The_decimal_mark_can_be_a_comma()
    {
        Assert.Equal(NumberForm.Decimal, NumberText.Parse("-1,25e2"u8, (byte)',', out double value));
        Assert.Equal(-125, value);
        Assert.Equal(NumberForm.None, NumberText.Parse("1.25"u8, (byte)',', out _));
        Assert.Equal(NumberForm.Decimal, NumberText.Parse(Encoding.UTF8.GetBytes("0,1234567890123456789"), (byte)',', out value));
        Assert.Equal(0.1234567890123456789, value);
    }
}
