using BayesLmm.Distributions;

namespace BayesLmm.Covariances;

/// <summary>Independent effects, each with a variance of its own: <c>(1 + x || g)</c>.</summary>
internal sealed record Diagonal : CovarianceStructure
{
    /// <inheritdoc/>
    public override string Name => "diagonal";

    /// <inheritdoc/>
    public override string Bar => "||";

    /// <inheritdoc/>
    public override bool HasCorrelations => false;

    /// <inheritdoc/>
    internal override CovarianceConjugacy Conjugacy => CovarianceConjugacy.Gammas;

    /// <inheritdoc/>
    internal override Lkj? DefaultCorrelationPrior => null;

    /// <inheritdoc/>
    internal override CovarianceStructure WithWidth(int width) => this;

    /// <inheritdoc/>
    internal override IEnumerable<(int Row, int Column)> FactorEntries(int width) => Enumerable.Range(0, width).Select(i => (i, i));

    /// <inheritdoc/>
    internal override IEnumerable<(int First, int Second)> CorrelatedPairs(int width) => [];
}
