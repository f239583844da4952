using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs;

// A directed factor graph (Winn & Bishop 2005; Dietz 2010): every random variable, or every component of one, is the child of one factor that gives its distribution
// given the factor's parents; plates say what is there many times.

/// <summary>
/// A model as a factor graph: plates, variables with shapes, and factors in the field's vocabulary, all conditionally conjugate, so that message passing and Gibbs sampling can run it. It has
/// the model's structure, sizes and priors, and no data: an engine takes these from the cross-products. Immutable, equal by value, and valid: <see cref="Create"/> refuses anything else.
/// </summary>
/// <remarks>Coefficients are on centred columns where the model has an intercept, as in <see cref="Design.CrossProducts"/>: the intercept is the one at the predictors' means.</remarks>
public sealed record FactorGraph
{
    private FactorGraph(
        EquatableArray<Plate> plates, EquatableArray<GraphVariable> variables, EquatableArray<GraphFactor> factors, EquatableArray<Substitution> substitutions)
    {
        Plates = plates;
        Variables = variables;
        Factors = factors;
        Substitutions = substitutions;
    }

    /// <summary>What is there many times: the rows, and the levels of each grouping factor.</summary>
    public EquatableArray<Plate> Plates { get; }

    /// <summary>The variables, observed ones among them.</summary>
    public EquatableArray<GraphVariable> Variables { get; }

    /// <summary>The factors; each has one variable, or one component of one, as its child.</summary>
    public EquatableArray<GraphFactor> Factors { get; }

    /// <summary>Which of the model's priors were replaced, because they have no conjugate form.</summary>
    public EquatableArray<Substitution> Substitutions { get; }

    /// <summary>Makes a graph of its parts.</summary>
    /// <exception cref="ArgumentException">The parts do not make a graph; the message has everything that is wrong, a line each.</exception>
    public static FactorGraph Create(
        IEnumerable<Plate> plates, IEnumerable<GraphVariable> variables, IEnumerable<GraphFactor> factors, IEnumerable<Substitution> substitutions)
    {
        return TryCreate(plates, variables, factors, substitutions, out IReadOnlyList<GraphProblem> problems)
            ?? throw new ArgumentException(string.Join('\n', problems.Select(problem => problem.Message)));
    }

    /// <summary>Makes a graph of its parts; null where they make none.</summary>
    internal static FactorGraph? TryCreate(
        IEnumerable<Plate> plates, IEnumerable<GraphVariable> variables, IEnumerable<GraphFactor> factors, IEnumerable<Substitution> substitutions, out IReadOnlyList<GraphProblem> problems)
    {
        FactorGraph graph = new(plates.ToEquatableArray(), variables.ToEquatableArray(), factors.ToEquatableArray(), substitutions.ToEquatableArray());
        problems = GraphValidation.Problems(graph);
        return problems.Count == 0 ? graph : null;
    }

    /// <summary>The graph of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="form">The conjugate prior of covariance matrices of correlated effects.</param>
    /// <exception cref="NotSupportedException">A prior has no conjugate neighbour: some effects of a correlated term have constant standard deviations, or a scale is beyond what squares of doubles can be.</exception>
    public static FactorGraph Of(BoundModel model, ConjugateForm form = ConjugateForm.HuangWand) => Compilation.GraphCompiler.Compile(model, form);

    /// <summary>A variable by name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public GraphVariable this[string name] => Find(name) ?? throw new ArgumentException($"The graph has no variable '{name}'.", nameof(name));

    /// <summary>A variable by name; null where there is none.</summary>
    public GraphVariable? Find(string name) => Variables.FirstOrDefault(variable => variable.Name == name);

    /// <summary>The factor that gives the distribution or the value of a variable, or of one component; null where it is given, or where its components have factors of their own.</summary>
    public GraphFactor? FactorOf(VariablePart part) => Factors.FirstOrDefault(factor => factor.Child == part) ?? Factors.FirstOrDefault(factor => factor.Child == new VariablePart(part.Variable));
}

/// <summary>Something that is there many times.</summary>
/// <param name="Name">What it is called: <c>rows</c>, or a grouping factor's name.</param>
/// <param name="Size">How many times.</param>
public sealed record Plate(string Name, int Size);

/// <summary>A prior that was replaced.</summary>
/// <param name="Parameters">Of which parameter or parameters, in the model's names.</param>
/// <param name="Prior">The model's prior.</param>
/// <param name="Substitute">What stands for it.</param>
public sealed record Substitution(string Parameters, string Prior, string Substitute)
{
    /// <summary>As a sentence.</summary>
    public override string ToString() => $"{Parameters}: {Substitute} stands for {Prior}.";
}

/// <summary>The conjugate prior that stands for those of the standard deviations and the correlation matrix of correlated effects.</summary>
public enum ConjugateForm
{
    /// <summary>
    /// Huang and Wand (2013): P ~ Wishart((ν + r − 1)/2, rate ν diag(a)), a_i ~ Gamma(½, 1/A_i²). Every standard deviation is half-t(ν, A_i), every correlation has density ∝ (1 − ρ²)^(ν/2 − 1).
    /// </summary>
    HuangWand,

    /// <summary>
    /// The matrix-F distribution (Mulder &amp; Pericchi 2018): P ~ Wishart((δ + r − 1)/2, R), R ~ Wishart(r/2, B⁻¹). It needs nothing but Wishart factors, which every engine has; priors of
    /// coefficients are then normal or student_t only.
    /// </summary>
    MatrixF,
}
