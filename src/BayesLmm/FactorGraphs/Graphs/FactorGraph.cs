using BayesLmm.FactorGraphs.Graphs;
using BayesLmm.Numerics;

namespace BayesLmm;

// A directed factor graph (Winn & Bishop 2005; Dietz 2010): every random variable, or every component of one, is the child of one factor
// that gives its distribution given the factor's parents; a plate holds what occurs many times.

/// <summary>
/// A model as a factor graph, to be written and drawn: plates, variables with shapes, and factors in the field's vocabulary. It has the model's structure,
/// sizes and priors, and no data. Immutable, equal by value, and valid:
/// <see cref="GraphValidation.Create"/> refuses anything else.
/// </summary>
/// <remarks>
/// Coefficients are on centred columns where the model has an intercept, as in <see cref="ConjugateModel"/>: the intercept is the one at the predictors' means.
/// </remarks>
public sealed record FactorGraph
{
    /// <summary>Makes a graph from its parts, which <see cref="GraphValidation"/> checks.</summary>
    internal FactorGraph(
        EquatableArray<Plate> plates, EquatableArray<GraphVariable> variables, EquatableArray<GraphFactor> factors, EquatableArray<Substitution> substitutions)
    {
        Plates = plates;
        Variables = variables;
        Factors = factors;
        Substitutions = substitutions;
    }

    /// <summary>What occurs many times: the rows, and the levels of each grouping factor.</summary>
    public EquatableArray<Plate> Plates { get; }

    /// <summary>The variables, observed ones among them.</summary>
    public EquatableArray<GraphVariable> Variables { get; }

    /// <summary>The factors; each has one variable, or one component of one, as its child.</summary>
    public EquatableArray<GraphFactor> Factors { get; }

    /// <summary>The model's priors that were replaced, because they have no conjugate form.</summary>
    public EquatableArray<Substitution> Substitutions { get; }

    /// <summary>A variable by name.</summary>
    /// <exception cref="ArgumentException">The graph has no variable of that name.</exception>
    public GraphVariable this[string name] => Find(name) ?? throw new ArgumentException($"The graph has no variable '{name}'.", nameof(name));

    /// <summary>A variable by name; null if there is none.</summary>
    public GraphVariable? Find(string name) => Variables.FirstOrDefault(variable => variable.Name == name);
}

/// <summary>Something that occurs many times.</summary>
/// <param name="Name">What it is called: <c>rows</c>, or a grouping factor's name.</param>
/// <param name="Size">How many times.</param>
public sealed record Plate(string Name, int Size);
