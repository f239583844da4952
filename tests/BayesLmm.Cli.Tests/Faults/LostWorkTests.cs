using System.Globalization;

using BayesLmm.Posteriors.Files;

namespace BayesLmm.Cli.Tests.Faults;

/// <summary>Where draws cannot be written, it is said before sampling; if it fails in the end, the report is there all the same.</summary>
public sealed class LostWorkTests : IDisposable
{
    private static readonly string Model = Cli.Model("dyestuff");
    private static readonly string[] Short = ["fit", Model, "--chains", "2", "--draws", "500"];

    private readonly ScratchFolder folder = new();

    [Theory]
    [InlineData("/proc/draws.csv", "draws cannot be written to '/proc/draws.csv': ")]
    [InlineData("/proc/self/draws.parquet", "draws cannot be written to '/proc/self/draws.parquet': ")]
    [InlineData("/no/such/folder/draws.csv", "there is no folder '/no/such/folder' to write draws to.")]
    [InlineData("/dev/null/draws.csv", "there is no folder '/dev/null' to write draws to.")]
    [InlineData("draws.txt", "draws are written to files that end in .csv, .wide.csv, .parquet or .zarr, not to 'draws.txt'.")]
    public void A_place_where_nothing_can_be_written_is_refused_before_sampling(string path, string words)
    {
        CliResult result = Cli.Run([.. Short, "--draws-file", path]);

        Assert.StartsWith("blmm: --draws-file: " + words, result.Error, StringComparison.Ordinal);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
    }

    [Theory]
    [InlineData("draws.csv", "draws.csv")]
    [InlineData("draws.csv", "draws_1.csv")]
    [InlineData("draws.parquet", "draws.parquet")]
    public void A_folder_is_not_written_to_as_a_file(string path, string taken)
    {
        Directory.CreateDirectory(folder.PathOf(taken));

        CliResult result = Cli.Run([.. Short, "--draws-file", folder.PathOf(path)]);

        Assert.StartsWith($"blmm: --draws-file: '{folder.PathOf(taken)}' is a folder; draws are written to files.", result.Error, StringComparison.Ordinal);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
    }

    /// <summary>A link to a device stands for the device: this test must not lose one where the program may replace them.</summary>
    [Theory]
    [InlineData("predict", "predictions")]
    [InlineData("report", "reports")]
    public void A_device_is_not_replaced_by_a_file(string command, string what)
    {
        string path = folder.PathOf("null.html");
        File.CreateSymbolicLink(path, "/dev/null");

        CliResult result = Cli.Run([command, Model, "--out", path]);

        Assert.StartsWith($"blmm: --out: '{path}' is a device or a pipe; {what} are written to files.", result.Error, StringComparison.Ordinal);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Equal("/dev/null", new FileInfo(path).LinkTarget);
    }

    [Theory]
    [InlineData("/dev/null", true)]
    [InlineData("/dev/stdout", true)]
    [InlineData("/dev/shm", false)]
    [InlineData("/dev/not-there", false)]
    [InlineData("/etc/passwd", false)]
    [InlineData("/no/such/file", false)]
    public void Devices_are_told_from_files(string path, bool isSpecial)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "These are paths of Linux.");
        Assert.Equal(isSpecial, FileKind.IsSpecial(path));
    }

    [Fact]
    public void The_report_is_there_when_the_draws_could_not_be_written()
    {
        Directory.CreateDirectory(folder.PathOf("draws_2.csv"));
        folder.Write("draws_1.csv", "precious");

        CliResult result = Cli.Run([.. Short, "--draws-file", folder.PathOf("draws.csv")]);

        Assert.StartsWith("In short\n", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            $"blmm: The draws could not be written to '{folder.PathOf("draws.csv")}': '{folder.PathOf("draws_2.csv")}' is a folder.\n", result.Error,
            StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("precious", File.ReadAllText(folder.PathOf("draws_1.csv")));
        Assert.Single(Directory.EnumerateFiles(folder.PathOf("")));
    }

    [Fact]
    public async Task The_report_is_there_when_the_disk_is_full()
    {
        string disk = folder.PathOf("disk");
        Directory.CreateDirectory(disk);
        string mount = $"mount -t tmpfs -o size=64k none '{disk}'";
        string fit = $"$BLMM {string.Join(' ', Short)} --draws-file '{disk}/draws.csv'; code=$?; ls -A '{disk}'; exit $code";
        CliResult possible = await BlmmProcess.Shell($"unshare -rm sh -c \"{mount}\"");
        Assert.SkipUnless(possible.ExitCode == 0, "A small disk cannot be mounted here: " + possible.Error);

        CliResult result = await BlmmProcess.Shell($"exec unshare -rm sh -c \"{mount} && {fit.Replace("$code", "\\$code").Replace("$?", "\\$?")}\"");

        Assert.StartsWith("In short\n", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("draws_", result.Output, StringComparison.Ordinal);
        Assert.Contains($"blmm: The draws could not be written to '{disk}/draws.csv': no space left on device.\n", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public async Task Two_runs_at_once_do_not_mix_under_one_name()
    {
        string draws = folder.PathOf("draws.csv");
        Task<CliResult>[] runs = [.. Enumerable.Range(1, 3).Select(seed => BlmmProcess.Run(
            "fit", Model, "--chains", (1 + seed).ToString(CultureInfo.InvariantCulture), "--draws", "200", "--warmup", "200", "--seed",
            seed.ToString(CultureInfo.InvariantCulture), "--draws-file", draws))];
        foreach (CliResult result in await Task.WhenAll(runs))
        {
            BlmmProcess.AssertCivil(result);
            Assert.Contains("Draws: ", result.Error, StringComparison.Ordinal);
        }

        Assert.InRange(DrawFiles.AssertOfOneRun(draws, draws: 200), 2, 4);
        Assert.Equal(DrawFiles.Of(draws), Directory.EnumerateFiles(folder.PathOf("")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Chains_of_an_earlier_run_are_not_left_beside_new_ones_and_other_files_are()
    {
        string draws = folder.PathOf("draws.csv");
        Cli.Run("fit", Model, "--chains", "3", "--draws", "100", "--draws-file", draws);
        folder.Write("draws_4.csv", "# model = something else\nmine\n");
        folder.Write("draws_x.csv", "mine");

        Cli.Run("fit", Model, "--chains", "2", "--draws", "200", "--seed", "2", "--draws-file", draws);

        Assert.Equal(["draws_1.csv", "draws_2.csv", "draws_4.csv", "draws_x.csv"],
            Directory.EnumerateFiles(folder.PathOf("")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        File.Delete(folder.PathOf("draws_4.csv"));
        File.Delete(folder.PathOf("draws_x.csv"));
        Assert.Equal(2, DrawFiles.AssertOfOneRun(draws, draws: 200));
    }

    [Fact]
    public void A_name_with_a_pattern_or_a_tilde_is_a_name()
    {
        Directory.CreateDirectory(folder.PathOf("a[b]*"));
        Directory.CreateDirectory(folder.PathOf("w=2"));
        foreach (string name in (string[])["a[b]*/~c.parquet", "w=2/d?.parquet"])
        {
            Assert.Contains("Draws: ", Cli.Run([.. Short, "--draws-file", folder.PathOf(name)]).Error, StringComparison.Ordinal);

            Assert.Equal(Path.GetFileName(name), Path.GetFileName(Assert.Single(Directory.EnumerateFiles(Path.GetDirectoryName(folder.PathOf(name))!))));
        }
    }

    public void Dispose() => folder.Dispose();
}
