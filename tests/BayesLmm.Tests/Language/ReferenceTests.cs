using System.Text.Json;
using System.Text.RegularExpressions;
using BayesLmm.Diagnostics;
using BayesLmm.Distributions;
using BayesLmm.Language.Checks;
using BayesLmm.Tests.Specification.Formulas;

namespace BayesLmm.Tests.Language;

/// <summary>The language reference and the grammar for editors keep up with the language.</summary>
public sealed partial class ReferenceTests
{
    private static readonly string Reference = File.ReadAllText(Repository.PathOf("models", "README.md"));

    private static readonly Lazy<JsonElement> Grammar =
        new(() => JsonDocument.Parse(File.ReadAllText(Repository.PathOf("models", "blmm.tmLanguage.json"))).RootElement);

    public static TheoryData<string> Examples => [.. Fences().Matches(Reference).Select(match => match.Groups[1].Value)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_of_the_reference_is_a_model(string text)
    {
        bool isModel = Model.TryParse(text, "README.md", out _, out var diagnostics);
        Assert.True(isModel && diagnostics.Count == 0, text + "\n" + DiagnosticPrinter.Print(diagnostics));
    }

    [Fact]
    public void The_reference_has_its_examples() => Assert.True(Examples.Count >= 10);

    [Fact]
    public void Models_that_the_reference_calls_the_same_are()
    {
        Match[] pairs = [.. Pairs().Matches(Reference).Cast<Match>()];
        Assert.Equal(2, pairs.Length);
        Assert.All(pairs, pair => Assert.Equal(FormulaText.Compile(pair.Groups[2].Value), FormulaText.Compile(pair.Groups[1].Value)));
    }

    [Fact]
    public void Every_diagnostic_code_is_explained_and_every_explained_code_exists()
    {
        string[] inSources = [.. Directory.EnumerateFiles(Repository.PathOf("src"), "*Diagnostics.cs", SearchOption.AllDirectories)
            .SelectMany(file => QuotedCode().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)).Distinct().Order()];
        string[] explained = [.. TableCode().Matches(Reference).Select(match => match.Groups[1].Value)];
        Assert.True(inSources.Length > 50);
        Assert.Equal(inSources, explained.Order());
    }

    [Fact]
    public void Every_statement_distribution_and_setting_is_in_the_reference()
    {
        Assert.All(StatementKeywords.All, keyword => Assert.Matches($@"(?m)^\| `{keyword} ", Reference));
        Assert.All(DistributionSignatures.All, signature => Assert.Contains(
            $"| `{(signature.Parameters.Count == 0 ? signature.Name : signature.ToString())}` |", Reference, StringComparison.Ordinal));
        Assert.All(SampleSettings.Names, setting => Assert.Contains($"| `{setting}` |", Reference, StringComparison.Ordinal));
    }

    [Fact]
    public void The_grammar_for_editors_has_the_keywords_distributions_and_settings_of_the_language()
    {
        Assert.Equal("source.blmm", Grammar.Value.GetProperty("scopeName").GetString());
        Assert.Equal(StatementKeywords.All, Words(Rule("keyword")));
        Assert.Equal(DistributionSignatures.Names, Words(Rule("distribution")));
        Assert.Equal(SampleSettings.Names, Words(Grammar.Value.GetProperty("repository").GetProperty("option").GetProperty("patterns")[2].GetProperty("match")
            .GetString()!));
    }

    [Fact]
    public void Every_pattern_of_the_grammar_for_editors_is_a_regular_expression_and_every_rule_is_used()
    {
        JsonElement repository = Grammar.Value.GetProperty("repository");
        string[] included = [.. Grammar.Value.GetProperty("patterns").EnumerateArray().Select(pattern => pattern.GetProperty("include").GetString()![1..])];
        Assert.Equal(repository.EnumerateObject().Select(rule => rule.Name).Order(), included.Order());
        string[] patterns = [.. repository.EnumerateObject().SelectMany(rule => Matches(rule.Value))];
        Assert.All(patterns, pattern => Assert.NotNull(new Regex(pattern)));
    }

    private static string Rule(string name) => Grammar.Value.GetProperty("repository").GetProperty(name).GetProperty("match").GetString()!;

    /// <summary>The words of a pattern's first group of alternatives.</summary>
    private static string[] Words(string pattern) => FirstAlternatives().Match(pattern).Groups[1].Value.Split('|');

    private static IEnumerable<string> Matches(JsonElement rule) => rule.TryGetProperty("match", out JsonElement match)
        ? [match.GetString()!]
        : rule.GetProperty("patterns").EnumerateArray().SelectMany(Matches);

    [GeneratedRegex(@"(?ms)^```blmm\n(.*?)^```")]
    private static partial Regex Fences();

    [GeneratedRegex(@"(?ms)^```blmm\n([^`]*?)^```\n\nis(?: exactly)?\n\n```blmm\n([^`]*?)^```")]
    private static partial Regex Pairs();

    [GeneratedRegex(@"""(BL\d{4})""")]
    private static partial Regex QuotedCode();

    [GeneratedRegex(@"(?m)^\| (BL\d{4}) \|")]
    private static partial Regex TableCode();

    [GeneratedRegex(@"\(([a-z_]+(?:\|[a-z_]+)+)\)")]
    private static partial Regex FirstAlternatives();
}
