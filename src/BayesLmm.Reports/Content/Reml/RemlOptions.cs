namespace BayesLmm.Reports.Content.Reml;

/// <summary>What is requested of a fit by (restricted) maximum likelihood.</summary>
internal sealed record RemlOptions
{
    /// <summary>True for REML, false for ML.</summary>
    public bool Restricted { get; init; } = true;

    /// <summary>How tests of coefficients allow for the variances being estimated.</summary>
    public DegreesOfFreedomMethod Method { get; init; } = DegreesOfFreedomMethod.Satterthwaite;

    /// <summary>The level of all intervals.</summary>
    public double Level { get; init; } = FixedEffectInference.DefaultLevel;

    /// <summary>Which tests of terms; null for type III where a term has several columns.</summary>
    public SumOfSquaresType? Type { get; init; }

    /// <summary>Each list of factors whose marginal means are wanted.</summary>
    public IReadOnlyList<string[]> Means { get; init; } = [];

    /// <summary>How the p-values of pairwise contrasts allow for their number.</summary>
    public PValueAdjustment Adjustment { get; init; } = PValueAdjustment.Tukey;

    /// <summary>Whether random effects are tested by dropping them.</summary>
    public bool Deletions { get; init; }

    /// <summary>Whether profile intervals are wanted.</summary>
    public bool Profile { get; init; }

    /// <summary>The number of bootstrap replicates; null for no bootstrap.</summary>
    public int? Bootstrap { get; init; }

    /// <summary>The seed of the bootstrap.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether every predicted group effect is wanted with its standard deviation.</summary>
    public bool Effects { get; init; }
}
