namespace BayesLmm.Cli.Tests.Faults;

/// <summary>What is left of the files of draws after something went wrong.</summary>
internal static class DrawFiles
{
    /// <summary>The files of chains that have their final names.</summary>
    public static string[] Of(string path) =>
        [.. Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path) + "_*.csv").Order(StringComparer.Ordinal)];

    /// <summary>Each of them has all of its draws, and all are of one run. Gives their number.</summary>
    public static int AssertOfOneRun(string path, int draws)
    {
        string[] files = Of(path);
        string[] seeds = [.. files.Select(file => File.ReadLines(file).First(line => line.StartsWith("#   seed = ", StringComparison.Ordinal)))];
        Assert.True(seeds.Distinct().Count() <= 1, string.Join('\n', seeds));
        foreach (string file in files)
        {
            string[] lines = File.ReadAllLines(file);
            Assert.Equal(1 + draws, lines.Count(line => !line.StartsWith('#')));
            Assert.Equal("# ", lines[^1]);
        }

        return files.Length;
    }
}
