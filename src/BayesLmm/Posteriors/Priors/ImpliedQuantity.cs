using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>What a model's priors imply, before any data, for an observable quantity.</summary>
/// <param name="Name">A short name: <c>sd(response)</c>, <c>icc(Subject)</c>, <c>difference(Subject)</c>, <c>fitted(lowest)</c>.</param>
/// <param name="Meaning">The quantity in words.</param>
/// <param name="Lower">The 5 % quantile.</param>
/// <param name="Median">Its median.</param>
/// <param name="Upper">Its 95 % quantile.</param>
/// <param name="Observed">The same quantity of the observed response, if there is one to compare with; otherwise null.</param>
/// <param name="LeftOut">Parameters whose priors are flat, so that the quantity was computed without their terms.</param>
public sealed record ImpliedQuantity(
    string Name, string Meaning, double Lower, double Median, double Upper, double? Observed, EquatableArray<string> LeftOut);
