using BayesLmm.Distributions;
using BayesLmm.Numerics;

namespace BayesLmm.Families;

/// <summary>
/// Counts with the logarithm of their mean μ given by the linear predictor, and the variance μ + μ²/shape: Poisson counts whose means are gamma.
/// </summary>
internal sealed record NegativeBinomialFamily : Family
{
    private static readonly NegativeBinomialDensity RowDensity = new();
    private static readonly NegativeBinomialRows RowDistribution = new();

    /// <summary>The family with its link.</summary>
    public NegativeBinomialFamily()
        : base(Link.Log)
    {
    }

    /// <summary>κ, the shape; the default prior is that of brms 2.18.</summary>
    public static FamilyParameter Shape { get; } = new(
        Parameter.Shape, @"\kappa", "the shape; the variance is mean + mean² / shape", 0, DefaultPrior.Fixed(new Gamma(0.01, 0.01)))
    {
        ByLogarithm = true,
        WhyNotFlat = "however large shape is, the counts are then as good as Poisson and the likelihood does not fall, so that there is no posterior",
    };

    /// <inheritdoc/>
    public override string Name => "negative_binomial";

    /// <inheritdoc/>
    public override string Residuals => "negative_binomial";

    /// <inheritdoc/>
    internal override EquatableArray<Link> Links { get; } = [Link.Log];

    /// <inheritdoc/>
    internal override EquatableArray<FamilyParameter> Parameters { get; } = [Shape];

    /// <inheritdoc/>
    internal override NormalForm NormalForm => NormalForm.None;

    /// <inheritdoc/>
    internal override ResponseDomain Domain => ResponseDomain.Counts;

    /// <inheritdoc/>
    internal override RowDensity Density => RowDensity;

    /// <inheritdoc/>
    internal override RowDistribution Rows => RowDistribution;

    /// <summary>No: how much equal rows differ shows the shape.</summary>
    internal override bool SumsAreSufficient => false;

    /// <inheritdoc/>
    internal override ResponseScale ScaleOf(ReadOnlySpan<double> response) => ResponseScale.OfLogarithm(response);

    /// <inheritdoc/>
    internal override string ToLatex(string predictor, string variance) => $@"\mathrm{{NegBinomial}}({predictor},\ \kappa)";
}
