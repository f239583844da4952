using BayesLmm.Distributions;
using BayesLmm.Specification.Priors;

namespace BayesLmm.Models;

/// <summary>One line of the list of priors that a fit reports, in words.</summary>
/// <param name="Parameter">The parameter, or <c>cor(group)</c> for a correlation matrix.</param>
/// <param name="Distribution">The distribution in the language's words.</param>
/// <param name="IsDefault">Whether it is the default.</param>
/// <param name="Note">A remark that the reader needs: that it is the positive half, or its scale; empty otherwise.</param>
internal sealed record PriorListing(string Parameter, string Distribution, bool IsDefault, string Note)
{
    /// <summary>The line of a parameter.</summary>
    internal static PriorListing From(ParameterPrior prior) =>
        new(prior.Parameter.Name, prior.Distribution?.ToString() ?? "student_t, by the size of the response", prior.IsDefault, Words(prior));

    private static string Words(ParameterPrior prior)
    {
        string place = prior.Place switch
        {
            PriorPlace.PredictorMeans => "at the predictors' means",
            PriorPlace.PredictorZero => "where the predictors are 0",
            _ => "",
        };
        string remark = prior.Remark switch
        {
            PriorRemark.PositiveHalf => "positive half",
            PriorRemark.AboveBound => FormattableString.Invariant($"above {prior.Lower}"),
            PriorRemark.AtPredictorMeans => "at the predictors' means",
            PriorRemark.EachColumn => "one coefficient, or one for each column of a factor",
            _ => "",
        };
        return string.Join(", ", ((string[])[remark, place]).Where(words => words.Length > 0));
    }
}
