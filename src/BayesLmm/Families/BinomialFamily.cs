using BayesLmm.Numerics;

namespace BayesLmm.Families;

/// <summary>A number of successes in a known number of trials, with the probability of success given by the linear predictor.</summary>
internal sealed record BinomialFamily : Family
{
    private readonly RowDensity density;
    private readonly RowDistribution rows;

    /// <summary>The family with a link.</summary>
    public BinomialFamily(Link link = Link.Logit)
        : base(link) => (density, rows) = Parts(link);

    /// <summary>The links of a probability.</summary>
    public static EquatableArray<Link> ProbabilityLinks { get; } = [Link.Logit, Link.Probit, Link.CLogLog, Link.Log];

    /// <inheritdoc/>
    public override string Name => "binomial";

    /// <inheritdoc/>
    public override string Residuals => "binomial";

    /// <inheritdoc/>
    internal override EquatableArray<Link> Links => ProbabilityLinks;

    /// <inheritdoc/>
    internal override EquatableArray<FamilyParameter> Parameters => [];

    /// <inheritdoc/>
    internal override NormalForm NormalForm => NormalForm.None;

    /// <inheritdoc/>
    internal override ResponseDomain Domain => ResponseDomain.Successes;

    /// <inheritdoc/>
    internal override RowDensity Density => density;

    /// <inheritdoc/>
    internal override RowDistribution Rows => rows;

    /// <inheritdoc/>
    internal override ResponseScale ScaleOf(ReadOnlySpan<double> response) => ResponseScale.Standard;

    /// <inheritdoc/>
    internal override Family WithLink(Link link) => new BinomialFamily(Allowed(link));

    /// <inheritdoc/>
    internal override string ToLatex(string predictor, string variance) => $@"\mathrm{{Binomial}}(m_{{i}},\ {predictor})";

    /// <summary>The density and the distribution of rows with a link.</summary>
    internal static (RowDensity Density, RowDistribution Rows) Parts(Link link)
    {
        BinomialLink probability = BinomialLink.Of(link);
        return (link == Link.Logit ? new LogitBinomialDensity() : new BinomialDensity(probability, isLogConcave: true), new BinomialRows(probability));
    }
}
