namespace BayesLmm.Sampling;

/// <summary>Independent, equally weighted draws from a known distribution, arranged as chains.</summary>
public sealed class Independent : Origin
{
    /// <inheritdoc/>
    public override Dependence Dependence => Dependence.Independent;

    /// <inheritdoc/>
    public override ColumnPrecision Assess(ReadOnlySpan<double> column, IDrawLayout draws, int thinning = 1) => new(
        IndependentSample.Summarize(column), IndependentSample.ErrorOfMean(column), IndependentSample.ErrorOfStandardDeviation(column));
}
