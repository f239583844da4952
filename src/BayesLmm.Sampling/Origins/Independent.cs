using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Sampling.Origins;

/// <summary>Independent, equally weighted draws from a known distribution, arranged as chains.</summary>
internal sealed class Independent : Origin
{
    /// <inheritdoc/>
    internal override Dependence Dependence => Dependence.Independent;

    /// <inheritdoc/>
    internal override ColumnPrecision Assess(ReadOnlySpan<double> column, IDrawLayout draws, int thinning = 1) => new(
        IndependentSample.Summarize(column), IndependentSample.ErrorOfMean(column), IndependentSample.ErrorOfStandardDeviation(column));
}
