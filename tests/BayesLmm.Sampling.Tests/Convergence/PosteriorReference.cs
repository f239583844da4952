using System.Reflection;
using System.Text.Json;

namespace BayesLmm.Sampling.Tests.Convergence;

/// <summary>Draws and what R's posterior package 1.4.0 says of them; made by posterior-1.4.0.R.</summary>
internal static class PosteriorReference
{
    private static readonly JsonElement Root = Load();

    public static IEnumerable<string> Names => Root.GetProperty("quantities").EnumerateObject().Select(p => p.Name);

    public static (double[] P, double[] Z) NormalQuantiles =>
        (Numbers(Root.GetProperty("normal_quantile"), "p"), Numbers(Root.GetProperty("normal_quantile"), "z"));

    public static (double[] Draws, int Chains) Draws(string name)
    {
        JsonElement quantity = Root.GetProperty("quantities").GetProperty(name);
        return (Numbers(quantity, "draws"), quantity.GetProperty("chains").GetInt32());
    }

    /// <summary>The value, NaN for R's NA.</summary>
    public static double Expected(string name, string diagnostic)
    {
        JsonElement value = Root.GetProperty("quantities").GetProperty(name).GetProperty(diagnostic);
        return value.ValueKind == JsonValueKind.String ? double.NaN : value.GetDouble();
    }

    private static double[] Numbers(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    private static JsonElement Load()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("posterior.json")!;
        return JsonDocument.Parse(stream).RootElement.Clone();
    }
}
