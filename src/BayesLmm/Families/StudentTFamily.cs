using BayesLmm.Distributions;
using BayesLmm.Numerics;

namespace BayesLmm.Families;

/// <summary>
/// Student's t residuals: y = μ + σ/√w times Student's t with ν degrees of freedom. σ is the scale; the standard deviation is σ √(ν / (ν − 2)) where ν &gt; 2.
/// Given λ ~ gamma(ν/2, ν/2), a row is N(μ, σ²/(w λ)).
/// </summary>
internal sealed record StudentTFamily : Family
{
    private static readonly StudentTDensity RowDensity = new();
    private static readonly StudentTRows RowDistribution = new();

    /// <summary>Degrees of freedom exceed this, as in brms: with fewer the residuals would not even have a mean.</summary>
    public const double SmallestNu = 1;

    /// <summary>ν, the degrees of freedom; the default prior is that of Juárez &amp; Steel (2010).</summary>
    public static FamilyParameter Nu { get; } =
        new(Parameter.Nu, @"\nu", "the residuals' degrees of freedom", SmallestNu, DefaultPrior.Fixed(new Gamma(2, 0.1)))
    {
        Rough = 40,
        WhyNotFlat = "however large nu is, the residuals are then as good as normal and the likelihood does not fall, so that there is no posterior",
    };

    /// <summary>The family with its link.</summary>
    public StudentTFamily()
        : base(Link.Identity)
    {
    }

    /// <inheritdoc/>
    public override string Name => "student_t";

    /// <inheritdoc/>
    public override string Residuals => "student_t";

    /// <inheritdoc/>
    internal override EquatableArray<Link> Links { get; } = [Link.Identity];

    /// <inheritdoc/>
    internal override ResponseDomain Domain => ResponseDomain.Real;

    /// <inheritdoc/>
    internal override EquatableArray<FamilyParameter> Parameters { get; } = [FamilyParameter.Sigma, Nu];

    /// <inheritdoc/>
    internal override NormalForm NormalForm => NormalForm.ScaleMixture;

    /// <inheritdoc/>
    internal override RowDensity Density => RowDensity;

    /// <inheritdoc/>
    internal override RowDistribution Rows => RowDistribution;

    /// <inheritdoc/>
    internal override string ToLatex(string predictor, string variance) => $@"t_{{\nu}}({predictor},\ {variance})";
}
