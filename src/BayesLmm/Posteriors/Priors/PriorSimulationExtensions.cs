using BayesLmm.Posteriors.Priors;

namespace BayesLmm;

/// <summary>Shows what a model's priors imply.</summary>
public static class PriorSimulationExtensions
{
    /// <summary>Draws from the priors and computes what they imply.</summary>
    /// <param name="model">The model.</param>
    /// <param name="draws">Number of draws, at least 1.</param>
    /// <param name="seed">The seed; the same one gives the same draws.</param>
    public static PriorSimulation SimulatePrior(this BoundModel model, int draws = 4000, ulong seed = 0) => PriorSimulator.Run(model, draws, seed);
}
