using BayesLmm.FactorGraphs.Conjugate;

namespace BayesLmm.InferNet.Planning;

/// <summary>
/// What will be run: the conjugate model, and the form that suits its size. What cannot run is refused here, before anything is compiled.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="Conjugate">Its conjugate form.</param>
/// <param name="Algorithm">The algorithm.</param>
/// <param name="Form">Joint or mean-field.</param>
internal sealed record RunPlan(BoundModel Model, ConjugateModel Conjugate, InferNetAlgorithm Algorithm, InferNetForm Form)
{
    /// <summary>
    /// The largest number of coefficients and group effects together, D, in the joint form. Every row and every group effect sends a D × D message, so memory
    /// grows as D³.
    /// </summary>
    public const int LargestOrder = 300;

    /// <summary>Plans a run.</summary>
    /// <exception cref="EngineRefusedException">There is no program for this model; the refusal names the engines that can answer.</exception>
    /// <exception cref="NotSupportedException">A prior has no conjugate form.</exception>
    public static RunPlan Of(BoundModel model, InferNetOptions options)
    {
        if (model.Family.NormalForm != NormalForm.Exact)
        {
            throw Refuse(RefusalReason.Family,
                "The Infer.NET program is of normal residuals, and this model's are student_t; the engines hmc and vmp have both.");
        }

        ConjugateModel conjugate = ConjugateCompiler.Compile(model, ConjugateForm.MatrixF);
        int order = model.Products.EffectCount + conjugate.Coefficients.Count(prior => prior is not CoefficientPrior.Fixed);
        if (order == 0)
        {
            throw Refuse(RefusalReason.NothingToDo,
                "The model has neither group effects nor unknown coefficients, so that there are no messages to pass; the engine hmc runs it.");
        }

        InferNetForm form = options.Form != InferNetForm.Auto ? options.Form
            : order <= LargestOrder ? InferNetForm.Joint
            : InferNetForm.MeanField;
        if (options.Form == InferNetForm.Joint && order > LargestOrder)
        {
            throw Refuse(
                RefusalReason.Size,
                $"The joint Infer.NET program holds all coefficients and group effects in one dense normal vector of at most {LargestOrder}; this model has "
                    + $"{order}. "
                + "The mean-field form and the engines hmc and vmp have no such limit.");
        }

        if (options.Algorithm == InferNetAlgorithm.Ep && form != InferNetForm.Joint)
        {
            throw Refuse(
                RefusalReason.Size,
                $"Expectation propagation is run in the joint form only, of at most {LargestOrder} coefficients and group effects; this model has {order}. "
                + "Variational message passing and the engine hmc have no such limit.");
        }

        return new RunPlan(model, conjugate, options.Algorithm, form);
    }

    private static EngineRefusedException Refuse(RefusalReason reason, string detail) => new(new Refusal(reason, detail, [HmcEngine.Id]));
}
