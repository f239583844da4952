namespace BayesLmm.InferNet.Planning;

/// <summary>What to know about a run's numbers.</summary>
internal static class RunNotes
{
    /// <summary>The sentences.</summary>
    /// <param name="plan">What was run.</param>
    /// <param name="converged">Whether it converged.</param>
    /// <param name="madeProper">Whether messages of expectation propagation were made proper.</param>
    public static IEnumerable<string> Of(RunPlan plan, bool converged, bool madeProper)
    {
        if (!converged)
        {
            yield return "The marginals had not stopped changing when the iterations ended.";
        }

        if (plan.Form == InferNetForm.MeanField)
        {
            yield return "Precisions are from mean-field messages, in which every effect is independent of every other; coefficients and group effects were "
                + "then given their joint normal distribution "
                + "under the mean precisions by one factorisation. The evidence is the mean-field program's bound, far below that of a joint form.";
        }

        if (plan.Algorithm == InferNetAlgorithm.Ep)
        {
            yield return "The evidence is expectation propagation's estimate and no bound.";
            yield return "Infer.NET rates its expectation propagation for gamma and Wishart distributions with a random rate as experimental.";
            if (madeProper)
            {
                yield return "With improper messages, which expectation propagation has by right, it broke down; those of normal factors were then made "
                    + "proper, which can make standard deviations of variance parameters smaller.";
            }

            if (plan.Model.GroupTerms.FirstOrDefault(term => term.Structure.HasCorrelations) is { } term)
            {
                yield return $"Effects of '{term.Group}' are correlated: expectation propagation then improves on variational message passing for sigma, "
                    + "standard deviations and correlations, "
                    + "and not for coefficients and group effects.";
            }
        }
    }
}
