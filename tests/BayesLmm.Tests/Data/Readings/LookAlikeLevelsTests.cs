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
    [InlineData("caf\u00e9", "cafe\u0301")]
    [InlineData("Caf\u00e9", "CAFE\u0301 ")]
    [InlineData("Z\u00fcrich", "Zu\u0308rich")]
    [InlineData("Vi\u1ec7t", "Vie\u0323\u0302t")]
    [InlineData("Vi\u00ea\u0323t", "Vie\u0323\u0302t")]
    [InlineData("\u0439\u043e\u0434", "\u0438\u0306\u043e\u0434")]
    [InlineData("\u038c\u03c7\u03b9", "\u039f\u0301\u03c7\u03b9")]
    [InlineData("\ud55c\uad6d", "\u1112\u1161\u11ab\u1100\u116e\u11a8")]
    [InlineData("\u304c", "\u304b\u3099")]
    [InlineData("5 \u00b5g", "5 \u03bcg")]
    [InlineData("\u212b", "A\u030a")]
    [InlineData("A", "\u0410")]
    [InlineData("pre-test", "pre\u2013test")]
    [InlineData("don't", "don\u2019t")]
    public void Levels_that_differ_in_blanks_words_in_capitals_or_characters_that_look_the_same_look_alike(string first, string second) =>
        Assert.Equal([(0, 1)], LookAlikeLevels.Of([first, second, "other"]));

    [Theory]
    [InlineData("A", "a")]
    [InlineData("AA", "Aa")]
    [InlineData("north west", "northwest")]
    [InlineData("s1", "s10")]
    [InlineData("A+", "A-")]
    [InlineData("A+", "A\u2212")]
    [InlineData("e", "\u00e9")]
    [InlineData("sch\u00f6n", "schon")]
    [InlineData("\u00d8re", "Ore")]
    [InlineData("\u0438", "\u0439")]
    [InlineData("\ud55c", "\ud558")]
    public void Others_do_not(string first, string second) => Assert.Empty(LookAlikeLevels.Of([first, second]));

    [Theory]
    [InlineData("caf\u00e9s", "cafe\u0301s", "U+00E9", "U+0065 U+0301")]
    [InlineData("e\u0323\u0302", "\u00ea\u0323", "U+0065 U+0323 U+0302", "U+00EA U+0323")]
    [InlineData("pre-test", "pre\u2013test", "U+002D", "U+2013")]
    [InlineData("CAT", "\u0421\u0410\u0422", "U+0043 U+0041 U+0054", "U+0421 U+0410 U+0422")]
    public void Characters_that_differ_are_named_by_their_code_points(string first, string second, string ofFirst, string ofSecond) =>
        Assert.Equal((ofFirst, ofSecond), LookAlikeLevels.Characters(first, second));

    [Theory]
    [InlineData("A", "A ")]
    [InlineData("Caf\u00e9", "caf\u00e9")]
    public void Blanks_and_capitals_need_no_code_points(string first, string second) => Assert.Null(LookAlikeLevels.Characters(first, second));

    [Fact]
    public void Three_spellings_are_two_pairs() => Assert.Equal([(0, 1), (0, 2)], LookAlikeLevels.Of(["A", "A ", " A"]));
}
