using BayesLmm.Numerics;
using BayesLmm.Sampling.NoUTurn.Adaptation;

namespace BayesLmm.Sampling.Tests.Adaptation;

public sealed class DualAveragingTests
{
    [Theory]
    [InlineData(0.6)]
    [InlineData(0.8)]
    [InlineData(0.95)]
    public void The_averaged_step_size_has_the_target_acceptance(double delta)
    {
        // Acceptance falls with ε as exp(−ε), with noise; the step size to be found is −log δ.
        RandomStream random = new(11);
        DualAveraging adaptation = new(delta);
        double epsilon = 1;
        adaptation.Restart(epsilon);
        for (int i = 0; i < 5000; i++)
        {
            epsilon = adaptation.Update(Math.Exp(-epsilon) + (0.1 * (random.NextUniform() - 0.5)));
        }

        Assert.InRange(Math.Exp(-adaptation.AveragedStepSize), delta - 0.02, delta + 0.02);
    }

    [Fact]
    public void The_first_updates_are_those_of_the_paper()
    {
        // Hoffman & Gelman 2014, eq. 6 by hand: H̄₁ = (δ − α)/(t₀ + 1), log ε₂ = log 10ε₁ − H̄₁/γ.
        DualAveraging adaptation = new(0.8);
        adaptation.Restart(0.5);
        Assert.Equal(Math.Exp(Math.Log(5) - ((0.8 - 0.3) / 11 / 0.05)), adaptation.Update(0.3), 1e-14);
        double hBar = ((1 - (1 / 12.0)) * (0.5 / 11)) + ((0.8 - 1) / 12);
        Assert.Equal(Math.Exp(Math.Log(5) - (Math.Sqrt(2) / 0.05 * hBar)), adaptation.Update(1), 1e-14);
    }

    [Fact]
    public void An_acceptance_that_is_no_number_counts_as_none()
    {
        DualAveraging a = new(0.8), b = new(0.8);
        a.Restart(1);
        b.Restart(1);
        Assert.Equal(a.Update(0), b.Update(double.NaN));
    }
}
