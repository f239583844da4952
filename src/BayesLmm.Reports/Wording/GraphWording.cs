using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.FactorGraphs.Graphs;

namespace BayesLmm.Reports.Wording;

/// <summary>Factor graphs in words.</summary>
internal static class GraphWording
{
    /// <summary>How the picture is read.</summary>
    public const string Caption =
        "Ellipses are variables: grey where observed, double where computed from others. Black boxes are factors. Whatever stands in a plate, a large "
            + "rectangle, is there once for each of its copies.";

    /// <summary>What the priors of covariance matrices are for.</summary>
    public const string Covariances =
        "Scales are those of standard deviations, but of variances in the matrix-F distribution. Where effects are correlated, the prior is that of their "
            + "whole covariance matrix.";

    /// <summary>How large a graph is, and what its correlated effects have for a prior.</summary>
    public static string Sizes(FactorGraph graph, ConjugateForm form) =>
        $"{graph.Variables.Count} variables, {graph.Factors.Count} factors, {graph.Plates.Count} {(graph.Plates.Count == 1 ? "plate" : "plates")}. The prior "
            + $"of covariance matrices of correlated effects is that of {Of(form)}.";

    /// <summary>The name of the conjugate prior of covariance matrices, the same everywhere.</summary>
    public static string Name(ConjugateForm form) => form switch
    {
        ConjugateForm.HuangWand => "huang_wand",
        ConjugateForm.MatrixF => "matrix_f",
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, "There is no name for this prior."),
    };

    /// <summary>The same for people.</summary>
    public static string Of(ConjugateForm form) => form switch
    {
        ConjugateForm.HuangWand => "Huang and Wand (2013)",
        ConjugateForm.MatrixF => "Mulder and Pericchi (2018), matrix F",
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, "There are no words for this prior."),
    };
}
