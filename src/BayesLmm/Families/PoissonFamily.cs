using BayesLmm.Numerics;

namespace BayesLmm.Families;

/// <summary>Counts with the logarithm of their mean given by the linear predictor, and a variance equal to the mean.</summary>
internal sealed record PoissonFamily : Family
{
    private static readonly PoissonDensity RowDensity = new();
    private static readonly PoissonRows RowDistribution = new();

    /// <summary>The family with its link.</summary>
    public PoissonFamily()
        : base(Link.Log)
    {
    }

    /// <inheritdoc/>
    public override string Name => "poisson";

    /// <inheritdoc/>
    public override string Residuals => "poisson";

    /// <inheritdoc/>
    internal override EquatableArray<Link> Links { get; } = [Link.Log];

    /// <inheritdoc/>
    internal override EquatableArray<FamilyParameter> Parameters => [];

    /// <inheritdoc/>
    internal override NormalForm NormalForm => NormalForm.None;

    /// <inheritdoc/>
    internal override ResponseDomain Domain => ResponseDomain.Counts;

    /// <inheritdoc/>
    internal override RowDensity Density => RowDensity;

    /// <inheritdoc/>
    internal override RowDistribution Rows => RowDistribution;

    /// <inheritdoc/>
    internal override ResponseScale ScaleOf(ReadOnlySpan<double> response) => ResponseScale.OfLogarithm(response);

    /// <inheritdoc/>
    internal override string ToLatex(string predictor, string variance) => $@"\mathrm{{Poisson}}({predictor})";
}
