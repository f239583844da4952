using System.Globalization;
using BayesLmm.Numerics.Collections;

namespace BayesLmm.Numerics.Tests;

public sealed class OptionRangesTests
{
    private enum Kind
    {
        First,
        Second,
    }

    private static int Draws => 3;

    private static double Level => 1.5;

    private static Kind Chosen => (Kind)7;

    private static int MaxThreads => -1;

    [Fact]
    public void The_sentence_has_the_option_as_it_is_written_its_range_and_its_value()
    {
        OptionRanges options = new(option => $"The option {option} of a run");

        AssertRefused("Draws", "The option Draws of a run must be at least 4; it is 3.", () => options.RequireAtLeast(Draws, 4));
        AssertRefused("Level", "The option Level of a run must be below 1; it is 1.5.", () => options.Require(Level < 1, Level, "below 1"));
        AssertRefused("Chosen", "The option Chosen of a run must be one of First, Second; it is 7.", () => options.RequireDefined(Chosen));
        AssertRefused("MaxThreads", "The option MaxThreads of a run must be at least 0 (0 means one thread for each processor); it is -1.",
            () => options.RequireThreads(MaxThreads));
    }

    [Fact]
    public void Numbers_are_written_alike_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            AssertRefused("Level", "Level must be below 1; it is 1.5.", () => new OptionRanges(option => option).Require(Level < 1, Level, "below 1"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void What_is_in_its_range_is_accepted()
    {
        OptionRanges options = new(option => option);

        options.RequireAtLeast(Draws, 3);
        options.Require(Level > 1, Level, "above 1");
        options.RequireDefined(Kind.Second);
        options.RequireThreads(0);
    }

    private static void AssertRefused(string option, string expected, Action check)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(check);
        Assert.Equal(option, exception.ParamName);
        Assert.Equal($"{expected} (Parameter '{option}')", exception.Message);
    }
}
