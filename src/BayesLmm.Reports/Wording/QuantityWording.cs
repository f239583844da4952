using BayesLmm.Posteriors.Quantities;

namespace BayesLmm.Reports.Wording;

/// <summary>What is said of quantities and hypotheses.</summary>
internal static class QuantityWording
{
    /// <summary>The titles of an interval's ends.</summary>
    /// <param name="options">Which interval.</param>
    /// <param name="equalTailed">The titles of an equal-tailed one.</param>
    public static (string Lower, string Upper) Ends(SummaryOptions options, (string Lower, string Upper) equalTailed) => options.HighestDensity
        ? (FormattableString.Invariant($"{100 * options.Level:0.####}% HDI from"), "to")
        : equalTailed;

    /// <summary>What the columns of intervals mean.</summary>
    /// <param name="hasRope">Whether there is a share in a region.</param>
    public static string Columns(bool hasRope) =>
        "Direction is the probability that a parameter has the sign of its median."
        + (hasRope ? " In rope is the share of all draws in the region of practical equivalence." : "");

    /// <summary>Why a quantity has no summary.</summary>
    public static string Undefined(string name, int undefined, int draws) =>
        $"{name} is not a finite number at {undefined} of {draws} draws, so that it has no posterior.";

    /// <summary>How hypotheses are to be read.</summary>
    /// <param name="tests">The tests.</param>
    public static IEnumerable<string> Hypotheses(IReadOnlyList<HypothesisTest> tests)
    {
        if (tests.Any(test => !double.IsNaN(test.Probability)))
        {
            yield return "The evidence ratio is P / (1 - P).";
        }

        if (tests.Any(test => test.Probability is 0 or 1))
        {
            yield return "Where a condition holds at every draw or at none, more draws would tell how near to 1 or 0 its probability is.";
        }

        if (tests.Any(test => test.Point is not null))
        {
            yield return "The Bayes factor is that of the point against other values: posterior over prior density at the point (Savage and Dickey). "
                + "It depends on the prior.";
        }

        foreach (HypothesisTest test in tests)
        {
            if (test.Problem is { } problem)
            {
                yield return $"No Bayes factor of {test.Hypothesis}: {Reason(problem)}";
            }
        }
    }

    /// <summary>Why there is no Bayes factor, as a sentence.</summary>
    public static string Reason(PointProblem problem) => problem switch
    {
        PointProblem.NotLinear => "the prior density of an expression that is not linear in the parameters is not known in closed form.",
        PointProblem.GroupEffects => "the prior of a group effect depends on other parameters.",
        PointProblem.NotProper => "the prior of a parameter is flat or a constant; a Bayes factor needs a proper one, such as normal(0, 10).",
        PointProblem.NotNormal => "the prior density of a combination of parameters is known only where all are coefficients with normal priors.",
        PointProblem.AtPredictorMeans =>
            "the prior is that of the parameter at the predictors' means, and the hypothesis is about the parameter where they are 0; center the predictors.",
        PointProblem.NoPriorDensity => "the prior density at the point is 0, or has no limit.",
        PointProblem.TooFewDraws => "the point is so far from the draws that they say nothing about its density.",
        _ => "a side is not a finite number at some draws.",
    };
}
