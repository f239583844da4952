using BayesLmm.Posteriors.MessagePassing;

namespace BayesLmm.Reports.Wording;

/// <summary>Remarks on draws from message passing, in sentences.</summary>
internal static class MessagePassingWording
{
    private const string OfQ =
        "Draws of the approximation itself, in which coefficients and group effects do not depend on the variances: means are good, standard deviations are "
            + "too small, those of variance parameters by a tenth to a half and more.";

    private const string OfMixtureQ = " With student_t residuals sigma and nu are too large besides, by a standard deviation and more.";

    private const string OfResponse =
        "Variance parameters have a normal distribution with the covariance of the linear response: with fewer than about 15 groups it is too narrow, by a "
            + "third and more, and it is not skewed. The rest is exact given these.";

    private const string OfBadWeights =
        "Importance sampling was to make the draws those of the exact posterior under the model's own priors, and its weights are not to be relied on: the "
            + "engines gibbs and hmc are exact.";

    private const string OfGoodWeights =
        "Importance sampling has made the draws those of the exact posterior under the model's own priors, but for Monte Carlo error.";

    private const string OfEstimates = " Coefficients and group effects are integrated out by unbiased estimates.";

    private const string OfNormal =
        " the normal distribution, on the sampler's scale, with the largest lower bound of the evidence under the model's own priors.";

    private const string ExactGiven = " The rest is integrated out, and is exact given these.";

    private const string EstimatedGiven =
        " The rest is integrated out by estimates, with 64 draws at each point, and drawn from these; so the bound is an estimate too.";

    private const string HowNear =
        " Means are within about a tenth of a standard deviation, except of variance parameters with few groups, near zero or near a bound of their prior; "
            + "the standard deviations of those may be a third and more off, mostly too small.";

    /// <summary>Remarks on draws of this stage.</summary>
    public static string Explain(MessagePassingReport report) => (report.Stage, report.IsScaleMixture) switch
    {
        _ when !report.IsBuiltIn => string.Join(' ', report.IsBound ? report.Notes.Select(Of).Prepend(OfQ) : report.Notes.Select(Of)),
        (Refinement.Importance, var mixture) => (report.HasReliableWeights ? OfGoodWeights : OfBadWeights) + (mixture ? OfEstimates : ""),
        (Refinement.LinearResponse, _) => OfResponse,
        (Refinement.Collapsed, var mixture) => Whose(report.HasFittedCoefficients) + OfNormal + (mixture ? EstimatedGiven : ExactGiven) + HowNear,
        (_, var mixture) => OfQ + (mixture ? OfMixtureQ : "") + (report.NotRefined is { } shortfall ? " " + Of(shortfall) : ""),
    };

    /// <summary>Why an answer is not refined as far as requested; empty if it is.</summary>
    public static string Of(Shortfall? shortfall) => shortfall switch
    {
        null => "",
        Shortfall.NotConverged => "It was not refined, because message passing has not converged.",
        Shortfall.NearBound =>
            "The linear response is of no use here: a parameter is near a bound of its prior. Refine by importance, or use the engines gibbs or hmc.",
        Shortfall.NoDensity =>
            "It was not refined: the density is zero, or cannot be computed, around what message passing arrived at. The engines gibbs and hmc are exact.",
        Shortfall.NoResponse none => $"With {none.Residuals} residuals there is no linear response; refine by importance, or use the engines hmc or gibbs.",
        Shortfall.NoForm => "It was not refined: a coefficient's prior has no form in which it could be. The engines hmc and gibbs are exact.",
        Shortfall.ImportanceFailed failed => $"It was not refined: {failed.Failure}",
        _ => throw new ArgumentOutOfRangeException(nameof(shortfall), shortfall, "There are no words for this shortfall."),
    };

    /// <summary>What there is to know about another engine's messages.</summary>
    public static string Of(MessageNote note) => note switch
    {
        MessageNote.StillChanging => "The marginals had not stopped changing when the iterations ended.",
        MessageNote.MeanField =>
            "Precisions are from mean-field messages, in which every effect is independent of every other; coefficients and group effects were then "
            + "given their joint normal distribution "
            + "under the mean precisions by one factorisation. The evidence is the mean-field program's bound, far below that of a joint form.",
        MessageNote.EstimatedEvidence => "The evidence is expectation propagation's estimate and no bound.",
        MessageNote.Experimental => "Infer.NET rates its expectation propagation for gamma and Wishart distributions with a random rate as experimental.",
        MessageNote.MadeProper =>
            "With improper messages, which expectation propagation has by right, it broke down; those of normal factors were then made proper, which "
            + "can make standard deviations of variance parameters smaller.",
        MessageNote.CorrelatedEffects some =>
            $"Effects of '{some.Group}' are correlated: expectation propagation then improves on variational message passing for sigma, standard "
            + "deviations and correlations, "
            + "and not for coefficients and group effects.",
        _ => throw new ArgumentOutOfRangeException(nameof(note), note, "There are no words for this note."),
    };

    /// <summary>Whether the wording of a shortfall already names engines.</summary>
    public static bool NamesEngines(Shortfall shortfall) => shortfall is not (Shortfall.NotConverged or Shortfall.ImportanceFailed);

    private static string Whose(bool hasCoefficients) =>
        hasCoefficients ? "Variance parameters, and coefficients whose prior is no normal, t or Laplace distribution, have" : "Variance parameters have";
}
