namespace BayesLmm.Tests.Posteriors.MessagePassing;

/// <summary>Two posteriors of one model compared with each other, in Monte Carlo errors of both.</summary>
internal static class PosteriorComparison
{
    /// <summary>
    /// Largest difference of a mean or standard deviation in combined Monte Carlo errors. Some thousand are compared over all tests, group effects among them;
    /// by chance one exceeds 4.5 in about one of 100 seeds.
    /// </summary>
    public const double MonteCarloErrors = 4.5;

    /// <summary>Means and standard deviations of every parameter and group effect agree.</summary>
    public static void AssertAgree(Posterior expected, Posterior found, ITestOutputHelper? output = null)
    {
        double largest = 0;
        string where = "";
        List<string> apart = [];
        void Compare(string what, double a, double errorA, double b, double errorB)
        {
            double distance = Math.Abs(a - b) / Math.Sqrt((errorA * errorA) + (errorB * errorB));
            (largest, where) = distance > largest ? (distance, what) : (largest, where);
            if (!(distance < MonteCarloErrors))
            {
                apart.Add(FormattableString.Invariant($"{what}: {b:G6} against {a:G6}, {distance:0.0} Monte Carlo errors apart"));
            }
        }

        Dictionary<string, QuantitySummary> others = All(found).ToDictionary(summary => summary.Name);
        int compared = 0;
        foreach (QuantitySummary own in All(expected))
        {
            QuantitySummary other = others[own.Name];
            if (double.IsNaN(own.MeanError) && double.IsNaN(other.MeanError))
            {
                Assert.Equal(own.Mean, other.Mean, 1e-9 * (1 + Math.Abs(own.Mean)));   // a constant
                continue;
            }

            Compare(own.Name + " mean", own.Mean, own.MeanError, other.Mean, other.MeanError);
            Compare(own.Name + " sd", own.Sd, own.SdError, other.Sd, other.SdError);
            compared++;
        }

        output?.WriteLine(FormattableString.Invariant($"{compared} quantities, at most {largest:0.00} Monte Carlo errors apart ({where})"));
        Assert.True(apart.Count == 0, string.Join('\n', apart));
        Assert.True(compared > 0);
        Assert.Equal(others.Count, All(expected).Count());
    }

    public static IEnumerable<QuantitySummary> All(Posterior posterior) => posterior.ParameterSummaries.Concat(posterior.GroupEffectSummaries);
}
