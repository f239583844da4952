using System.Globalization;

namespace BayesLmm.Benchmarks.Against;

/// <summary>A model of a family beside the normal, and data, that BayesLmm and R fit.</summary>
/// <param name="Name">Its name on the command line and in the table.</param>
/// <param name="Statements">The model as BayesLmm reads it.</param>
/// <param name="Formula">The formula as <c>glmer</c> and <c>stan_glmer</c> read it.</param>
/// <param name="Family">The family as R reads it.</param>
/// <param name="Factors">Columns that R is to read as factors.</param>
/// <param name="Data">The data file; made by <paramref name="WriteData"/> when it is not there.</param>
/// <param name="WriteData">Writes the data, or null for a file of the repository.</param>
internal sealed record FamilyCase(string Name, string Statements, string Formula, string Family, string[] Factors, string Data, Action<string>? WriteData)
{
    private const string Seizures = "count ~ zAge + zBase * Trt + (1 | patient)";

    /// <summary>The cases, from small to large.</summary>
    public static IReadOnlyList<FamilyCase> All { get; } =
    [
        InRepository("cbpp", "factor period\nincidence ~ period + (1 | herd)\nfamily binomial trials size",
            "cbind(incidence, size - incidence) ~ period + (1 | herd)", "binomial", ["period", "herd"]) with
        {
            Draws = 4000,
        },
        InRepository("toenail", "bad ~ treatment * time + (1 | patientID)\nfamily bernoulli", "bad ~ treatment * time + (1 | patientID)", "binomial",
            ["patientID"]),
        InRepository("toenail_slope", "bad ~ treatment * time + (time | patientID)\nfamily bernoulli",
            "bad ~ treatment * time + (time | patientID)", "binomial", ["patientID"], "toenail") with
        {
            Draws = 4000,
            Engine = "importance",
        },
        InRepository("epilepsy_olre", $"factor Trt\n{Seizures} + (1 | obs)\nfamily poisson", $"{Seizures} + (1 | obs)", "poisson",
            ["Trt", "patient", "obs"], "epilepsy") with
        {
            Draws = 4000,
        },
        Simulated("crossed_316_24", "y ~ x + (1 | g) + (1 | h)\nfamily bernoulli", "y ~ x + (1 | g) + (1 | h)", "binomial", writer =>
        {
            Random random = new(20261128);
            double[] g = Normals(random, 316, 1.3), h = Normals(random, 24, 0.6);
            for (int i = 0; i < 316; i++)
            {
                for (int j = 0; j < 24; j++)
                {
                    double x = Normal(random);
                    Write(writer, Bernoulli(random, -0.3 + (0.5 * x) + g[i] + h[j]), x, i, j);
                }
            }
        }),
        Simulated("binary_100k", "y ~ x + (x | g)\nfamily bernoulli", "y ~ x + (x | g)", "binomial", writer =>
        {
            Random random = new(20261128);
            double[] intercepts = Normals(random, 1000, 0.8), slopes = Normals(random, 1000, 0.4);
            for (int i = 0; i < 100_000; i++)
            {
                int j = i % 1000;
                double x = Normal(random);
                Write(writer, Bernoulli(random, -0.5 + intercepts[j] + ((0.7 + slopes[j]) * x)), x, j, 0);
            }
        }) with
        {
            IsForStan = false,
        },
        new("insteval_binary", "let good = y >= 4\nfactor service\ngood ~ service + (1 | s) + (1 | d)\nfamily bernoulli",
            "I(y >= 4) ~ service + (1 | s) + (1 | d)", "binomial", ["s", "d", "service"], RemlCase.InRepository("examples", "data", "insteval.csv"), null)
        {
            IsForStan = false,
        },
        Simulated("poisson_olre_100k", "y ~ x + (1 | g)\nfamily poisson", "y ~ x + (1 | g)", "poisson", writer =>
        {
            Random random = new(20261128);
            for (int i = 0; i < 100_000; i++)
            {
                double x = Normal(random);
                Write(writer, Poisson(random, Math.Exp(0.5 + (0.3 * x) + (0.6 * Normal(random)))), x, i, 0);
            }
        }) with
        {
            IsForStan = false,
            Engine = "importance",
        },
    ];

    /// <summary>Whether rstanarm samples it in minutes.</summary>
    public bool IsForStan { get; init; } = true;

    /// <summary>Draws a chain: so many that starting the process is not what is measured.</summary>
    public int Draws { get; init; } = 1000;

    /// <summary>The engine.</summary>
    public string Engine { get; init; } = "auto";

    /// <summary>The model file, written anew beside the data.</summary>
    public string WriteModel()
    {
        if (WriteData is { } write && !File.Exists(Data))
        {
            write(Data);
        }

        string path = Path.Combine(Path.GetTempPath(), $"bayeslmm_{Name}.blmm");
        File.WriteAllText(path, $"data \"{Data}\"\n{Statements}\n");
        return path;
    }

    private static FamilyCase InRepository(string name, string statements, string formula, string family, string[] factors, string? file = null) =>
        new(name, statements, formula, family, factors, RemlCase.InRepository("examples", "data", $"{file ?? name}.csv"), null);

    private static FamilyCase Simulated(string name, string statements, string formula, string family, Action<StreamWriter> rows) =>
        new(name, statements, formula, family, ["g", "h"], Path.Combine(Path.GetTempPath(), $"bayeslmm_{name}.csv"), path =>
        {
            using StreamWriter writer = new(path);
            writer.WriteLine("y,x,g,h");
            rows(writer);
        });

    private static void Write(StreamWriter writer, int y, double x, int g, int h) =>
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{y},{x:R},g{g},h{h}"));

    private static double[] Normals(Random random, int count, double sd) => [.. Enumerable.Range(0, count).Select(_ => sd * Normal(random))];

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static int Bernoulli(Random random, double predictor) => random.NextDouble() < 1 / (1 + Math.Exp(-predictor)) ? 1 : 0;

    private static int Poisson(Random random, double mean)
    {
        int count = 0;
        double limit = Math.Exp(-mean);
        for (double product = random.NextDouble(); product > limit; product *= random.NextDouble())
        {
            count++;
        }

        return count;
    }
}
