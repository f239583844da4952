using BayesLmm.InferNet.Programs;
using Microsoft.ML.Probabilistic.Math;
using Microsoft.ML.Probabilistic.Models;
using Range = Microsoft.ML.Probabilistic.Models.Range;

namespace BayesLmm.InferNet.MeanField;

// y_i ~ N(x_iᵀβ + Σ_k z_ik b_k[g_ik], 1/τ), row by row      b_kj ~ N(0, P_k⁻¹)      β, τ, P_k as in the joint form

/// <summary>
/// The obvious program of a mixed model, with a variable for each effect. Its precisions are good; its effects need another step: see
/// <see cref="MeanFieldRun"/>.
/// </summary>
internal static class MeanFieldProgram
{
    /// <summary>The effects of part <paramref name="k"/>.</summary>
    public static string Effects(int k) => FormattableString.Invariant($"effects{k}");

    /// <summary>The precision, or precision matrix, of part <paramref name="k"/>.</summary>
    public static string Precision(int k) => FormattableString.Invariant($"precision{k}");

    /// <summary>Writes the program of a structure.</summary>
    public static IReadOnlyList<IVariable> Build(MeanFieldStructure structure)
    {
        List<IVariable> queries = [];
        Variable<bool> evidence = Microsoft.ML.Probabilistic.Models.Variable.Bernoulli(0.5).Named(ProgramParts.Evidence);
        queries.Add(evidence);
        using (Microsoft.ML.Probabilistic.Models.Variable.If(evidence))
        {
            Range row = ProgramParts.ObservedRange("row");
            Variable<double> residual = ProgramParts.Precision(ProgramParts.Residual, structure.HasKnownResidual, structure.Algorithm);
            if (!structure.HasKnownResidual)
            {
                queries.Add(residual);
            }

            List<Func<Variable<double>>> summands = [];
            if (structure.HasCoefficients)
            {
                Variable<Vector> beta = ProgramParts.NormalVector(ProgramParts.Theta);
                queries.Add(beta);
                if (structure.HasMixtures)
                {
                    queries.Add(ProgramParts.ObserveMixtures(beta));
                }

                VariableArray<Vector> rows = ProgramParts.ObservedArray<Vector>(row, "rows");
                summands.Add(() => Microsoft.ML.Probabilistic.Models.Variable.InnerProduct(beta, rows[row]));
            }

            for (int k = 0; k < structure.Parts.Count; k++)
            {
                summands.Add(structure.Parts[k].Width == 1 ? Scalars(k, structure.Parts[k], row, queries) : Vectors(k, structure.Parts[k], row, queries));
            }

            ObserveRows(row, residual, summands);
        }

        return queries;
    }

    private static void ObserveRows(Range row, Variable<double> residual, List<Func<Variable<double>>> summands)
    {
        VariableArray<double> responses = Microsoft.ML.Probabilistic.Models.Variable.Array<double>(row).Named("responses");
        using (Microsoft.ML.Probabilistic.Models.Variable.ForEach(row))
        {
            Variable<double> predictor = summands[0]();
            foreach (Func<Variable<double>> summand in summands.Skip(1))
            {
                predictor += summand();
            }

            responses[row] = Microsoft.ML.Probabilistic.Models.Variable.GaussianFromMeanAndPrecision(predictor, residual);
        }

        responses.ObservedValue = [];
    }

    /// <summary>One effect a level.</summary>
    /// <returns>What a row adds of it to its predictor.</returns>
    private static Func<Variable<double>> Scalars(int k, EffectPart part, Range row, List<IVariable> queries)
    {
        Variable<double> precision = ProgramParts.Precision(Precision(k), part.HasKnownPrecision, InferNetAlgorithm.Vmp);
        if (!part.HasKnownPrecision)
        {
            queries.Add(precision);
        }

        Range level = ProgramParts.ObservedRange(Effects(k) + "Level");
        VariableArray<double> effects = Microsoft.ML.Probabilistic.Models.Variable.Array<double>(level).Named(Effects(k));
        effects[level] = Microsoft.ML.Probabilistic.Models.Variable.GaussianFromMeanAndPrecision(0, precision).ForEach(level);
        queries.Add(effects);
        VariableArray<int> levels = ProgramParts.ObservedArray<int>(row, Effects(k) + "Levels");
        levels.SetValueRange(level);
        if (!part.HasColumns)
        {
            return () => effects[levels[row]];
        }

        VariableArray<double> column = ProgramParts.ObservedArray<double>(row, Effects(k) + "Column");
        return () => effects[levels[row]] * column[row];
    }

    /// <summary>A vector of effects a level.</summary>
    /// <returns>What a row adds of it to its predictor.</returns>
    private static Func<Variable<double>> Vectors(int k, EffectPart part, Range row, List<IVariable> queries)
    {
        Variable<PositiveDefiniteMatrix> precision = ProgramParts.PrecisionMatrix(Precision(k), part.Width, InferNetAlgorithm.Vmp);
        queries.Add(precision);
        Range level = ProgramParts.ObservedRange(Effects(k) + "Level");
        VariableArray<Vector> effects = Microsoft.ML.Probabilistic.Models.Variable.Array<Vector>(level).Named(Effects(k));
        effects[level] = Microsoft.ML.Probabilistic.Models.Variable.VectorGaussianFromMeanAndPrecision(Vector.Zero(part.Width), precision).ForEach(level);
        queries.Add(effects);
        VariableArray<int> levels = ProgramParts.ObservedArray<int>(row, Effects(k) + "Levels");
        levels.SetValueRange(level);
        VariableArray<Vector> columns = ProgramParts.ObservedArray<Vector>(row, Effects(k) + "Columns");
        return () => Microsoft.ML.Probabilistic.Models.Variable.InnerProduct(effects[levels[row]], columns[row]);
    }
}
