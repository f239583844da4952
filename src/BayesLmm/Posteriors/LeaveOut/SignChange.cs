using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>
/// How few rows or groups change the sign of a coefficient's posterior mean when they are left out. The search is greedy: rows or groups are taken in the order
/// of what each moves the mean by itself (Broderick, Giordano &amp; Meager 2020, arXiv:2011.14999), the smallest number of them is found with the posterior
/// without all of them together, and that set is confirmed by fitting the model again. A smaller set may exist.
/// </summary>
/// <param name="Parameter">The coefficient's name.</param>
/// <param name="Of">What is left out: <c>rows</c>, or the grouping factor.</param>
/// <param name="PartCount">The number of rows or groups.</param>
/// <param name="Parts">Those that are left out, the most influential first; empty if up to half of all do not change the sign.</param>
/// <param name="Mean">The posterior mean with all rows.</param>
/// <param name="MeanWithout">The posterior mean without them, by a fit of its own; NaN if none were found.</param>
/// <param name="SdWithout">The posterior standard deviation without them.</param>
public sealed record SignChange(
    string Parameter, string Of, int PartCount, EquatableArray<string> Parts, double Mean, double MeanWithout, double SdWithout)
{
    /// <summary>Whether the fit without them confirms that the sign changes.</summary>
    public bool IsConfirmed => MeanWithout * Mean < 0;
}
