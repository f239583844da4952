namespace BayesLmm.Cli.Tests.Fuzz;

/// <summary>
/// Whatever is in a model file or a table, a command ends with 0, 1 or 2, soon, with little memory, in valid JSON where JSON was asked for, and without raw
/// control characters. <c>BLMM_FUZZ=200000</c> sets the number of texts; there are a tenth as many tables and whole models, and a
/// hundredth as many analyses. Their seeds begin at 1, or at <c>BLMM_FUZZ_FIRST=n</c>. <c>BLMM_FUZZ_SEED=n</c> runs the case of a seed.
/// </summary>
public sealed class FuzzTests : IDisposable
{
    private const int DefaultTexts = 20_000;
    private const int TextsPerTable = 10, TextsPerWholeModel = 10, TextsPerAnalysis = 100;

    /// <summary>A fit that ends soon: what is tried is whether it breaks down, not how well it mixes.</summary>
    private static readonly string[] Short = ["--chains", "2", "--warmup", "40", "--draws", "20", "--max-tree-depth", "5", "--seed", "1"];

    /// <summary>The same of a posterior that only feeds what is made of it.</summary>
    private static readonly string[] FewDraws = ["--chains", "2", "--warmup", "10", "--draws", "10", "--max-tree-depth", "5", "--seed", "1"];

    private static readonly string[] Engines = ["auto", "hmc", "importance", "vmp", "gibbs"];
    private static readonly string[] Formats = ["text", "json", "csv", "markdown", "latex", "html"];

    private readonly ScratchFolder folder = new();

    private static int Texts => FuzzRun.Number("BLMM_FUZZ") ?? DefaultTexts;

    [Fact]
    public void No_model_text_brings_a_command_down()
    {
        ModelTexts texts = ModelTexts.Load();
        string table = folder.Write("table.csv", texts.Table), model = folder.PathOf("case.blmm");
        FuzzRun.All(Texts, random =>
        {
            string[] format = ["--format", Formats[random.Next(Formats.Length)]];
            File.WriteAllBytes(model, texts.Next(random));
            return random.Next(100) switch
            {
                < 80 => ["explain", model, .. format],
                < 90 => ["explain", model, "--data", table, .. format],
                < 96 => ["reml", model, "--data", table, .. format],
                < 97 => ["graph", model, "--data", table, "--format", random.Next(2) == 0 ? "infernet" : "dot"],
                < 98 => ["prior", model, "--data", table, "--draws", "20", .. format],
                < 99 => ["compare", model, "y ~ x + (1 | g)", "--data", table, .. format],
                _ => [.. Derived(random, model, table), .. format],
            };
        });
    }

    [Fact]
    public void No_computation_brings_a_command_down()
    {
        string table = folder.Write("table.csv", WholeModels.Table), model = folder.PathOf("case.blmm");
        FuzzRun.All(Math.Max(1, Texts / TextsPerWholeModel), random =>
        {
            string[] format = ["--format", Formats[random.Next(Formats.Length)]];
            File.WriteAllText(model, WholeModels.Next(random));
            return random.Next(10) switch
            {
                < 4 => ["fit", model, "--data", table, "--engine", Engines[random.Next(Engines.Length)], .. Short, .. format],
                < 6 => ["reml", model, "--data", table, .. format],
                < 8 => [.. Derived(random, model, table), .. format],
                < 9 => ["prior", model, "--data", table, "--draws", "20", .. format],
                _ => ["compare", model, "y ~ x + (1 | g)", "--data", table, .. format],
            };
        });
    }

    [Fact]
    public void No_analysis_brings_a_command_down()
    {
        string table = folder.Write("table.csv", WholeModels.Table), model = folder.PathOf("case.blmm");
        Table columns = TableReader.Read(table);
        FuzzRun.All(Math.Max(1, Texts / TextsPerAnalysis), random =>
        {
            string[] format = ["--format", Formats[random.Next(Formats.Length)]];
            File.WriteAllText(model, WholeModels.NextThatBinds(random, columns));
            return random.Next(10) switch
            {
                < 3 => ["ml", model, "--data", table, .. Any(random, "--effects", "--fitted", "--expected-information"), .. format],
                < 4 => ["fit", model, "--data", table, "--engine", "laplace", .. Short, .. format],
                < 6 => ["fit", model, "--data", table, "--engine", Engines[random.Next(Engines.Length)], .. Short, .. Any(random, "--hdi"), .. format],
                < 7 => ["groups", model, "--data", table, "--engine", "reml", .. Any(random, "--pooling"), .. format],
                < 8 => ["groups", model, "--data", table, .. FewDraws, .. Any(random, "--ranks", "--pooling", "--hdi"), .. format],
                < 9 => ["means", model, "--data", table, "--slopes", "x", .. FewDraws, .. format],
                _ => ["compare", model, "y ~ x + (1 | g)", "--data", table, "--by", "loo", .. FewDraws, .. format],
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
        return random.Next(16) switch
        {
            < 7 => ["reml", "y ~ x + (1 | g)", "--data", table, .. format],
            7 => ["fit", "y ~ x + (1 | g)", "--data", table, "--engine", Engines[random.Next(Engines.Length)], .. Short, .. format],
            < 12 => ["explain", "y ~ x + (x | g)", "--data", table, .. format],
            < 14 => ["predict", "Reaction ~ Days + (1 | Subject)", "--data", Cli.Data("sleepstudy.csv"), "--new", table, "--engine", "reml", .. format],
            _ => ["new", table, .. format],
        };
    });

    /// <summary>A command that goes on from a fit.</summary>
    private static string[] Derived(Random random, string model, string table) => random.Next(4) switch
    {
        0 => ["predict", model, "--data", table, "--engine", "reml"],
        1 => ["predict", model, "--data", table, .. FewDraws],
        2 => ["means", model, "--data", table, .. FewDraws],
        _ => ["check", model, "--data", table, .. FewDraws],
    };

    private static IEnumerable<string> Any(Random random, params string[] options) => [.. options.Where(_ => random.Next(2) == 0)];

    public void Dispose() => folder.Dispose();
}
