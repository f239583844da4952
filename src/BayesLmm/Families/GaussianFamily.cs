using BayesLmm.Numerics;

namespace BayesLmm.Families;

/// <summary>Normal residuals: y ~ N(μ, σ²/w).</summary>
internal sealed record GaussianFamily : Family
{
    private static readonly GaussianDensity RowDensity = new();
    private static readonly GaussianRows RowDistribution = new();

    /// <summary>The family with its link.</summary>
    public GaussianFamily()
        : base(Link.Identity)
    {
    }

    /// <inheritdoc/>
    public override string Name => "gaussian";

    /// <inheritdoc/>
    public override string Residuals => "normal";

    /// <inheritdoc/>
    internal override EquatableArray<Link> Links { get; } = [Link.Identity];

    /// <inheritdoc/>
    internal override ResponseDomain Domain => ResponseDomain.Real;

    /// <inheritdoc/>
    internal override EquatableArray<FamilyParameter> Parameters { get; } = [FamilyParameter.Sigma];

    /// <inheritdoc/>
    internal override NormalForm NormalForm => NormalForm.Exact;

    /// <inheritdoc/>
    internal override RowDensity Density => RowDensity;

    /// <inheritdoc/>
    internal override RowDistribution Rows => RowDistribution;

    /// <inheritdoc/>
    internal override string ToLatex(string predictor, string variance) => $@"\mathrm{{N}}({predictor},\ {variance})";
}
