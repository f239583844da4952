using System.Globalization;
using System.Text.RegularExpressions;

namespace BayesLmm.Cli.Tests;

/// <summary>
/// Whole texts that a command is expected to print, in the folder <c>Expected</c>. After a change of wording, run the tests once with
/// <c>BLMM_UPDATE_EXPECTED=1</c>, and read the difference before committing it.
/// </summary>
internal static partial class ExpectedText
{
    /// <summary>
    /// Compares a report of a fit: how the search went, how long it took and what rounding leaves of the identity are left out, and numbers for programs are
    /// rounded to where machines agree.
    /// </summary>
    public static void CheckReport(string name, string text)
    {
        int timings = text.IndexOf("\nTimings\n", StringComparison.Ordinal);
        string kept = timings < 0 ? text : text[..timings] + "\n";
        kept = Search().Replace(kept, "Converged in N evaluations: estimates could still move by at most X standard errors");
        kept = MessageTimes().Replace(kept, "Took T s");
        kept = IdentityDifference().Replace(kept, "largest relative difference X,");
        kept = SearchInJson().Replace(kept, "$1: 0");
        kept = LongNumber().Replace(kept, match => double.Parse(match.Value, CultureInfo.InvariantCulture).ToString("G6", CultureInfo.InvariantCulture));
        Check(name, kept);
    }

    /// <summary>
    /// Compares; style and script of pages are left out, paths of data files are cut to their names, and other paths are relative to the repository, because
    /// they depend on where the tests run.
    /// </summary>
    public static void Check(string name, string text)
    {
        string path = Path.Combine(Cli.Root, "tests", "BayesLmm.Cli.Tests", "Expected", name + ".txt");
        text = PageParts().Replace(text, "$1…$2");
        string written = FolderOfData().Replace(text, "").Replace(Cli.Root + "/", "", StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("BLMM_UPDATE_EXPECTED") == "1")
        {
            File.WriteAllText(path, written);
        }

        Assert.Equal(File.ReadAllText(path), written);
    }

    [GeneratedRegex(@"[^\s""']*/(?=\w+\.csv)")]
    private static partial Regex FolderOfData();

    [GeneratedRegex("(<style>|<script>|Content-Security-Policy\" content=\").*?(</style>|</script>|\"/>)", RegexOptions.Singleline)]
    private static partial Regex PageParts();

    [GeneratedRegex(@"Converged in \d+ evaluations: estimates could still move by at most \S+ standard errors")]
    private static partial Regex Search();

    [GeneratedRegex(@"Took \S+ s")]
    private static partial Regex MessageTimes();

    [GeneratedRegex(@"largest relative difference \S+,")]
    private static partial Regex IdentityDifference();

    [GeneratedRegex(@"(""(?:remainingStandardErrors|evaluations)""): [^,\s]+")]
    private static partial Regex SearchInJson();

    [GeneratedRegex(@"-?\d+\.\d{7,}(?:E[+-]?\d+)?")]
    private static partial Regex LongNumber();
}
