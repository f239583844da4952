using System.Globalization;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Benchmarks.Against;

/// <summary>A model and data that both programs fit.</summary>
/// <param name="Name">Its name on the command line and in the table.</param>
/// <param name="Model">The model as BayesLmm reads it.</param>
/// <param name="Formula">The formula as lme4 reads it.</param>
/// <param name="Factors">Columns that R is to read as factors.</param>
/// <param name="Data">The data file; made by <paramref name="Write"/> when it is not there.</param>
/// <param name="Repeats">How often the fit is repeated; the least time counts.</param>
/// <param name="Write">Writes the data, or null for a file of the repository.</param>
internal sealed record RemlCase(string Name, string Model, string Formula, string[] Factors, string Data, int Repeats, Action<string>? Write)
{
    /// <summary>The cases, from small to large.</summary>
    public static IReadOnlyList<RemlCase> All { get; } =
    [
        new("sleepstudy", "Reaction ~ Days + (Days | Subject)", "Reaction ~ Days + (Days | Subject)", ["Subject"], InRepository("sleepstudy.csv"), 1000, null),
        new("insteval", "factor service\ny ~ service + (1 | s) + (1 | d)", "y ~ service + (1 | s) + (1 | d)", ["s", "d", "service"],
            InRepository("insteval.csv"), 3, null),
        new(
            "insteval_dept",
            "factor service\ny ~ service + (1 | s) + (1 | d) + (1 | dept:service)",
            "y ~ service + (1 | s) + (1 | d) + (1 | dept:service)",
            ["s", "d", "service", "dept"],
            InRepository("insteval.csv"),
            3,
            null),
        Simulated("slopes", 200_000, 20_000, "y ~ x + (1 + x | g)"),
        Simulated("nested_100k", 200_000, 100_000, "y ~ x + (1 | k/h/g)"),
        Simulated("nested_200k", 400_000, 200_000, "y ~ x + (1 | k/h/g)"),
        Simulated("nested_400k", 800_000, 400_000, "y ~ x + (1 | k/h/g)"),
        Simulated("one_factor_250k", 1_250_000, 250_000, "y ~ x + (1 | g)"),
        Simulated("one_factor_500k", 2_500_000, 500_000, "y ~ x + (1 | g)"),
        Simulated("one_factor_1m", 5_000_000, 1_000_000, "y ~ x + (1 | g)"),
    ];

    /// <summary>The cases of the sampler.</summary>
    public static IReadOnlyList<RemlCase> ForSampling { get; } =
    [
        All[0] with { IsForStan = true },
        Simulated("two_level_7k", 7_000, 350, "y ~ x + (1 + x | g)") with { IsForStan = true },
        All[1],
        All[2],
        Simulated("groups_1k_rows_10k", 10_000, 1_000, "y ~ x + (1 + x | g)"),
        Simulated("groups_1k_rows_1m", 1_000_000, 1_000, "y ~ x + (1 + x | g)"),
    ];

    /// <summary>The cases of message passing.</summary>
    public static IReadOnlyList<RemlCase> ForMessagePassing { get; } =
    [
        All[0],
        ForSampling[1],
        ForSampling[4],
        ForSampling[5],
        All[1] with { Repeats = 3 },
        All[2] with { Repeats = 3 },
        Simulated("one_factor_100k", 500_000, 100_000, "y ~ x + (1 | g)"),
        All[^1],
    ];

    /// <summary>Whether rstanarm samples it in minutes.</summary>
    public bool IsForStan { get; init; }

    /// <summary>Writes the data if they are not there.</summary>
    public void EnsureData()
    {
        if (Write is not null && !File.Exists(Data))
        {
            Write(Data);
        }
    }

    /// <summary>Reads the data.</summary>
    public Table Read()
    {
        EnsureData();
        return TableReader.Read(Data);
    }

    private static RemlCase Simulated(string name, int rows, int levels, string formula) => new(
        name, formula, formula, ["g", "h", "k"], Path.Combine(Path.GetTempPath(), $"bayeslmm_{name}.csv"), 1, path => WriteRows(path, rows, levels));

    /// <summary>g in h in k, twenty and a hundred to one, with an effect each and a random slope by g.</summary>
    private static void WriteRows(string path, int rows, int levels)
    {
        Random random = new(20261123);
        double[] g = Effects(levels), slope = Effects(levels), h = Effects((levels / 20) + 1), k = Effects((levels / 2000) + 1);
        using StreamWriter writer = new(path);
        writer.WriteLine("g,h,k,x,y");
        for (int row = 0; row < rows; row++)
        {
            int level = row < levels ? row : random.Next(levels);
            double x = random.NextDouble();
            double noise = random.NextDouble() + random.NextDouble() + random.NextDouble() + random.NextDouble() - 2;
            double y = 1 + (2 * x) + g[level] + (x * slope[level]) + h[level / 20] + k[level / 2000] + noise;
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{level},{level / 20},{level / 2000},{x:F6},{y:F6}"));
        }

        double[] Effects(int count) => [.. Enumerable.Range(0, count).Select(_ => 2 * (random.NextDouble() - 0.5))];
    }

    private static string InRepository(string file) => InRepository("examples", "data", file);

    /// <summary>A file of the repository.</summary>
    public static string InRepository(params string[] path)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BayesLmm.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine([folder?.FullName ?? ".", .. path]);
    }
}
