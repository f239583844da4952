using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Distributions;
using BayesLmm.Families;
using BayesLmm.Numerics;
using BayesLmm.Specification.Formulas;
using BayesLmm.Specification.Priors;

namespace BayesLmm.Models.Binding;

/// <summary>Where data meet a model.</summary>
internal static class ModelBinding
{
    /// <summary>Brings a model and its data together.</summary>
    /// <param name="model">The model.</param>
    /// <param name="table">The data.</param>
    /// <exception cref="ModelException">Model and data do not fit; the exception carries every diagnostic.</exception>
    public static BoundModel Bind(Model model, Table table)
    {
        List<Diagnostic> diagnostics = [.. model.Warnings];
        ModelDesign? design = DesignBuilder.Build(model, table, diagnostics);
        if (design is not null)
        {
            EquatableArray<ParameterPrior> priors = PriorResolution.Resolve(model, design, diagnostics);
            if (diagnostics.All(diagnostic => diagnostic.Severity == Severity.Warning))
            {
                return Bind(model, table.Name, design, priors, diagnostics) with { Columns = UsedColumns(model, table) };
            }
        }

        throw new ModelException(diagnostics);
    }

    private static Table UsedColumns(Model model, Table table)
    {
        HashSet<string> used = [.. model.Columns];
        return table.Columns.All(column => used.Contains(column.Name))
            ? table
            : new Table(table.Name, [.. table.Columns.Where(column => used.Contains(column.Name))]);
    }

    private static BoundModel Bind(Model model, string tableName, ModelDesign design, EquatableArray<ParameterPrior> priors, List<Diagnostic> diagnostics)
    {
        Dictionary<Parameter, ParameterPrior> byParameter = priors.DistinctBy(prior => prior.Parameter).ToDictionary(prior => prior.Parameter);
        PriorDistribution PriorOf(Parameter parameter) => byParameter[parameter].Distribution!;
        GroupTerm Term(RandomTermDesign term) => new(
            term.Group,
            term.Names,
            term.Levels,
            term.Structure,
            term.Names.Select(effect => (Distribution)PriorOf(Parameter.Sd(term.Group, effect))).ToEquatableArray(),
            term.Structure.HasCorrelations ? (Lkj)PriorOf(Parameter.CorrelationsOf(term.Group)) : null);

        ModelDesign recentered = design;
        design = PriorOrigins.Keep(design, byParameter);
        priors = PriorOrigins.Place(recentered, priors, byParameter);
        EquatableArray<GroupTerm> terms = design.RandomTerms.Select(Term).ToEquatableArray();
        BoundModel bound = new(
            model,
            tableName,
            design,
            design.FixedEffects.Names.Select(name => new FixedEffect(name, (Distribution)PriorOf(Parameter.Coefficient(name)))).ToEquatableArray(),
            terms,
            model.Family,
            model.Family.Parameters
                .Select(parameter => new FamilyPrior(parameter, byParameter.TryGetValue(parameter.Parameter, out ParameterPrior? prior)
                    ? (Distribution)prior.Distribution!
                    : new Constant(1)))
                .ToEquatableArray(),
            priors,
            [],
            new MemoryCrossProducts(design, model.Family.StartingPredictor))
        {
            Recentered = ReferenceEquals(design, recentered) ? null : recentered,
        };
        PriorWarnings.Check(bound, byParameter, diagnostics);
        return bound with { Warnings = diagnostics.ToEquatableArray() };
    }
}
