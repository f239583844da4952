using BayesLmm.Estimation.Comparison;

namespace BayesLmm.Reports.Wording;

/// <summary>Comparisons of models in words.</summary>
internal static class ComparisonWording
{
    /// <summary>What the p-values of a test rest on besides the kind of likelihood, a sentence or two each.</summary>
    public static IEnumerable<string> Notes(LikelihoodRatioTest test) => test.Reservations.Select(Of);

    private static string Of(TestReservation reservation) => reservation switch
    {
        TestReservation.OneAtBoundary =>
            "One variance is 0 in the smaller model, at the boundary of its range: the statistic's distribution is a 50:50 mixture (Self & Liang 1987; Stram "
                + "& Lee 1994).",
        TestReservation.SeveralAtBoundary several =>
            $"{several.Variances} variances are 0 in the smaller model: the mixture's binomial weights treat their estimates as independent, an "
                + "approximation. A bootstrap test needs none.",
        TestReservation.UnknownMixture unknown =>
            $"A term loses the variances of {unknown.Variances} correlated effects at once: the mixture's weights are not known analytically. "
            + "The χ² p-value is conservative (too large); a bootstrap test is exact but for simulation error.",
        TestReservation.SingularSmaller =>
            "The smaller model's fit is itself singular: a variance that both models have is at its boundary, where neither χ² nor the mixture is exact. "
                + "Prefer a bootstrap test.",
        TestReservation.Undetermined =>
            "The likelihood does not determine every variance of these models: degrees of freedom count only what it determines, and the mixture that holds at "
                + "a boundary is not known. A bootstrap test needs neither.",
        TestReservation.NotConverged fit => $"The fit of '{fit.Model}' did not converge: the statistic is not to be relied on.",
        TestReservation.LargerIsWorse worse => FormattableString.Invariant(
            $"The larger model's fit is worse than the smaller's by {worse.By:G3}: it has not reached its maximum."),
        _ => throw new ArgumentOutOfRangeException(nameof(reservation), reservation, "There are no words for this reservation."),
    };
}
