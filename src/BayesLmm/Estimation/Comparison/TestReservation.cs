namespace BayesLmm.Estimation.Comparison;

/// <summary>Something that the p-values of a <see cref="LikelihoodRatioTest"/> rest on, or that makes them doubtful.</summary>
internal abstract record TestReservation
{
    private TestReservation()
    {
    }

    /// <summary>One variance is 0 in the smaller model, at the boundary of its range.</summary>
    public sealed record OneAtBoundary : TestReservation;

    /// <summary>Several variances are 0 in the smaller model, and the mixture treats their estimates as independent.</summary>
    /// <param name="Variances">How many.</param>
    public sealed record SeveralAtBoundary(int Variances) : TestReservation;

    /// <summary>A term loses the variances of correlated effects, so that the mixture's weights are not known.</summary>
    /// <param name="Variances">How many at once.</param>
    public sealed record UnknownMixture(int Variances) : TestReservation;

    /// <summary>The smaller model's fit is itself singular.</summary>
    public sealed record SingularSmaller : TestReservation;

    /// <summary>The likelihood of a model does not determine all of its variances: degrees of freedom count only what it determines.</summary>
    internal sealed record Undetermined : TestReservation;

    /// <summary>A fit did not converge.</summary>
    /// <param name="Model">The model's formula.</param>
    public sealed record NotConverged(string Model) : TestReservation;

    /// <summary>The larger model's fit is worse than the smaller's.</summary>
    /// <param name="By">The difference of −2 log likelihood.</param>
    public sealed record LargerIsWorse(double By) : TestReservation;
}
