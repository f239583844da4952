using System.Text.Json;

namespace BayesLmm.Tests.References;

/// <summary>A posterior of a binary, binomial or count response by brms, from <c>tests/reference/families</c>.</summary>
internal sealed class FamilyReference
{
    /// <summary>Differences of more Monte Carlo errors than this occur in one of a hundred thousand.</summary>
    public const double MostErrors = 4.5;

    private static readonly Dictionary<string, string> Models = new(StringComparer.Ordinal)
    {
        ["cbpp"] = "factor period\nincidence ~ period + (1 | herd)\nfamily binomial trials size",
        ["bacteria"] = "present ~ trt + week + (1 | ID)\nfamily bernoulli",
        ["epilepsy_poisson"] = "factor Trt\ncount ~ zAge + zBase * Trt + (1 | patient)\nfamily poisson",
        ["epilepsy_olre"] = "factor Trt\ncount ~ zAge + zBase * Trt + (1 | patient) + (1 | obs)\nfamily poisson",
        ["salamanders_nb"] = "count ~ mined + spp + (1 | site)\nfamily negative_binomial",
    };

    private readonly JsonElement root;

    private FamilyReference(string name)
    {
        Name = name;
        root = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("tests", "reference", "families", name + ".json"))).RootElement;
    }

    public static IEnumerable<string> Names => Models.Keys;

    public string Name { get; }

    public JsonElement this[string property] => root.GetProperty(property);

    public static FamilyReference Read(string name) => new(name);

    /// <summary>The model with the default priors.</summary>
    public BoundModel Bind() =>
        Model.Parse(Models[Name]).Bind(TableReader.Read(Repository.PathOf("examples", "data", root.GetProperty("data").GetString()!)));

    /// <summary>4 × 2500 draws, made once.</summary>
    public Posterior Sample() => LongRuns.Hamiltonian("family " + Name, Bind);

    /// <summary>The rows of a table of summaries: mean, sd, and the Monte Carlo errors of both.</summary>
    public IEnumerable<(double Mean, double Sd, double MeanError, double SdError)> Summaries(string property) => this[property].EnumerateArray().Select(row => (
        row.GetProperty("mean").GetDouble(), row.GetProperty("sd").GetDouble(), row.GetProperty("mcse_mean").GetDouble(),
        row.GetProperty("mcse_sd").GetDouble()));
}
