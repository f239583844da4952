using BayesLmm.Sampling;
using BayesLmm.Specification;

namespace BayesLmm;

/// <summary>The sampler's options as a model text wants them.</summary>
public static class ModelSampling
{
    /// <summary>
    /// What the sampler aims at unless the text says otherwise: above the sampler's own default, because the marginal density is cheap and one divergence in ten
    /// thousand draws, which 0.8 can leave where a variance is near zero, costs more to think about than some tenths of a second.
    /// </summary>
    public const double TargetAcceptance = 0.9;

    /// <summary>How the text's <c>sample</c> statement wants the posterior sampled; defaults for what it does not say.</summary>
    /// <param name="model">The model.</param>
    public static SamplingOptions SamplingOptions(this Model model)
    {
        DrawSettings settings = model.Draws;
        SamplingOptions defaults = new();
        return defaults with
        {
            Chains = settings.Chains ?? defaults.Chains,
            Draws = settings.Draws ?? defaults.Draws,
            Warmup = settings.Warmup,
            Seed = settings.Seed ?? defaults.Seed,
            TargetAcceptance = settings.TargetAcceptance ?? TargetAcceptance,
            MaxTreeDepth = settings.MaxTreeDepth ?? defaults.MaxTreeDepth,
        };
    }
}
