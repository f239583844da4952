using BayesLmm.Distributions;

namespace BayesLmm.Covariances;

/// <summary>Any covariance matrix: <c>(1 + x | g)</c>.</summary>
internal sealed record Unstructured : CovarianceStructure
{
    /// <inheritdoc/>
    public override string Name => "unstructured";

    /// <inheritdoc/>
    public override string Bar => "|";

    /// <inheritdoc/>
    public override bool HasCorrelations => true;

    /// <inheritdoc/>
    internal override CovarianceConjugacy Conjugacy => CovarianceConjugacy.Wishart;

    /// <inheritdoc/>
    internal override Lkj DefaultCorrelationPrior => new(1);

    /// <inheritdoc/>
    internal override CovarianceStructure WithWidth(int width) => width > 1 ? this : new Diagonal();

    /// <inheritdoc/>
    internal override IEnumerable<(int Row, int Column)> FactorEntries(int width)
    {
        for (int column = 0; column < width; column++)
        {
            for (int row = column; row < width; row++)
            {
                yield return (row, column);
            }
        }
    }

    /// <inheritdoc/>
    internal override IEnumerable<(int First, int Second)> CorrelatedPairs(int width)
    {
        for (int i = 0; i < width; i++)
        {
            for (int j = i + 1; j < width; j++)
            {
                yield return (i, j);
            }
        }
    }
}
