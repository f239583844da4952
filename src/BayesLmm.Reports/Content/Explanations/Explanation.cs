using BayesLmm.Models;
using BayesLmm.Models.Latex;
using BayesLmm.Specification.Formulas;
using BayesLmm.Specification.Printing;

namespace BayesLmm.Reports.Content.Explanations;

/// <summary>A model explained.</summary>
/// <param name="Model">The model.</param>
/// <param name="Text">The model's text.</param>
/// <param name="File">The model's file as it was named; null when the model was no file.</param>
/// <param name="Input">The model with its data; null without data.</param>
/// <param name="NoDataReason">Why there are no data, as a sentence; null with data.</param>
/// <param name="Priors">The parameters with their priors, as far as they are known.</param>
/// <param name="Plan">What fitting would take; null without data.</param>
/// <param name="IsMarginal">Whether coefficients and group effects are integrated out: residuals are normal.</param>
internal sealed record Explanation(
    Model Model, string Text, string? File, ModelInput? Input, string? NoDataReason, IReadOnlyList<PriorListing> Priors, FitPlan? Plan, bool IsMarginal)
{
    /// <summary>The model as one formula.</summary>
    public string Formula => FormulaPrinter.Print(Model.Formula);

    /// <summary>The model as level equations.</summary>
    public string LevelEquations => LevelEquationPrinter.Print(Model.Formula, Input is null ? null : Input.Model.Design.IsConstantWithin);

    /// <summary>The model in LaTeX.</summary>
    public string Latex => Input is null ? ModelLatex.Write(Model) : ModelLatex.Write(Input.Model);
}
