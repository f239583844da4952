using System.Text.RegularExpressions;
using BayesLmm.Diagnostics;
using BayesLmm.Numerics;

namespace BayesLmm.Tests.Language;

/// <summary>
/// The corpus of wrong models: each <c>.blmm</c> file in <c>Wrong</c> has beside it the whole text that a user sees. After a change of
/// wording, run the tests once with <c>BLMM_UPDATE_EXPECTED=1</c>, and read the difference before committing it.
/// </summary>
public sealed partial class WrongModelTests
{
    private static readonly string Folder = Repository.PathOf("tests", "BayesLmm.Tests", "Language", "Wrong");

    public static TheoryData<string> Models => [.. Directory.EnumerateFiles(Folder, "*.blmm").Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_wrong_model_is_explained_in_the_expected_words(string model)
    {
        SourceText source = new(model + ".blmm", File.ReadAllText(Path.Combine(Folder, model + ".blmm")));
        string expectedPath = Path.Combine(Folder, model + ".txt");

        string explained = DiagnosticPrinter.Print(Diagnose(source)).Replace(Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

        Assert.NotEqual("", explained);
        if (Environment.GetEnvironmentVariable("BLMM_UPDATE_EXPECTED") == "1")
        {
            File.WriteAllText(expectedPath, explained);
        }

        Assert.Equal(File.ReadAllText(expectedPath), explained);
    }

    [Fact]
    public void The_corpus_is_not_empty_and_every_expected_text_has_its_model()
    {
        Assert.True(Models.Count >= 90, $"Found {Models.Count} wrong models in {Folder}.");
        Assert.All(Directory.EnumerateFiles(Folder, "*.txt"), path => Assert.True(File.Exists(Path.ChangeExtension(path, ".blmm")), path));
    }

    [Fact]
    public void Every_code_of_the_library_occurs_in_the_corpus()
    {
        string Sources(string folder, string pattern) =>
            string.Concat(Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Select(File.ReadAllText));
        string[] codes =
            [.. AnyCode().Matches(Sources(Repository.PathOf("src", "BayesLmm"), "*Diagnostics.cs")).Select(match => match.Value.Trim('"')).Distinct().Order()];
        Assert.True(codes.Length > 80, $"{codes.Length} codes");
        string corpus = Sources(Folder, "*.txt") + Sources(Repository.PathOf("tests", "BayesLmm.Cli.Tests", "Wrong"), "*.txt");
        Assert.DoesNotContain(codes, code => !corpus.Contains(code, StringComparison.Ordinal));
    }

    [GeneratedRegex("\"BL[0-9]{4}\"")]
    private static partial Regex AnyCode();

    /// <summary>
    /// All that the stages say about a model; a stage runs when the ones before found no error. A model that names its data is bound to them, and predicts the
    /// rows of a file that has its name and <c>_rows.csv</c>.
    /// </summary>
    private static IReadOnlyList<Diagnostic> Diagnose(SourceText source)
    {
        if (!Model.TryParse(source.Text, source.Name, out Model? model, out EquatableArray<Diagnostic> diagnostics) || model.DataPath is not { } data)
        {
            return diagnostics;
        }

        try
        {
            Table read = TableReader.Read(
                Path.Combine(Folder, data), model.Columns, source, model.Steps.Table!.PathSpan);
            BoundModel bound = model.Bind(new Table(data, read.Columns, read.SourceColumnNames));
            string rows = Path.Combine(Folder, Path.GetFileNameWithoutExtension(source.Name) + "_rows.csv");
            return File.Exists(rows) ? [.. bound.Warnings, .. bound.FitReml().Predict(TableReader.Read(rows)).Warnings] : bound.Warnings;
        }
        catch (ModelException exception)
        {
            return exception.Diagnostics;
        }
    }
}
