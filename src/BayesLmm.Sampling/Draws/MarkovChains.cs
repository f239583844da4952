namespace BayesLmm.Sampling;

/// <summary>Draws of Markov chains that say nothing of their transitions, as those of Gibbs sampling.</summary>
/// <param name="warmup">The iterations of each chain before its first draw.</param>
/// <param name="thinning">From every how many iterations a draw was kept.</param>
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
