using BayesLmm.Distributions;
using BayesLmm.FactorGraphs.Graphs;
using BayesLmm.Numerics;

namespace BayesLmm.Tests.FactorGraphs;

/// <summary>The parts of the small graph that rules are tried on: one of each kind of variable, and most kinds of factors.</summary>
/// <param name="Plates">The plates.</param>
/// <param name="Variables">The variables.</param>
/// <param name="Factors">The factors.</param>
internal sealed record SmallGraph(IReadOnlyList<Plate> Plates, IReadOnlyList<GraphVariable> Variables, IReadOnlyList<GraphFactor> Factors)
{
    /// <summary>Its factors as the text form has them.</summary>
    public const string FactorText = """

        kappa[x] ~ inv_gamma(1, 0.5)
        beta[intercept] ~ normal(1, 2^2)
        beta[x] ~ normal(0, 3^2 / kappa[x])
        a1[intercept] ~ gamma(0.5, 0.25)
        a1[x] ~ gamma(0.5, 0.25)
        P1 ~ wishart(1.5, 2 * diag(a1))
        b1[g] ~ normal(0, inverse(P1))
        nu ~ gamma(2, 0.1) above 1
        lambda[rows] ~ gamma(nu / 2, nu / 2)
        R0 ~ wishart(1, diag(2))
        a0 ~ gamma(0.5, 0.16)
        tau ~ gamma(1.5, 3 * a0)
        eta[rows] = X beta + Z1 b1[g1] + o
        y[rows] ~ normal(eta, 1 / (tau * w * lambda))

        """;

    /// <summary>The graph as it is valid.</summary>
    public static SmallGraph Valid { get; } = new(
        [new("rows", 8), new("g", 2)],
        [
            new("X", VariableKind.Data, VariableShape.Vector, ["intercept", "x"], "rows", "columns"),
            new("kappa", VariableKind.Auxiliary, VariableShape.Vector, ["x"], null, "mixing precisions"),
            new("beta", VariableKind.Coefficients, VariableShape.Vector, ["intercept", "x"], null, "coefficients"),
            new("Z1", VariableKind.Data, VariableShape.Vector, ["intercept", "x"], "rows", "columns"),
            new("g1", VariableKind.Index, VariableShape.Scalar, [], "rows", "levels") { Indexes = "g" },
            new("a1", VariableKind.Auxiliary, VariableShape.Vector, ["intercept", "x"], null, "scales"),
            new("P1", VariableKind.Precision, VariableShape.Matrix, ["intercept", "x"], null, "precision matrix"),
            new("b1", VariableKind.GroupEffects, VariableShape.Vector, ["intercept", "x"], "g", "effects"),
            new("nu", VariableKind.DegreesOfFreedom, VariableShape.Scalar, [], null, "degrees of freedom"),
            new("lambda", VariableKind.Auxiliary, VariableShape.Scalar, [], "rows", "rows' precisions"),
            new("R0", VariableKind.Auxiliary, VariableShape.Matrix, ["s"], null, "rates"),
            new("a0", VariableKind.Auxiliary, VariableShape.Scalar, [], null, "scale"),
            new("tau", VariableKind.Precision, VariableShape.Scalar, [], null, "residual precision"),
            new("o", VariableKind.Data, VariableShape.Scalar, [], "rows", "offset"),
            new("w", VariableKind.Data, VariableShape.Scalar, [], "rows", "weights"),
            new("eta", VariableKind.Predictor, VariableShape.Scalar, [], "rows", "linear predictor"),
            new("y", VariableKind.Response, VariableShape.Scalar, [], "rows", "response"),
        ],
        [
            new InverseGammaFactor(new("kappa", "x"), 1, 0.5),
            new NormalFactor(new("beta", "intercept"), 1, 2),
            new MixedNormalFactor(new("beta", "x"), 0, 3, new("kappa", "x")),
            new GammaFactor(new("a1", "intercept"), 0.5, 0.25),
            new GammaFactor(new("a1", "x"), 0.5, 0.25),
            new MixedWishartFactor("P1", 1.5, 2, "a1"),
            new GroupEffectsFactor("b1", "P1"),
            new PriorFactor("nu", new Gamma(2, 0.1), 1),
            new StudentMixingFactor("lambda", "nu"),
            new WishartFactor("R0", 1, [2]),
            new GammaFactor("a0", 0.5, 0.16),
            new GammaFactor("tau", 1.5, 3, "a0"),
            Sum(new("X", "beta"), new("Z1", "b1", "g1"), "o"),
            new ResponseFactor("y", "eta", "tau", "w", "lambda"),
        ]);

    /// <summary>The graph; throws where it is not valid.</summary>
    public FactorGraph Build() => GraphValidation.Create(Plates, Variables, Factors, []);

    /// <summary>With another plate.</summary>
    public SmallGraph Add(Plate plate) => this with { Plates = [.. Plates, plate] };

    /// <summary>With another variable.</summary>
    public SmallGraph Add(GraphVariable variable) => this with { Variables = [.. Variables, variable] };

    /// <summary>With another factor.</summary>
    public SmallGraph Add(GraphFactor factor) => this with { Factors = [.. Factors, factor] };

    /// <summary>Without the factors of a child.</summary>
    public SmallGraph Without(VariablePart child) => this with { Factors = [.. Factors.Where(factor => factor.Child != child)] };

    /// <summary>With another factor in place of those of the same child.</summary>
    public SmallGraph With(GraphFactor factor) => Without(factor.Child).Add(factor);

    /// <summary>With a variable changed.</summary>
    public SmallGraph With(string variable, Func<GraphVariable, GraphVariable> change) =>
        this with { Variables = [.. Variables.Select(v => v.Name == variable ? change(v) : v)] };

    /// <summary>The factor of the predictor.</summary>
    public static LinearPredictorFactor Sum(FixedPart fixedPart, RandomPart term, string offset) =>
        new("eta", fixedPart, EquatableArray.Create([term]), offset);
}
