using Microsoft.ML.Probabilistic.Algorithms;
using Microsoft.ML.Probabilistic.Compiler;
using Microsoft.ML.Probabilistic.Distributions;
using Microsoft.ML.Probabilistic.Math;
using Microsoft.ML.Probabilistic.Models;
using Range = Microsoft.ML.Probabilistic.Models.Range;

namespace BayesLmm.InferNet.Joint;

// θ = (b, β) ~ N(m, Q0⁻¹), Q0 almost 0 for b and flat β          x_iᵀθ + ε_i = z_i, ε ~ N(0, 1/τ), for the reduced rows; τ's factor of the residual
// 0 ~ N(θ_e, 1/τ_g(e)) for independent effects                   0 ~ N(θ_kj, P_k⁻¹) for the levels j of correlated terms: the groups' priors, as observations
// τ ~ Gamma(ν/2, r), r ~ Gamma(½, 1/(νA²))                       P_k ~ Wishart(a_k, R_k), R_k ~ Wishart(c_k, B_k⁻¹)

/// <summary>The joint form of a Gaussian mixed model as an Infer.NET program. Sizes are observed, so one program serves all data of its structure.</summary>
internal static class JointProgram
{
    /// <summary>The name of the random variable whose log odds are the evidence.</summary>
    public const string Evidence = "evidence";

    /// <summary>θ.</summary>
    public const string Theta = "theta";

    /// <summary>The residual precision.</summary>
    public const string Residual = "residual";

    /// <summary>The precisions of independent effects.</summary>
    public const string Independent = "independent";

    /// <summary>The precision matrix of the correlated term of index <paramref name="k"/> among these.</summary>
    public static string Correlated(int k) => FormattableString.Invariant($"correlated{k}");

    /// <summary>Compiles the program of a structure.</summary>
    /// <returns>The type of the compiled algorithm; each instance is one run.</returns>
    public static Type Compile(ProgramStructure structure)
    {
        List<IVariable> queries = [];
        Variable<bool> evidence = Variable.Bernoulli(0.5).Named(Evidence);
        queries.Add(evidence);
        using (Variable.If(evidence))
        {
            Variable<Vector> theta = Variable<Vector>.Random(Observed("thetaPrior", VectorGaussian.Uniform(1))).Named(Theta);
            queries.Add(theta);
            queries.Add(ObserveRows(theta));
            if (structure.HasIndependentEffects)
            {
                queries.Add(ObserveIndependentEffects(theta));
            }

            for (int k = 0; k < structure.CorrelatedWidths.Count; k++)
            {
                queries.Add(ObserveCorrelatedEffects(theta, k, structure.CorrelatedWidths[k]));
            }
        }

        InferenceEngine engine = new(new VariationalMessagePassing()) { ShowProgress = false, ShowWarnings = false, ShowTimings = false };
        engine.Compiler.WriteSourceFiles = false;
        return engine.GetCompiledInferenceAlgorithm([.. queries]).GetType();
    }

    private static Variable<double> ObserveRows(Variable<Vector> theta)
    {
        Range row = new Range(Observed("rowCount", 0)).Named("row");
        VariableArray<Vector> rows = ObservedArray<Vector>(row, "rows");
        VariableArray<double> responses = Variable.Array<double>(row).Named("responses");
        Variable<double> tau = HalfTPrecision(Observed("residualShape", 1.0), Observed("residualRateRate", 1.0), "residualRate").Named(Residual);
        tau.InitialiseTo(Observed("residualStart", Gamma.Uniform()));
        Variable.ConstrainEqualRandom<double, Gamma>(tau, Observed("residualFactor", Gamma.Uniform()));
        using (Variable.ForEach(row))
        {
            responses[row] = Variable.GaussianFromMeanAndPrecision(Variable.InnerProduct(theta, rows[row]), tau);
        }

        responses.ObservedValue = [];
        return tau;
    }

    private static VariableArray<double> ObserveIndependentEffects(Variable<Vector> theta)
    {
        Range group = new Range(Observed("groupCount", 0)).Named("group");
        VariableArray<double> shapes = ObservedArray<double>(group, "independentShapes");
        VariableArray<double> rateRates = ObservedArray<double>(group, "independentRateRates");
        VariableArray<Gamma> starts = ObservedArray<Gamma>(group, "independentStarts");
        VariableArray<double> rates = Variable.Array<double>(group).Named("independentRates");
        VariableArray<double> precisions = Variable.Array<double>(group).Named(Independent);
        rates[group] = Variable.GammaFromShapeAndRate(0.5, rateRates[group]);
        precisions[group] = Variable.GammaFromShapeAndRate(shapes[group], rates[group]);
        precisions[group].InitialiseTo(starts[group]);

        Range effect = new Range(Observed("effectCount", 0)).Named("effect");
        VariableArray<int> indices = ObservedArray<int>(effect, "effectIndices");
        VariableArray<int> groups = ObservedArray<int>(effect, "effectGroups");
        groups.SetValueRange(group);
        VariableArray<double> zeros = Variable.Array<double>(effect).Named("effectZeros");
        using (Variable.ForEach(effect))
        {
            zeros[effect] = Variable.GaussianFromMeanAndPrecision(Variable.GetItem(theta, indices[effect]), precisions[groups[effect]]);
        }

        zeros.ObservedValue = [];
        return precisions;
    }

    private static Variable<PositiveDefiniteMatrix> ObserveCorrelatedEffects(Variable<Vector> theta, int k, int width)
    {
        string name = Correlated(k);
        Variable<PositiveDefiniteMatrix> rate = Variable.WishartFromShapeAndRate(
            Observed(name + "RateShape", 1.0), Observed(name + "RateRate", PositiveDefiniteMatrix.Identity(width))).Named(name + "Rate");
        Variable<PositiveDefiniteMatrix> precision = Variable.WishartFromShapeAndRate(Observed(name + "Shape", 1.0), rate).Named(name);
        precision.InitialiseTo(Observed(name + "Start", Wishart.Uniform(width)));
        Range level = new Range(Observed(name + "LevelCount", 0)).Named(name + "Level");
        VariableArray<int> firsts = ObservedArray<int>(level, name + "Firsts");
        VariableArray<Vector> zeros = Variable.Array<Vector>(level).Named(name + "Zeros");
        using (Variable.ForEach(level))
        {
            zeros[level] = Variable.VectorGaussianFromMeanAndPrecision(Variable.Subvector(theta, firsts[level], width), precision);
        }

        zeros.ObservedValue = [];
        return precision;
    }

    private static Variable<double> HalfTPrecision(Variable<double> shape, Variable<double> rateRate, string rateName) =>
        Variable.GammaFromShapeAndRate(shape, Variable.GammaFromShapeAndRate(Variable.Constant(0.5), rateRate).Named(rateName));

    /// <summary>A variable that a run gives its value; the compiler wants one of the type too.</summary>
    private static Variable<T> Observed<T>(string name, T placeholder) => Variable.Observed(placeholder).Named(name);

    private static VariableArray<T> ObservedArray<T>(Range range, string name) => Variable.Observed<T>([], range).Named(name);
}
