using System.Reflection;
using System.Text.Json;

namespace BayesLmm.Sampling.Tests.Convergence;

/// <summary>Pareto-smoothed weights against R's loo package 2.5.1; the values were made by loo-2.5.1.R.</summary>
public sealed class ParetoSmoothingTests
{
    /// <summary>The same formulas in the same order; sums are rounded differently, and exp and log amplify that by the size of the log ratios.</summary>
    private const double Tolerance = 1e-10;

    private static readonly JsonElement Root = Load();

    public static TheoryData<string> Names => [.. Root.EnumerateObject().Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Weights_and_shape_are_those_of_loo(string name)
    {
        JsonElement expected = Root.GetProperty(name);
        ParetoSmoothing smoothing = ParetoSmoothing.Of(Numbers(expected, "log_ratios"));
        double shape = expected.GetProperty("k") is { ValueKind: JsonValueKind.Number } k ? k.GetDouble() : double.PositiveInfinity;
        Assert.Equal(shape, smoothing.Shape, Tolerance * (1 + Math.Abs(double.IsFinite(shape) ? shape : 0)));
        double largest = smoothing.LogWeights.Max();
        double sum = smoothing.LogWeights.Sum(w => Math.Exp(w - largest));
        double[] normalized = Numbers(expected, "normalized");
        Assert.Equal(normalized.Length, smoothing.LogWeights.Count);
        for (int i = 0; i < normalized.Length; i++)
        {
            Assert.Equal(normalized[i], Math.Exp(smoothing.LogWeights[i] - largest) / sum, Tolerance * normalized[i]);
        }
    }

    [Fact]
    public void The_usable_shape_is_0_7_from_2200_weights_on_and_less_below()
    {
        Assert.Equal(0.5, ParetoSmoothing.UsableShape(100), 1e-12);
        Assert.Equal(2 / 3.0, ParetoSmoothing.UsableShape(1000), 1e-12);
        Assert.Equal(0.7, ParetoSmoothing.UsableShape(2200), 1e-12);
        Assert.Equal(0, ParetoSmoothing.UsableShape(3));
    }

    [Fact]
    public void Weights_of_zero_stay_zero_and_equal_weights_have_no_shape()
    {
        double[] ratios = [.. Enumerable.Range(0, 100).Select(i => i < 50 ? double.NegativeInfinity : Math.Sin(i))];
        ParetoSmoothing smoothing = ParetoSmoothing.Of(ratios);
        Assert.True(double.IsFinite(smoothing.Shape));
        Assert.All(smoothing.LogWeights.Take(50), weight => Assert.Equal(double.NegativeInfinity, weight));
        Assert.Equal(double.PositiveInfinity, ParetoSmoothing.Of(new double[100]).Shape);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Ratios_that_are_no_weights_are_refused(double ratio) =>
        Assert.Contains("weight", Assert.Throws<ArgumentException>(() => ParetoSmoothing.Of([ratio])).Message, StringComparison.Ordinal);

    private static double[] Numbers(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    private static JsonElement Load()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("loo.json")!;
        return JsonDocument.Parse(stream).RootElement.GetProperty("quantities").Clone();
    }
}
