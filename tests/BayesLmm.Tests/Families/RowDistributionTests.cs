using BayesLmm.Families;
using BayesLmm.Numerics;

namespace BayesLmm.Tests.Families;

public sealed class RowDistributionTests
{
    private const int Count = 20_000;

    /// <summary>Closed forms of the normal and t(4) distributions at (2.5 − 1)·√1.7/0.8, the densities divided by the scale.</summary>
    [Theory]
    [InlineData("gaussian", -3.4187621063593774, 0.9927513843368867)]
    [InlineData("student_t", -2.7772321536490097, 0.9645757437845899)]
    public void Densities_and_probabilities_are_those_of_the_closed_forms(string name, double logDensity, double probability)
    {
        Family family = KnownFamilies.Find(name)!;
        double[][] parameters = [[0.8], [4]];
        double[] at = [1], value = new double[1];
        family.Rows.LogDensities(2.5, 1.7, at, parameters, value);
        Assert.Equal(logDensity, value[0], 1e-12);
        family.Rows.Probabilities(2.5, 1.7, at, parameters, value);
        Assert.Equal(probability, value[0], 1e-12);
        family.Rows.Probabilities(-0.5, 1.7, at, parameters, value);
        Assert.Equal(1 - probability, value[0], 1e-12);
    }

    [Theory]
    [InlineData("gaussian")]
    [InlineData("student_t")]
    public void The_sum_of_log_densities_is_the_density_of_the_sampler(string name)
    {
        Family family = KnownFamilies.Find(name)!;
        double[] y = [0.3, -1.2, 4, 2.2, 0.1], eta = [0, 0.5, 1, 1.5, 2], weights = [1, 2, 0.5, 3, 1];
        double[] theta = [1.3, 5], by = new double[5], byTheta = new double[2];
        double sum = family.Density.Evaluate(y, weights, eta, theta.AsSpan(0, family.Parameters.Count), by, byTheta);
        double[][] parameters = [.. theta.Select(value => new[] { value })];
        double rows = Enumerable.Range(0, 5).Sum(i =>
        {
            double[] value = [eta[i]];
            family.Rows.LogDensities(y[i], weights[i], value, parameters, value);
            return value[0] - (0.5 * Math.Log(weights[i]));
        });
        Assert.Equal(sum, rows, 1e-12);
    }

    [Theory]
    [InlineData("gaussian")]
    [InlineData("student_t")]
    public void Simulated_observations_have_uniform_probabilities_and_the_stated_variance(string name)
    {
        Family family = KnownFamilies.Find(name)!;
        double[][] parameters = [[.. Enumerable.Repeat(0.8, Count)], [.. Enumerable.Repeat(9.0, Count)]];
        double[] eta = [.. Enumerable.Repeat(1.0, Count)], y = new double[Count], variance = new double[Count], one = new double[1];
        family.Rows.Simulate(1.7, eta, parameters, new RandomStream(5), y);
        family.Rows.Variances(1.7, eta, parameters, variance);
        Assert.Equal(1, y.Sum(value => (value - 1) * (value - 1)) / Count / variance[0], 0.06);
        double[] probabilities = [.. y.Select(value =>
        {
            family.Rows.Probabilities(value, 1.7, [1.0], [[0.8], [9.0]], one);
            return one[0];
        }).Order()];
        double distance = Enumerable.Range(0, Count).Max(i => Math.Abs(probabilities[i] - ((i + 0.5) / Count)));
        Assert.InRange(distance, 0, 1.95 / Math.Sqrt(Count));   // Kolmogorov's 0.1 % limit
    }
}
