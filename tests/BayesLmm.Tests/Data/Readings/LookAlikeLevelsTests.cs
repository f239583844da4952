using BayesLmm.Data.Readings;

namespace BayesLmm.Tests.Data.Readings;

/// <summary>Levels that a person would read as one.</summary>
public sealed class LookAlikeLevelsTests
{
    [Theory]
    [InlineData("A", "A ")]
    [InlineData("A", " A")]
    [InlineData("north", "north\t")]
    [InlineData("north west", "north  west")]
    [InlineData("north west", "north\u00a0west")]
    [InlineData("s1", "s1\u200b")]
    [InlineData("Male", "male")]
    [InlineData("DRUG", " Drug")]
    public void Levels_that_differ_in_blanks_or_words_in_capitals_look_alike(string first, string second) =>
        Assert.Equal([(0, 1)], LookAlikeLevels.Of([first, second, "other"]));

    [Theory]
    [InlineData("A", "a")]
    [InlineData("AA", "Aa")]
    [InlineData("north west", "northwest")]
    [InlineData("s1", "s10")]
    [InlineData("A+", "A-")]
    public void Others_do_not(string first, string second) => Assert.Empty(LookAlikeLevels.Of([first, second]));

    [Fact]
    public void Three_spellings_are_two_pairs() => Assert.Equal([(0, 1), (0, 2)], LookAlikeLevels.Of(["A", "A ", " A"]));
}
