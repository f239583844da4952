using BayesLmm.Numerics;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Sampling.Tests.Convergence;

public class SelectionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(25)]
    [InlineData(1000)]
    [InlineData(4001)]
    public void Quantiles_of_unsorted_values_are_those_of_sorted_ones(int count)
    {
        RandomStream random = new((ulong)count);
        double[] probabilities = [0.001, 0.025, 0.05, 0.25, 0.5, 0.5, 0.1, 0.975, 0.999], quantiles = new double[probabilities.Length];
        Func<int, double>[] makers = [_ => random.NextNormal(), i => i, i => -i, i => i % 3, _ => 7, i => i < count / 2 ? i : count - i];
        foreach (Func<int, double> make in makers)
        {
            double[] values = [.. Enumerable.Range(0, count).Select(make)], sorted = [.. values.Order()];
            Quantiles.OfUnsorted(values, probabilities, quantiles);
            Assert.Equal(probabilities.Select(probability => Quantiles.Of(sorted, probability)), quantiles);
            Assert.Equal(sorted, values.Order());
        }
    }
}
