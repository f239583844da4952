using System.Globalization;

namespace BayesLmm.Benchmarks.Against;

/// <summary>A maximal or large crossed model that others wait for.</summary>
/// <param name="Name">Its name on the command line and in the table.</param>
/// <param name="Formula">The formula, as both programs read it.</param>
/// <param name="Data">The data file.</param>
/// <param name="Write">Writes the data, or null for a file of the repository.</param>
/// <param name="Goal">Seconds that it should take at most.</param>
/// <param name="Published">Seconds that MixedModels.jl took, on an i5-3570 (2018), for data of this size; NaN where none are published.</param>
/// <param name="IsForLme4">Whether lme4 ends within minutes.</param>
/// <param name="IsKenwardRoger">Whether Kenward and Roger's method is timed rather than the fit.</param>
internal sealed record LargeRemlCase(
    string Name, string Formula, string Data, Action<string>? Write, double Goal, double Published, bool IsForLme4, bool IsKenwardRoger = false)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<LargeRemlCase> All { get; } =
    [
        new(
            "maximal_2x2", "rt ~ A*B + (A*B | subj) + (A*B | item)",
            RemlCase.InRepository("examples", "data", "maximal_2x2.csv"), null, 0.02, double.NaN, true),
        new(
            "maximal_kb", "rt ~ S*P*L + (S*P*L | subj) + (S*P*L | item)", RemlCase.InRepository("examples", "data", "maximal_kb.csv"), null, 0.5, 3.5, true),
        new("ml1m_like", "y ~ 1 + (1 | g) + (1 | h)", Temporary("ml1m_like"), WriteRatings, 8, 36.7, false),
        new("three_slopes", "y ~ x + (1 + x | g) + (1 + x | h) + (1 + x | k)", Temporary("three_slopes"), WriteThree, 5, 49, false),
        new("insteval_kr", "y ~ service + (1 | s) + (1 | d)", RemlCase.InRepository("examples", "data", "insteval.csv"), null, 1, double.NaN, false, true),
    ];

    /// <summary>Reads the data, written first if they are not there.</summary>
    public Table Read()
    {
        if (Write is not null && !File.Exists(Data))
        {
            Write(Data);
        }

        return TableReader.Read(Data);
    }

    private static string Temporary(string name) => Path.Combine(Path.GetTempPath(), $"bayeslmm_{name}.csv");

    /// <summary>A million ratings of 3,685 films by 6,040 people, no pair twice; some of both have many, most have few.</summary>
    private static void WriteRatings(string path)
    {
        const int Rows = 1_000_209, People = 6_040, Films = 3_685;
        Random random = new(20261128);
        double[] ofPeople = Shares(random, People, 1), ofFilms = Shares(random, Films, 1.5);
        double[] person = Effects(random, People, 0.4), film = Effects(random, Films, 0.6);
        HashSet<int> pairs = [];
        for (int g = 0; pairs.Count < Rows; g = (g + 1) % int.MaxValue)
        {
            // Each person and each film at least once.
            int a = g < People ? g : Draw(random, ofPeople), b = g < Films ? g : Draw(random, ofFilms);
            pairs.Add((a * Films) + b);
        }

        using StreamWriter writer = new(path);
        writer.WriteLine("y,g,h");
        foreach (int pair in pairs)
        {
            double y = 3.5 + person[pair / Films] + film[pair % Films] + (0.9 * Normal(random));
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{y:F4},g{pair / Films},h{pair % Films}"));
        }
    }

    /// <summary>130,000 rows in 4,000 × 800 × 100 crossed levels, a slope in each.</summary>
    private static void WriteThree(string path)
    {
        const int Rows = 130_000;
        int[] counts = [4_000, 800, 100];
        Random random = new(20261128);
        double[][] intercepts = [.. counts.Select(count => Effects(random, count, 0.5))], slopes = [.. counts.Select(count => Effects(random, count, 0.3))];
        using StreamWriter writer = new(path);
        writer.WriteLine("y,x,g,h,k");
        for (int row = 0; row < Rows; row++)
        {
            int[] levels = [.. counts.Select(count => row < count ? row : random.Next(count))];
            double x = Normal(random), y = 1 + (0.5 * x) + Normal(random);
            for (int k = 0; k < levels.Length; k++)
            {
                y += intercepts[k][levels[k]] + (x * slopes[k][levels[k]]);
            }

            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{y:F4},{x:F4},g{levels[0]},h{levels[1]},k{levels[2]}"));
        }
    }

    private static double[] Effects(Random random, int count, double sd) => [.. Enumerable.Range(0, count).Select(_ => sd * Normal(random))];

    /// <summary>Cumulative sums of log-normal weights.</summary>
    private static double[] Shares(Random random, int count, double sd)
    {
        double sum = 0;
        return [.. Enumerable.Range(0, count).Select(_ => sum += Math.Exp(sd * Normal(random)))];
    }

    private static int Draw(Random random, double[] shares)
    {
        int found = Array.BinarySearch(shares, random.NextDouble() * shares[^1]);
        return Math.Min(shares.Length - 1, found < 0 ? ~found : found);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
