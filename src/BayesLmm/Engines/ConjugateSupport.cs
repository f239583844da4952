using BayesLmm.FactorGraphs.Conjugate;

namespace BayesLmm.Engines;

/// <summary>Whether engines that work on a model's conjugate form can: every prior needs a conjugate form, or a similar prior that has one.</summary>
internal static class ConjugateSupport
{
    /// <summary>The answer for a model.</summary>
    public static Support Of(BoundModel model)
    {
        try
        {
            ConjugateCompiler.Compile(model);
            return new Support.Yes();
        }
        catch (NotSupportedException refusal)
        {
            return new Support.No(new Refusal(RefusalReason.NoConjugateForm, refusal.Message, []));
        }
    }
}
