using BayesLmm.Numerics;

namespace BayesLmm.Posteriors.Priors;

/// <summary>Draws from a model's priors and collects what they imply.</summary>
internal static class PriorSimulator
{
    /// <summary>The simulation.</summary>
    /// <param name="model">The model.</param>
    /// <param name="draws">Number of draws.</param>
    /// <param name="seed">The seed.</param>
    public static PriorSimulation Run(BoundModel model, int draws, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(draws);
        RandomStream random = new(seed);
        PriorSampler sampler = new(model);
        ImpliedQuantities implied = new(model, draws);
        string[] names = [.. PriorSampler.ProperNames(model)];
        double[][] columns = [.. names.Select(_ => new double[draws])];
        for (int draw = 0; draw < draws; draw++)
        {
            sampler.Next(random);
            int column = 0;
            foreach (double value in sampler.ProperValues())
            {
                columns[column++][draw] = value;
            }

            implied.Add(draw, sampler, random);
        }

        return new PriorSimulation(
            model,
            draws,
            seed,
            [.. names.Select((name, i) => new DrawColumn(name, columns[i]))],
            PriorSampler.FlatNames(model).ToEquatableArray(),
            implied.Summarize().ToEquatableArray(),
            implied.NotComputed.ToEquatableArray())
        {
            Predictive = PriorPredictor.Predict(model, draws, seed),
        };
    }
}
