using BayesLmm.FactorGraphs.Texts;
using BayesLmm.Language;

namespace BayesLmm.Tests.FactorGraphs.Texts;

/// <summary>
/// The corpus of wrong texts of graphs: each <c>.graph</c> file in <c>Wrong</c> has beside it the whole text that a user sees. After a change of wording, run the tests once with
/// <c>BLMM_UPDATE_EXPECTED=1</c>, and read the difference before committing it.
/// </summary>
public sealed class WrongGraphTests
{
    private static readonly string Folder = Repository.PathOf("tests", "BayesLmm.Tests", "FactorGraphs", "Texts", "Wrong");

    public static TheoryData<string> Graphs => [.. Directory.EnumerateFiles(Folder, "*.graph").Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    [Theory]
    [MemberData(nameof(Graphs))]
    public void A_wrong_graph_is_explained_in_the_expected_words(string graph)
    {
        string expectedPath = Path.Combine(Folder, graph + ".txt"), text = File.ReadAllText(Path.Combine(Folder, graph + ".graph"));

        string explained = DiagnosticPrinter.Print(Assert.Throws<ModelException>(() => GraphText.Parse(text, graph + ".graph")).Diagnostics);

        if (Environment.GetEnvironmentVariable("BLMM_UPDATE_EXPECTED") == "1")
        {
            File.WriteAllText(expectedPath, explained);
        }

        Assert.Equal(File.ReadAllText(expectedPath), explained);
    }

    [Fact]
    public void Every_expected_text_has_its_graph()
    {
        Assert.True(Graphs.Count >= 20, $"Found {Graphs.Count} wrong graphs in {Folder}.");
        Assert.All(Directory.EnumerateFiles(Folder, "*.txt"), path => Assert.True(File.Exists(Path.ChangeExtension(path, ".graph")), path));
    }

    [Fact]
    public void A_text_cut_anywhere_is_refused_with_diagnostics_or_is_a_graph()
    {
        for (int length = 0; length < ExampleGraphs.Text.Length; length++)
        {
            try
            {
                GraphText.Parse(ExampleGraphs.Text[..length]);
            }
            catch (ModelException exception)
            {
                Assert.NotEmpty(exception.Diagnostics);
            }
        }
    }

    [Fact]
    public void A_text_without_one_of_its_characters_is_refused_with_diagnostics_or_is_a_graph()
    {
        for (int i = 0; i < ExampleGraphs.Text.Length; i++)
        {
            try
            {
                GraphText.Parse(ExampleGraphs.Text.Remove(i, 1));
            }
            catch (ModelException exception)
            {
                Assert.NotEmpty(exception.Diagnostics);
            }
        }
    }
}
