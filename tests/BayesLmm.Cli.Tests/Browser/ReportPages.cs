namespace BayesLmm.Cli.Tests.Browser;

/// <summary>Pages that are written once for all tests of them.</summary>
public sealed class ReportPages : IDisposable
{
    private readonly ScratchFolder folder = new();
    private readonly Lazy<(string Html, string Json)> sleepstudy;
    private readonly Lazy<string> machines;

    /// <summary>Pages that are written when first asked for.</summary>
    public ReportPages()
    {
        sleepstudy = new(() =>
        {
            string saved = folder.PathOf("sleepstudy.blmmfit");
            CliResult fit = Cli.Run("fit", Cli.Model("sleepstudy"), "--draws", "400", "--save", saved);
            Assert.True(fit.ExitCode == 0, fit.Error);
            return (Write("sleepstudy.html", saved), Write("sleepstudy.json", saved, "--format", "json"));
        });
        machines = new(() => Write("machines.html", Cli.Model("machines"), "--draws", "400"));
    }

    /// <summary>The report of a model with a varying slope, and the same as JSON.</summary>
    public (string Html, string Json) Sleepstudy => sleepstudy.Value;

    /// <summary>The report of a model with a factor and nested groups.</summary>
    public string Machines => machines.Value;

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();

    private string Write(string name, params string[] arguments)
    {
        string path = folder.PathOf(name);
        CliResult result = Cli.Run(["report", .. arguments, "--out", path]);
        Assert.True(result.ExitCode is 0 or 2, result.Error);
        return path;
    }
}
