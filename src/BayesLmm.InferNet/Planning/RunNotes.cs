using BayesLmm.Posteriors.MessagePassing;

namespace BayesLmm.InferNet.Planning;

/// <summary>What to know about a run's numbers.</summary>
internal static class RunNotes
{
    /// <summary>The notes, in the order in which they are read.</summary>
    /// <param name="plan">What was run.</param>
    /// <param name="converged">Whether it converged.</param>
    /// <param name="madeProper">Whether messages of expectation propagation were made proper.</param>
    public static IEnumerable<MessageNote> Of(RunPlan plan, bool converged, bool madeProper)
    {
        if (!converged)
        {
            yield return new MessageNote.StillChanging();
        }

        if (plan.Form == InferNetForm.MeanField)
        {
            yield return new MessageNote.MeanField();
        }

        if (plan.Algorithm == InferNetAlgorithm.Ep)
        {
            yield return new MessageNote.EstimatedEvidence();
            yield return new MessageNote.Experimental();
            if (madeProper)
            {
                yield return new MessageNote.MadeProper();
            }

            if (plan.Model.GroupTerms.FirstOrDefault(term => term.Structure.HasCorrelations) is { } term)
            {
                yield return new MessageNote.CorrelatedEffects(term.Group);
            }
        }
    }
}
