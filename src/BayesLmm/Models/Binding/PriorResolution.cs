using BayesLmm.Design;
using BayesLmm.Distributions;
using BayesLmm.Families;
using BayesLmm.Language.Syntax;
using BayesLmm.Numerics;
using BayesLmm.Specification.Priors;

namespace BayesLmm.Models.Binding;

/// <summary>The priors of a model that has met its data: every clause is for a parameter that it has, and allows values that the parameter can have.</summary>
internal sealed class PriorResolution
{
    private readonly Model model;
    private readonly ModelDesign design;
    private readonly List<Diagnostic> diagnostics;
    private readonly PriorTable table;

    private PriorResolution(Model model, ModelDesign design, List<Diagnostic> diagnostics)
    {
        this.model = model;
        this.design = design;
        this.diagnostics = diagnostics;
        EquatableArray<string> names = design.FixedEffects.Names;
        table = new PriorTable(
        [
            .. PriorTargets.OfCoefficients(
                names, design.FixedEffects.HasIntercept, names.Count > 1 ? PriorRemark.AtPredictorMeans : PriorRemark.None, PriorRemark.None),
            .. PriorTargets.OfTerms(design.RandomTerms.Select(term => new EffectNames(term.Group, term.Names, term.Structure))),
            .. PriorTargets.OfFamily(model.Family, design.HasKnownErrors),
        ]);
    }

    /// <summary>Every parameter with its prior. Errors are added to <paramref name="diagnostics"/>.</summary>
    public static EquatableArray<ParameterPrior> Resolve(Model model, ModelDesign design, List<Diagnostic> diagnostics)
    {
        PriorResolution resolution = new(model, design, diagnostics);
        foreach (PriorClause clause in model.Priors)
        {
            resolution.Read(clause);
        }

        return resolution.table.Resolve(model.Family.ScaleOf(design.Response));
    }

    private void Read(PriorClause clause)
    {
        if (table.Give(clause) is { } parameter)
        {
            Check(clause, parameter, table.TargetOf(parameter));
        }
        else if (clause.Parameter is { Kind: "cor", Arguments: [{ Text: var group }, ..] } && design.RandomTerms.Any(term => term.Group == group))
        {
            diagnostics.Add(design.RandomTerms.Any(term => term.Group == group && term.Structure.HasCorrelations)
                ? PriorDiagnostics.SingleCorrelation(model.Source, clause.Parameter, group)
                : PriorDiagnostics.NoCorrelation(model.Source, clause.Parameter, group));
        }
        else if (KnownFamilies.All.FirstOrDefault(family => ParameterOf(family, clause) is not null) is { } owner && ParameterOf(model.Family, clause) is null)
        {
            diagnostics.Add(PriorDiagnostics.OfOtherFamily(model.Source, clause.Parameter, ParameterOf(owner, clause)!, owner, model.Family));
        }
        else
        {
            diagnostics.Add(PriorDiagnostics.UnknownParameter(model.Source, clause.Parameter, [.. table.Names]));
        }
    }

    private static FamilyParameter? ParameterOf(Family family, PriorClause clause) =>
        family.Parameters.FirstOrDefault(parameter => parameter.Name == clause.Parameter.Name);

    private void Check(PriorClause clause, Parameter parameter, PriorTarget target)
    {
        DistributionSyntax written = clause.Written;
        bool isCorrelation = parameter.Kind == ParameterKind.GroupCorrelation;
        if (clause.Prior is not Distribution prior)
        {
            if (!isCorrelation)
            {
                diagnostics.Add(PriorDiagnostics.OnlyForCorrelation(model.Source, written, parameter.Name));
            }
        }
        else if (isCorrelation)
        {
            diagnostics.Add(PriorDiagnostics.NotForCorrelation(model.Source, written, parameter.Name));
        }
        else if (target.WhyNotFlat is { } why && !prior.IsProper)
        {
            diagnostics.Add(PriorDiagnostics.FlatPrior(model.Source, written, parameter.Name, why, target.Default));
        }
        else if (double.IsFinite(target.Lower) && !(prior.ProbabilityAbove(target.Lower) > 0))
        {
            diagnostics.Add(target.Lower == 0
                ? PriorDiagnostics.NothingPositive(model.Source, written, parameter.Name)
                : PriorDiagnostics.NothingAbove(model.Source, written, parameter.Name, target.Lower));
        }
    }
}
