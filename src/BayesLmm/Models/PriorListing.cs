namespace BayesLmm;

/// <summary>One line of the list of priors that a fit reports, in words.</summary>
/// <param name="Parameter">The parameter, or <c>cor(group)</c> for a correlation matrix.</param>
/// <param name="Distribution">The distribution in the language's words.</param>
/// <param name="IsDefault">Whether the model text left it to BayesLmm.</param>
/// <param name="Note">What one must know to read it: that it is the positive half, or on which scale; empty otherwise.</param>
public sealed record PriorListing(string Parameter, string Distribution, bool IsDefault, string Note)
{
    /// <summary>The line of a parameter.</summary>
    internal static PriorListing From(ParameterPrior prior) =>
        new(prior.Parameter.Name, prior.Distribution?.ToString() ?? "student_t, by the size of the response", prior.IsDefault, prior.Remark switch
        {
            PriorRemark.PositiveHalf => "positive half",
            PriorRemark.AboveBound => FormattableString.Invariant($"above {prior.Lower}"),
            PriorRemark.AtPredictorMeans => "at the predictors' means",
            PriorRemark.EachColumn => "one coefficient, or one for each column of a factor",
            _ => "",
        });
}
