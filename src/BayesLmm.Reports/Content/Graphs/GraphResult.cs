using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.FactorGraphs.Graphs;

namespace BayesLmm.Reports.Content.Graphs;

/// <summary>The factor graph of a model.</summary>
/// <param name="Input">Model and data.</param>
/// <param name="Form">The conjugate prior of covariance matrices of correlated effects.</param>
/// <param name="Conjugate">The model with conjugate priors.</param>
/// <param name="Graph">Its graph.</param>
internal sealed record GraphResult(ModelInput Input, ConjugateForm Form, ConjugateModel Conjugate, FactorGraph Graph)
{
    /// <summary>Makes the graph.</summary>
    /// <param name="input">Model and data.</param>
    /// <param name="form">The conjugate prior of covariance matrices of correlated effects.</param>
    /// <exception cref="NotSupportedException">A prior has no conjugate substitute.</exception>
    public static GraphResult Create(ModelInput input, ConjugateForm form)
    {
        ConjugateModel conjugate = ConjugateCompiler.Compile(input.Model, form);
        return new GraphResult(input, form, conjugate, GraphCompiler.Compile(conjugate));
    }
}
