using BayesLmm.Diagnostics;

namespace BayesLmm.Tests.Language;

public sealed class NameSuggestionTests
{
    [Theory]
    [InlineData("Dayz", "Days")]
    [InlineData("days", "Days")]
    [InlineData("DAYS", "Days")]
    [InlineData("Raection", "Reaction")]
    [InlineData("Subjct", "Subject")]
    [InlineData("x", null)]
    [InlineData("weather", null)]
    [InlineData("", null)]
    [InlineData("Days", null)]
    public void The_nearest_name_is_found_or_none(string name, string? nearest) =>
        Assert.Equal(nearest, NameSuggestion.Nearest(name, ["Reaction", "Days", "Subject"]));

    [Fact]
    public void Among_equally_near_names_the_nearest_in_case_wins_then_the_first()
    {
        Assert.Equal("AGE1", NameSuggestion.Nearest("AGE2", ["age1", "AGE1"]));
        Assert.Equal("cat", NameSuggestion.Nearest("bat", ["cat", "hat"]));
    }

    [Theory]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "acb", 1)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ca", "abc", 3)]
    public void The_distance_is_that_of_optimal_string_alignment(string first, string second, int distance) =>
        Assert.Equal(distance, NameSuggestion.Distance(first, second));
}
