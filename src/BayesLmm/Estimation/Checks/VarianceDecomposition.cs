using BayesLmm.Numerics;

namespace BayesLmm;

// Nakagawa, Johnson & Schielzeth (2017); random slopes by their mean variance over the rows (Johnson 2014): mean_i z_iᵀ Σ z_i = tr(Σ ZᵀZ)/n.

/// <summary>
/// Where the response's variance comes from: fixed effects, each random term, residual; with intraclass correlations and Nakagawa's R². Defined for every fit:
/// a term without variance, or no random term, counts 0. (The R package performance returns NA when a fit is singular, and for <c>||</c> leaves the slopes'
/// variance out.)
/// </summary>
/// <param name="Fixed">The sample variance, with divisor n − 1, of Xβ̂ over the rows, each counted once. An offset is no part of it.</param>
/// <param name="Random">The variance of all random terms, each by its mean over the rows.</param>
/// <param name="Residual">
/// The mean over the rows of the residual variance: σ² when rows have no weights, the mean of σ²/w otherwise, which does not change when all weights are
/// multiplied by a number; the mean of the known variances when standard errors are known. (performance takes σ², the variance of a row of weight 1.)
/// </param>
public sealed record VarianceDecomposition(double Fixed, double Random, double Residual)
{
    /// <summary>
    /// Where the likelihood does not determine every variance, the decompositions of fits that are equally likely: what differs between them is NaN here.
    /// </summary>
    internal EquatableArray<VarianceDecomposition> Equivalent { get; init; } = [];

    /// <summary>Each random term's mean variance over the rows, in the order of the model.</summary>
    internal EquatableArray<TermVariance> Terms { get; init; }

    /// <summary>All variance: fixed, random and residual.</summary>
    public double Total => IfDetermined(whole => whole.Fixed + whole.Random + whole.Residual);

    /// <summary>The variance of a grouping factor's random terms, all of them together; 0 where the model has none.</summary>
    /// <param name="group">The grouping factor.</param>
    public double RandomOf(string group) => IfDetermined(whole => whole.Terms.Where(term => term.Group == group).Sum(term => term.Variance));

    /// <summary>The adjusted intraclass correlation: random / (random + residual).</summary>
    public double AdjustedIcc => IfDetermined(whole => whole.Random / (whole.Random + whole.Residual));

    /// <summary>The unadjusted intraclass correlation: random / total.</summary>
    public double UnadjustedIcc => IfDetermined(whole => whole.Random / whole.Total);

    /// <summary>Nakagawa's marginal R²: fixed / total.</summary>
    public double MarginalR2 => IfDetermined(whole => whole.Fixed / whole.Total);

    /// <summary>Nakagawa's conditional R²: (fixed + random) / total.</summary>
    public double ConditionalR2 => IfDetermined(whole => (whole.Fixed + whole.Random) / whole.Total);

    /// <summary>
    /// The adjusted intraclass correlation of each grouping factor, all its terms together: its variance / (random + residual). With random slopes this is the
    /// mean over the rows, where performance's <c>by_group</c> takes the intercept's variance alone.
    /// </summary>
    internal EquatableArray<GroupIcc> IccByGroup => Terms.Select(term => term.Group).Distinct().Select(group => new GroupIcc(group, IfDetermined(
        whole => whole.Terms.Where(term => term.Group == group).Sum(term => term.Variance) / (whole.Random + whole.Residual)))).ToEquatableArray();

    /// <summary>One decomposition for several fits that are equally likely.</summary>
    /// <param name="equivalent">Their decompositions.</param>
    internal static VarianceDecomposition Common(EquatableArray<VarianceDecomposition> equivalent)
    {
        VarianceDecomposition common = equivalent[0] with { Equivalent = equivalent };
        return common with
        {
            Fixed = common.IfDetermined(whole => whole.Fixed),
            Random = common.IfDetermined(whole => whole.Random),
            Terms = equivalent[0].Terms.Select((term, k) => term with { Variance = common.IfDetermined(whole => whole.Terms[k].Variance) }).ToEquatableArray(),
            Residual = common.IfDetermined(whole => whole.Residual),
        };
    }

    private double IfDetermined(Func<VarianceDecomposition, double> of) => Equivalent.Count == 0 ? of(this)
        : Indeterminacy.IfSame(of(Equivalent[0]), Equivalent.Skip(1).Select(of));
}

/// <summary>The variance that a random term gives a row of the data on average.</summary>
/// <param name="Group">The grouping factor.</param>
/// <param name="Effects">The effects' names.</param>
/// <param name="Variance">The mean over the rows of zᵀΣz, Σ the effects' covariance matrix.</param>
internal sealed record TermVariance(string Group, EquatableArray<string> Effects, double Variance);

/// <summary>The intraclass correlation of one grouping factor.</summary>
/// <param name="Group">The grouping factor.</param>
/// <param name="Icc">From 0 to 1.</param>
internal sealed record GroupIcc(string Group, double Icc);
