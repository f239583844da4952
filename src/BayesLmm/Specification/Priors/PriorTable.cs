using BayesLmm.Families;
using BayesLmm.Numerics;

namespace BayesLmm.Specification.Priors;

/// <summary>
/// Gives every parameter its prior: that of the clause that names it most closely (<c>sd(Subject, Days)</c> before <c>sd(Subject)</c>, a coefficient's own
/// before <c>coefficients</c>), else the default. The same for models with data and without.
/// </summary>
internal sealed class PriorTable
{
    private readonly EquatableArray<PriorTarget> targets;
    private readonly List<Parameter> names;
    private readonly Dictionary<Parameter, PriorClause> given = [];

    /// <summary>A table of a model's parameters, without clauses yet.</summary>
    public PriorTable(IEnumerable<PriorTarget> targets)
    {
        this.targets = targets.ToEquatableArray();
        PriorTarget[] coefficients = [.. this.targets.Where(target => target.Parameter.Kind == ParameterKind.Coefficient)];
        IEnumerable<Parameter> ofOthers = this.targets.Except(coefficients)
            .SelectMany(target => target.General is { } general ? new[] { general, target.Parameter } : [target.Parameter]);
        names = [.. coefficients.Select(target => target.Parameter).Concat(coefficients.Select(target => target.General).OfType<Parameter>()).Concat(ofOthers)
            .Distinct()];
    }

    /// <summary>All names that a prior may have in this model, the general ones included.</summary>
    public IEnumerable<string> Names => names.Select(parameter => parameter.Name);

    /// <summary>The target of a name that a prior may have; for a general name the first that it covers.</summary>
    public PriorTarget TargetOf(Parameter parameter) => targets.First(target => target.Parameter == parameter || target.General == parameter);

    /// <summary>Takes a clause; returns the parameter that it is for, or null if the model has no parameter of that name.</summary>
    public Parameter? Give(PriorClause clause)
    {
        string written = clause.Parameter.Name, key = Key(written);
        Parameter? meant = Find(name => name == written) ?? Find(name => Key(name) == key);
        if (meant is { } parameter)
        {
            given[parameter] = clause;
        }

        return meant;
    }

    /// <summary>Every parameter with its prior.</summary>
    /// <param name="response">The response's scale; null when there are no data.</param>
    public EquatableArray<ParameterPrior> Resolve(ResponseScale? response) => targets.Select(target => Resolve(target, response)).ToEquatableArray();

    private ParameterPrior Resolve(PriorTarget target, ResponseScale? response)
    {
        PriorClause? clause = given.GetValueOrDefault(target.Parameter) ?? (target.General is { } general ? given.GetValueOrDefault(general) : null);
        PriorDistribution? prior = clause?.Prior ?? target.Default.For(response);
        return new ParameterPrior(target.Parameter, prior, clause, target.RemarkOn(prior)) { Lower = target.Lower };
    }

    private Parameter? Find(Predicate<string> isMeant)
    {
        int index = names.FindIndex(parameter => isMeant(parameter.Name));
        return index < 0 ? null : names[index];
    }

    /// <summary>A name without its blanks, so that <c>sd(Subject,Days)</c> is found.</summary>
    private static string Key(string name) => name.Replace(" ", "", StringComparison.Ordinal);
}
