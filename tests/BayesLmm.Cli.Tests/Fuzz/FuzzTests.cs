using System.Globalization;

namespace BayesLmm.Cli.Tests.Fuzz;

/// <summary>
/// Whatever is in a model file or a table, a command ends with 0, 1 or 2, soon, with little memory, in valid JSON where JSON was asked for, and without raw
/// control characters. <c>BLMM_FUZZ=200000</c> sets the number of texts; there are a tenth as many tables. <c>BLMM_FUZZ_SEED=n</c> runs the case of a seed.
/// </summary>
public sealed class FuzzTests : IDisposable
{
    private const int DefaultTexts = 20_000;
    private const int TextsPerTable = 10;
    private static readonly string[] Formats = ["text", "json", "csv", "markdown", "latex", "html"];

    private readonly ScratchFolder folder = new();

    private static int Texts => Environment.GetEnvironmentVariable("BLMM_FUZZ") is { Length: > 0 } count
        ? int.Parse(count, CultureInfo.InvariantCulture)
        : DefaultTexts;

    [Fact]
    public void No_model_text_brings_a_command_down()
    {
        ModelTexts texts = ModelTexts.Load();
        string table = folder.Write("table.csv", texts.Table), model = folder.PathOf("case.blmm");
        FuzzRun.All(Texts, random =>
        {
            File.WriteAllBytes(model, texts.Next(random));
            string[] format = ["--format", Formats[random.Next(Formats.Length)]];
            return random.Next(100) switch
            {
                < 80 => ["explain", model, .. format],
                < 90 => ["explain", model, "--data", table, .. format],
                < 96 => ["reml", model, "--data", table, .. format],
                < 97 => ["graph", model, "--data", table, "--format", random.Next(2) == 0 ? "infernet" : "dot"],
                < 98 => ["prior", model, "--data", table, "--draws", "20", .. format],
                < 99 => ["compare", model, "y ~ x + (1 | g)", "--data", table, .. format],
                _ => ["predict", model, "--data", table, .. format],
            };
        });
    }

    [Fact]
    public void No_table_brings_a_command_down() => FuzzRun.All(Math.Max(1, Texts / TextsPerTable), random =>
    {
        (byte[] bytes, string extension) = TableTexts.Next(random);
        string table = folder.PathOf("case" + extension);
        File.WriteAllBytes(table, bytes);
        string[] format = ["--format", Formats[random.Next(Formats.Length)]];
        return random.Next(8) switch
        {
            < 4 => ["reml", "y ~ x + (1 | g)", "--data", table, .. format],
            < 6 => ["explain", "y ~ x + (x | g)", "--data", table, .. format],
            6 => ["predict", "Reaction ~ Days + (1 | Subject)", "--data", Cli.Data("sleepstudy.csv"), "--new", table, .. format],
            _ => ["new", table, .. format],
        };
    });

    public void Dispose() => folder.Dispose();
}
