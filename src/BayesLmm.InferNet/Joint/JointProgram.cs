using BayesLmm.InferNet.Programs;
using BayesLmm.Specification.Formulas;
using Microsoft.ML.Probabilistic.Math;
using Microsoft.ML.Probabilistic.Models;
using Range = Microsoft.ML.Probabilistic.Models.Range;

namespace BayesLmm.InferNet.Joint;

// θ = (b, β) ~ N(m, Q0⁻¹), Q0 almost 0 for b, flat β and mixtures   x_iᵀθ + ε_i = z_i, ε ~ N(0, 1/τ), for the reduced rows; τ's factor of the residual
// 0 ~ N(θ_e, 1/τ_g(e)) for independent effects                       0 ~ N(θ_kj, P_k⁻¹) for the levels j of correlated terms: the groups' priors, as
// observations τ ~ Gamma(ν/2, r), r ~ Gamma(½, 1/(νA²))                           P_k ~ Wishart(a_k, R_k), R_k ~ Wishart(c_k, B_k⁻¹)

/// <summary>The joint form of a Gaussian mixed model as an Infer.NET program. Sizes are observed, so one program serves all data of its structure.</summary>
internal static class JointProgram
{
    /// <summary>The precisions of independent effects.</summary>
    public const string Independent = "independent";

    /// <summary>The precision matrix of the correlated term of index <paramref name="k"/> among these.</summary>
    public static string Correlated(int k) => FormattableString.Invariant($"correlated{k}");

    /// <summary>Writes the program of a structure.</summary>
    public static IReadOnlyList<IVariable> Build(JointStructure structure)
    {
        List<IVariable> queries = [];
        Variable<bool> evidence = Microsoft.ML.Probabilistic.Models.Variable.Bernoulli(0.5).Named(ProgramParts.Evidence);
        queries.Add(evidence);
        using (Microsoft.ML.Probabilistic.Models.Variable.If(evidence))
        {
            Variable<Vector> theta = ProgramParts.NormalVector(ProgramParts.Theta);
            queries.Add(theta);
            Variable<double> residual = ProgramParts.Precision(ProgramParts.Residual, structure.HasKnownResidual, structure.Algorithm);
            ObserveRows(theta, residual);
            if (!structure.HasKnownResidual)
            {
                Microsoft.ML.Probabilistic.Models.Variable.ConstrainEqualRandom<double, Microsoft.ML.Probabilistic.Distributions.Gamma>(residual,
                    ProgramParts.Observed("residualFactor", Microsoft.ML.Probabilistic.Distributions.Gamma.Uniform()));
                queries.Add(residual);
            }

            if (structure.HasMixtures)
            {
                queries.Add(ProgramParts.ObserveMixtures(theta));
            }

            if (structure.HasIndependentEffects)
            {
                queries.Add(ObserveIndependentEffects(theta, structure.Algorithm));
            }

            for (int k = 0; k < structure.CorrelatedWidths.Count; k++)
            {
                queries.Add(ObserveCorrelatedEffects(theta, Correlated(k), structure.CorrelatedWidths[k], structure.Algorithm));
            }
        }

        return queries;
    }

    private static void ObserveRows(Variable<Vector> theta, Variable<double> residual)
    {
        Range row = ProgramParts.ObservedRange("row");
        VariableArray<Vector> rows = ProgramParts.ObservedArray<Vector>(row, "rows");
        VariableArray<double> responses = Microsoft.ML.Probabilistic.Models.Variable.Array<double>(row).Named("responses");
        using (Microsoft.ML.Probabilistic.Models.Variable.ForEach(row))
        {
            responses[row] = Microsoft.ML.Probabilistic.Models.Variable.GaussianFromMeanAndPrecision(
                Microsoft.ML.Probabilistic.Models.Variable.InnerProduct(theta, rows[row]), residual);
        }

        responses.ObservedValue = [];
    }

    private static VariableArray<double> ObserveIndependentEffects(Variable<Vector> theta, InferNetAlgorithm algorithm)
    {
        Range group = ProgramParts.ObservedRange("group");
        VariableArray<double> precisions = ProgramParts.Precisions(Independent, group, algorithm);
        Range effect = ProgramParts.ObservedRange("effect");
        VariableArray<int> indices = ProgramParts.ObservedArray<int>(effect, "effectIndices");
        VariableArray<int> groups = ProgramParts.ObservedArray<int>(effect, "effectGroups");
        groups.SetValueRange(group);
        VariableArray<double> zeros = Microsoft.ML.Probabilistic.Models.Variable.Array<double>(effect).Named("effectZeros");
        using (Microsoft.ML.Probabilistic.Models.Variable.ForEach(effect))
        {
            zeros[effect] = Microsoft.ML.Probabilistic.Models.Variable.GaussianFromMeanAndPrecision(Microsoft.ML.Probabilistic.Models.Variable.GetItem(theta,
                indices[effect]), precisions[groups[effect]]);
        }

        zeros.ObservedValue = [];
        return precisions;
    }

    private static Variable<PositiveDefiniteMatrix> ObserveCorrelatedEffects(Variable<Vector> theta, string name, int width, InferNetAlgorithm algorithm)
    {
        Variable<PositiveDefiniteMatrix> precision = ProgramParts.PrecisionMatrix(name, width, algorithm);
        Range level = ProgramParts.ObservedRange(name + "Level");
        VariableArray<int> firsts = ProgramParts.ObservedArray<int>(level, name + "Firsts");
        VariableArray<Vector> zeros = Microsoft.ML.Probabilistic.Models.Variable.Array<Vector>(level).Named(name + "Zeros");
        using (Microsoft.ML.Probabilistic.Models.Variable.ForEach(level))
        {
            zeros[level] = Microsoft.ML.Probabilistic.Models.Variable.VectorGaussianFromMeanAndPrecision(
                Microsoft.ML.Probabilistic.Models.Variable.Subvector(theta, firsts[level], width), precision);
        }

        zeros.ObservedValue = [];
        return precision;
    }
}
