using System.Text.Json;

namespace BayesLmm.Cli.Tests.Advice;

/// <summary>Runs commands on the tables beside these tests. Reference values are lme4's (1.1-31) and lmerTest's (3.1-3).</summary>
internal static class Adviser
{
    /// <summary>The path of a table or model.</summary>
    public static string Path(string name) => System.IO.Path.Combine(Cli.Root, "tests", "BayesLmm.Cli.Tests", "Advice", "tables", name);

    /// <summary>What REML says of a formula and a table, and what it warns of.</summary>
    public static (JsonElement Report, string Warnings) Reml(string formula, string table, params string[] more)
    {
        CliResult result = Cli.Run(["reml", formula, "--data", Path(table), "--format", "json", .. more]);
        Assert.True(result.ExitCode is 0 or 2, result.Error);
        return (JsonDocument.Parse(result.Output).RootElement, result.Error);
    }

    /// <summary>The bound model of a formula and a table.</summary>
    public static BoundModel Bind(string formula, string table) => Model.Parse(formula).Bind(TableReader.Read(Path(table)));
}
