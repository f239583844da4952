using BayesLmm.Families;
using BayesLmm.Numerics;
using MathNet.Numerics.Statistics;

namespace BayesLmm.Posteriors.Priors;

/// <summary>Collects, draw by draw from the priors, the quantities that they imply.</summary>
internal sealed class ImpliedQuantities
{
    private readonly BoundModel model;
    private readonly ImpliedMoments moments;
    private readonly FittedRange range;
    private readonly string[] groups;
    private readonly double[] responseSd;
    private readonly double[][] shares;
    private readonly double[][] differences;
    private readonly double[] lowest;
    private readonly double[] highest;

    public ImpliedQuantities(BoundModel model, int draws)
    {
        this.model = model;
        moments = new ImpliedMoments(model.Design);
        range = new FittedRange(model);
        groups = [.. model.GroupTerms.Select(term => term.Group).Distinct()];
        responseSd = new double[draws];
        shares = [.. groups.Select(_ => new double[draws])];
        differences = [.. groups.Select(_ => new double[draws])];
        lowest = new double[draws];
        highest = new double[draws];
    }

    /// <summary>What is not among the quantities, and why, as sentences.</summary>
    public IEnumerable<string> NotComputed
    {
        get
        {
            if (!HasResidualVariance)
            {
                yield return $"sd(response) and shares of the variance: with the family {model.Family} the variance of a row depends on its mean.";
            }

            foreach (string group in groups)
            {
                if (!HasProperSd(group))
                {
                    yield return $"icc({group}) and difference({group}): every sd({group}) has a flat prior.";
                }
                else if (HasResidualVariance && !model.SigmaPrior.IsProper)
                {
                    yield return $"icc({group}): sigma has a flat prior, and a share needs the whole.";
                }
            }

            if (PriorSampler.FlatOfFamily(model).FirstOrDefault() is { } flat)
            {
                yield return $"tables of responses: {flat} has a flat prior, from which no {(flat == Parameter.Sigma.Name ? "residual" : "response")} can be "
                    + "drawn.";
            }
        }
    }

    /// <summary>Adds a draw.</summary>
    public void Add(int draw, PriorSampler parameters, RandomStream random)
    {
        double[] between = new double[groups.Length];
        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            between[Array.IndexOf(groups, model.GroupTerms[k].Group)] += moments.TermVariance(k, parameters.Sds[k], parameters.CorrelationFactors[k]);
        }

        double around = between.Sum() + moments.ResidualVariance(parameters.Sigma, parameters.Nu);
        responseSd[draw] = Math.Sqrt(moments.FixedVariance(parameters.Coefficients) + around);
        for (int g = 0; g < groups.Length; g++)
        {
            shares[g][draw] = Share(between[g], around);
            differences[g][draw] = Math.Sqrt(2 * between[g]) * Math.Abs(random.NextNormal());
        }

        (lowest[draw], highest[draw]) = range.Of(parameters, random);
    }

    /// <summary>The quantities, in the order in which they are reported.</summary>
    public IEnumerable<ImpliedQuantity> Summarize()
    {
        string[] flatCoefficients = [.. PriorSampler.FlatCoefficients(model)], flatSds = [.. model.GroupTerms.SelectMany(PriorSampler.FlatSds)];
        string[] flatSigma = [.. PriorSampler.FlatOfFamily(model)];
        string[] flatSlopes =
            [.. flatCoefficients.Skip(model.Design.FixedEffects.HasIntercept && flatCoefficients.FirstOrDefault() == model.FixedEffects[0].Name ? 1 : 0)];
        double observedSd = model.Design.RowCount > 1 ? ArrayStatistics.StandardDeviation(model.Design.Response) : 0;
        if (HasResidualVariance)
        {
            yield return Quantity("sd(response)", "standard deviation of the response", responseSd, observedSd, [.. flatSlopes, .. flatSds, .. flatSigma]);
        }

        for (int g = 0; g < groups.Length; g++)
        {
            string[] ownFlat = [.. model.GroupTerms.Where(term => term.Group == groups[g]).SelectMany(PriorSampler.FlatSds)];
            if (!HasProperSd(groups[g]))
            {
                continue;
            }

            if (HasResidualVariance && model.SigmaPrior.IsProper)
            {
                yield return Quantity($"icc({groups[g]})", $"share of {groups[g]} in the variance around the fixed effects", shares[g], null, flatSds);
            }

            yield return Quantity(
                $"difference({groups[g]})", $"distance between two levels of {groups[g]}{OnLinkScale}, alike otherwise", differences[g], null, ownFlat);
        }

        // A fitted probability has no counterpart in observed values 0 and 1.
        (double Lowest, double Highest)? observed = model.Family.Domain == ResponseDomain.Binary ? null : range.Observed;
        yield return Quantity("fitted(lowest)", $"lowest {Fitted}", lowest, observed?.Lowest, [.. flatCoefficients, .. flatSds]);
        yield return Quantity("fitted(highest)", $"highest {Fitted}", highest, observed?.Highest, [.. flatCoefficients, .. flatSds]);
    }

    /// <summary>A part of a whole; if the whole overflows, an infinite part counts as all of it.</summary>
    private static double Share(double part, double whole) =>
        double.IsPositiveInfinity(whole) ? (double.IsPositiveInfinity(part) ? 1 : 0)
        : whole > 0 ? part / whole
        : 0;

    private string OnLinkScale => model.Family.Link == Link.Identity ? "" : $" on the {Links.NameOf(model.Family.Link)} scale";

    private string Fitted => model.Family.Domain switch
    {
        ResponseDomain.Real => "fitted value, without residual",
        ResponseDomain.Binary => "fitted probability",
        ResponseDomain.Successes => "expected number of successes",
        _ => "expected count",
    };

    /// <summary>Whether residuals have a variance that parameters alone give.</summary>
    private bool HasResidualVariance => model.Family.Has(FamilyParameter.Sigma);

    private bool HasProperSd(string group) => model.GroupTerms.Any(term => term.Group == group && term.SdPriors.Any(prior => prior.IsProper));

    private static ImpliedQuantity Quantity(string name, string meaning, double[] draws, double? observed, string[] leftOut)
    {
        (double lower, double median, double upper) = PriorSimulation.Summarize(draws);
        return new ImpliedQuantity(name, meaning, lower, median, upper, observed, leftOut.ToEquatableArray());
    }
}
