using System.Text.RegularExpressions;

namespace BayesLmm.Cli.Tests;

/// <summary>
/// Whole texts that a command is expected to print, in the folder <c>Expected</c>. After a change of wording, run the tests once with
/// <c>BLMM_UPDATE_EXPECTED=1</c>, and read the difference before committing it.
/// </summary>
internal static partial class ExpectedText
{
    /// <summary>Compares; paths of data files are cut to their names, because they depend on where the tests run.</summary>
    public static void Check(string name, string text)
    {
        string path = Path.Combine(Cli.Root, "tests", "BayesLmm.Cli.Tests", "Expected", name + ".txt");
        string written = FolderOfData().Replace(text, "");
        if (Environment.GetEnvironmentVariable("BLMM_UPDATE_EXPECTED") == "1")
        {
            File.WriteAllText(path, written);
        }

        Assert.Equal(File.ReadAllText(path), written);
    }

    [GeneratedRegex(@"[^\s""']*/(?=\w+\.csv)")]
    private static partial Regex FolderOfData();
}
