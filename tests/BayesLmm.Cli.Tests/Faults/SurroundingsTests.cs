namespace BayesLmm.Cli.Tests.Faults;

/// <summary>The machine around the program: its cores, its language, its folders.</summary>
public sealed class SurroundingsTests : IDisposable
{
    private static readonly string Fit =
        $"$BLMM fit '{Cli.Model("sleepstudy")}' --chains 2 --draws 200 --warmup 200 --draws-file draws.csv --format csv";

    private readonly ScratchFolder folder = new();

    [Fact]
    public async Task One_core_and_other_languages_give_the_same_bytes()
    {
        (string report, string draws) = await Bytes("plain", Fit);

        Assert.Equal((report, draws), await Bytes("turkish", Fit, ("LC_ALL", "tr_TR.UTF-8"), ("LANG", "tr_TR.UTF-8")));
        Assert.Equal((report, draws), await Bytes("german", Fit, ("LC_ALL", "de_DE.UTF-8"), ("LANG", "de_DE.UTF-8")));
        CliResult taskset = await BlmmProcess.Shell("taskset -c 0 true");
        Assert.SkipUnless(taskset.ExitCode == 0, "There is no 'taskset' to run on one core: " + taskset.Error);
        Assert.Equal((report, draws), await Bytes("core", "taskset -c 0 " + Fit));
    }

    [Theory]
    [InlineData("reml model.blmm")]
    [InlineData("new table.csv")]
    [InlineData("fit {0} --draws-file draws.csv")]
    [InlineData("report {0} --out report.html")]
    [InlineData("plot {0} --out figure.svg")]
    public async Task A_working_directory_that_was_deleted_is_said(string command)
    {
        string line = string.Format(System.Globalization.CultureInfo.InvariantCulture, command, $"'{Cli.Model("dyestuff")}'");
        CliResult result = await BlmmProcess.Shell($"mkdir gone && cd gone && rmdir ../gone && $BLMM {line}", folder.PathOf(""));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("the working directory no longer exists; change to another one.", result.Error, StringComparison.Ordinal);
        BlmmProcess.AssertCivil(result);
    }

    public void Dispose() => folder.Dispose();

    private async Task<(string Report, string Draws)> Bytes(string name, string line, params (string Name, string Value)[] environment)
    {
        Directory.CreateDirectory(folder.PathOf(name));
        CliResult result = await BlmmProcess.Shell(line, folder.PathOf(name), environment);
        Assert.InRange(result.ExitCode, 0, 2);
        string report = string.Concat(result.Output.Split('\n').Where(row => !row.StartsWith("timing", StringComparison.OrdinalIgnoreCase)));
        IEnumerable<string> draws = DrawFiles.Of(Path.Combine(folder.PathOf(name), "draws.csv")).SelectMany(File.ReadAllLines);
        return (report, string.Join('\n', draws.Where(row => !row.Contains(" seconds (", StringComparison.Ordinal))));   // the times differ from run to run
    }
}
