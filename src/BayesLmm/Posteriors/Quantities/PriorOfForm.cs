using BayesLmm.Distributions;
using BayesLmm.Specification.Priors;

namespace BayesLmm.Posteriors.Quantities;

/// <summary>Why a point hypothesis has no Bayes factor.</summary>
internal enum PointProblem
{
    /// <summary>The expression is not linear in the parameters.</summary>
    NotLinear,

    /// <summary>It has group effects, whose prior depends on other parameters.</summary>
    GroupEffects,

    /// <summary>A prior is flat or a constant.</summary>
    NotProper,

    /// <summary>It combines parameters whose priors are not all normal ones of coefficients.</summary>
    NotNormal,

    /// <summary>The prior is that of the parameter at the predictors' means.</summary>
    AtPredictorMeans,

    /// <summary>The prior's density at the point is 0 or infinite.</summary>
    NoPriorDensity,

    /// <summary>Too few draws are near the point.</summary>
    TooFewDraws,

    /// <summary>The expression is undefined at some draws.</summary>
    Undefined,
}

/// <summary>The prior density of a number, in closed form.</summary>
/// <param name="Lower">The number exceeds this; −∞ for no bound.</param>
/// <param name="Upper">The number is less than this; ∞ for no bound.</param>
/// <param name="LogDensity">log p(x), normalised over the support.</param>
internal sealed record KnownPrior(double Lower, double Upper, Func<double, double> LogDensity);

/// <summary>Finds the prior of the number that a point hypothesis is about.</summary>
internal static class PriorOfForm
{
    /// <summary>The prior of a parameter, or of a linear combination of coefficients with normal priors.</summary>
    /// <param name="model">The model.</param>
    /// <param name="form">The combination.</param>
    /// <param name="problem">Why there is none.</param>
    public static KnownPrior? Of(BoundModel model, LinearForm form, out PointProblem problem)
    {
        problem = default;
        if (form.Weights.Count == 0)
        {
            problem = PointProblem.NotLinear;
            return null;
        }

        (ParameterPrior? Prior, Parameter? Parameter, double Weight)[] parts = [.. form.Weights.Select(part => Find(model, part.Key, part.Value))];
        PointProblem? found = parts.Select(part => Problem(part.Prior)).FirstOrDefault(one => one is not null);
        if (found is { } known)
        {
            problem = known;
            return null;
        }

        if (parts is [var (prior, parameter, weight)])
        {
            return Scale(Single(model, prior!, parameter!), weight, form.Constant);
        }

        if (parts.Any(part => part.Prior!.Distribution is not Normal || part.Parameter!.Kind != ParameterKind.Coefficient))
        {
            problem = PointProblem.NotNormal;
            return null;
        }

        double mean = form.Constant + parts.Sum(part => part.Weight * ((Normal)part.Prior!.Distribution!).Mean);
        double sd = Math.Sqrt(parts.Sum(part => Math.Pow(part.Weight * ((Normal)part.Prior!.Distribution!).Sd, 2)));
        return new KnownPrior(double.NegativeInfinity, double.PositiveInfinity, x => new Normal(mean, sd).LogDensity(x, out _));
    }

    private static (ParameterPrior? Prior, Parameter? Parameter, double Weight) Find(BoundModel model, string name, double weight)
    {
        Parameter? parameter = model.Parameters.FirstOrDefault(one => one.Name == name);
        if (parameter is { Kind: ParameterKind.GroupCorrelation })
        {
            string group = model.GroupTerms.First(term => term.Parameters.Contains(parameter)).Group;
            return (model.PriorTable.FirstOrDefault(one => one.Parameter == Parameter.CorrelationsOf(group)), parameter, weight);
        }

        return (parameter is null ? null : model.PriorTable.FirstOrDefault(one => one.Parameter == parameter), parameter, weight);
    }

    private static PointProblem? Problem(ParameterPrior? prior) => prior switch
    {
        null => PointProblem.GroupEffects,
        { Place: PriorPlace.PredictorMeans } or { Remark: PriorRemark.AtPredictorMeans } => PointProblem.AtPredictorMeans,
        { Distribution: Lkj } => null,
        { Distribution: Distribution { IsProper: true } and not Constant } => null,
        _ => PointProblem.NotProper,
    };

    private static KnownPrior Single(BoundModel model, ParameterPrior prior, Parameter parameter)
    {
        if (prior.Distribution is Lkj lkj)
        {
            // (ρ + 1)/2 of r effects is beta(a, a) with a = η − 1 + r/2 (Lewandowski, Kurowicka & Joe 2009, §3.2).
            int r = model.GroupTerms.First(term => term.Parameters.Contains(parameter)).Width;
            double a = lkj.Eta - 1 + (0.5 * r);
            return new KnownPrior(-1, 1, rho => MathNet.Numerics.Distributions.Beta.PDFLn(a, a, 0.5 * (rho + 1)) - Math.Log(2));
        }

        Distribution distribution = (Distribution)prior.Distribution!;
        double lower = Math.Max(prior.Lower, distribution.Support.Lower);
        double logPart = double.IsFinite(prior.Lower) ? Math.Log(distribution.ProbabilityAbove(prior.Lower)) : 0;

        // At the lower bound itself the density is meant from within.
        return new KnownPrior(
            lower, distribution.Support.Upper, x => distribution.LogDensity(x == lower ? Math.BitIncrement(x) : x, out _) - logPart);
    }

    /// <summary>The prior of a + bθ.</summary>
    private static KnownPrior Scale(KnownPrior prior, double b, double a)
    {
        double first = a + (b * prior.Lower), second = a + (b * prior.Upper), logScale = Math.Log(Math.Abs(b));
        return new KnownPrior(Math.Min(first, second), Math.Max(first, second), x => prior.LogDensity((x - a) / b) - logScale);
    }
}
