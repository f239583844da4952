namespace BayesLmm.Sampling.Origins;

/// <summary>Draws of Markov chains that report nothing about their transitions, for example those of Gibbs sampling.</summary>
/// <param name="warmup">The iterations of each chain before its first draw.</param>
/// <param name="thinning">The thinning k: every k-th iteration kept a draw.</param>
internal sealed class MarkovChains(int warmup, int thinning) : Origin
{
    /// <inheritdoc/>
    internal override Dependence Dependence => Dependence.Chains;

    /// <inheritdoc/>
    public override int Thinning => thinning;

    /// <inheritdoc/>
    internal override IReadOnlyList<Fact> Facts => [new Fact.Number("warmup", warmup), new Fact.Number("thinning", thinning)];

    /// <inheritdoc/>
    public override int Warmup(int chain) => warmup;
}
