using BayesLmm.Numerics;

namespace BayesLmm.Families;

/// <summary>A response that is 0 or 1, with the probability of 1 given by the linear predictor.</summary>
internal sealed record BernoulliFamily : Family
{
    private readonly RowDensity density;
    private readonly RowDistribution rows;

    /// <summary>The family with a link.</summary>
    public BernoulliFamily(Link link = Link.Logit)
        : base(link) => (density, rows) = BinomialFamily.Parts(link);

    /// <inheritdoc/>
    public override string Name => "bernoulli";

    /// <inheritdoc/>
    public override string Residuals => "bernoulli";

    /// <inheritdoc/>
    internal override EquatableArray<Link> Links => BinomialFamily.ProbabilityLinks;

    /// <inheritdoc/>
    internal override EquatableArray<FamilyParameter> Parameters => [];

    /// <inheritdoc/>
    internal override NormalForm NormalForm => NormalForm.None;

    /// <inheritdoc/>
    internal override ResponseDomain Domain => ResponseDomain.Binary;

    /// <inheritdoc/>
    internal override RowDensity Density => density;

    /// <inheritdoc/>
    internal override RowDistribution Rows => rows;

    /// <inheritdoc/>
    internal override ResponseScale ScaleOf(ReadOnlySpan<double> response) => ResponseScale.Standard;

    /// <inheritdoc/>
    internal override Family WithLink(Link link) => new BernoulliFamily(Allowed(link));

    /// <inheritdoc/>
    internal override string ToLatex(string predictor, string variance) => $@"\mathrm{{Bernoulli}}({predictor})";
}
