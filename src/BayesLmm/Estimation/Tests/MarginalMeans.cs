using BayesLmm.Design;
using BayesLmm.Design.Columns;
using BayesLmm.Design.Expressions;
using BayesLmm.Estimation.Tests;
using BayesLmm.Families;
using BayesLmm.Numerics;
using BayesLmm.Specification.Formulas;

namespace BayesLmm;

/// <summary>
/// Estimated marginal means of the levels of a factor or of the combinations of levels of several; see
/// <see cref="RemlExtensions.MarginalMeans(FixedEffectInference, IReadOnlyList{string})"/>.
/// </summary>
public sealed class MarginalMeans
{
    private readonly FixedEffectInference inference;
    private readonly double[]?[] rows; // for each mean its weights; null where it is not estimable
    private readonly double level;

    internal MarginalMeans(FixedEffectInference inference, IReadOnlyList<string> factors, double level)
    {
        this.inference = inference;
        this.level = level;
        Factors = factors.ToEquatableArray();
        FixedStructure structure = inference.Structure;
        int[] chosen = [.. factors.Select(factor => FindFactor(structure, factor))];
        if (chosen.Distinct().Count() < chosen.Length)
        {
            throw new ArgumentException($"A factor is listed twice: {string.Join(", ", factors)}.");
        }

        int[] sizes = [.. chosen.Select(v => structure.Variables[v].Levels!.Value.Count)];
        int count = sizes.Aggregate(1, (product, size) => product * size);

        // The first factor's levels change fastest.
        int Level(int row, int position) => row / sizes.Take(position).Aggregate(1, (product, size) => product * size) % sizes[position];
        double[][] full = structure.Rows(GridVariables(inference.Fit.Model, structure, chosen, count, Level), count);
        HeldAt = structure.Variables.Where(variable => !variable.IsFactor).SelectMany(variable => ColumnNames.InValues(variable.Expression))
            .Select(name => name.Name).Distinct().Where(structure.ColumnMeans.ContainsKey)
            .Select(name => (name, structure.ColumnMeans[name])).ToEquatableArray();
        rows = new double[]?[count];
        double offset = inference.Fit.Model.Design.Offset is { } offsets ? offsets.Average() : 0;
        MarginalMean[] means = new MarginalMean[count];
        for (int row = 0; row < count; row++)
        {
            EquatableArray<string> levels = chosen.Select((v, position) => structure.Variables[v].Levels!.Value[Level(row, position)]).ToEquatableArray();
            double[] weights = new double[structure.KeptCount];
            rows[row] = structure.TryReduce(full[row], weights) ? weights : null;
            means[row] =
                new MarginalMean(levels, rows[row] is null ? null : Shift(inference.TestContrast(weights, MarginalMean.NameOf(levels), level), offset));
        }

        Means = means.ToEquatableArray();
    }

    /// <summary>The factors.</summary>
    public EquatableArray<string> Factors { get; }

    /// <summary>The means, the first factor's levels changing fastest.</summary>
    public EquatableArray<MarginalMean> Means { get; }

    /// <summary>The numeric columns of the fixed effects, and the means of theirs at which all marginal means are taken.</summary>
    internal EquatableArray<(string Column, double Mean)> HeldAt { get; }

    /// <summary>The mean of one combination of levels.</summary>
    /// <exception cref="ArgumentException">There is no such combination.</exception>
    public MarginalMean this[params IReadOnlyList<string> levels] => Means.FirstOrDefault(mean => mean.Levels.SequenceEqual(levels))
        ?? throw new ArgumentException($"There is no mean of '{string.Join(", ", levels)}'; there are {string.Join("; ", Means.Select(mean => mean.Name))}.",
            nameof(levels));

    /// <summary>The differences of all pairs of means that are estimable: the first less the second, in their order.</summary>
    /// <param name="adjustment">How p values allow for the number of pairs.</param>
    public EquatableArray<PairwiseContrast> Pairs(PValueAdjustment adjustment = PValueAdjustment.Tukey)
    {
        int[] known = [.. Enumerable.Range(0, rows.Length).Where(row => rows[row] is not null)];
        List<(string First, string Second, ContrastTest Test)> tests = [];
        for (int i = 0; i < known.Length; i++)
        {
            for (int j = i + 1; j < known.Length; j++)
            {
                string first = Means[known[i]].Name, second = Means[known[j]].Name;
                double[] difference = [.. rows[known[i]]!.Zip(rows[known[j]]!, (a, b) => a - b)];
                if (difference.AsSpan().ContainsAnyExcept(0.0))
                {
                    tests.Add((first, second, inference.TestContrast(difference, $"{first} − {second}", level)));
                }
            }
        }

        double[] adjusted = Adjustment.Adjust([.. tests.Select(pair => pair.Test)], known.Length, adjustment);
        return tests.Select((pair, i) => new PairwiseContrast(pair.First, pair.Second, pair.Test, adjusted[i])).ToEquatableArray();
    }

    private static ContrastTest Shift(ContrastTest test, double offset)
    {
        if (offset == 0)
        {
            return test;
        }

        double t = (test.Estimate + offset) / test.StandardError;
        return test with
        {
            Estimate = test.Estimate + offset,
            Lower = test.Lower + offset,
            Upper = test.Upper + offset,
            Statistic = t,
            PValue = TailProbability.TwoSidedT(t, test.DegreesOfFreedom),
        };
    }

    private static int FindFactor(FixedStructure structure, string name)
    {
        int found = structure.Variables.ToList().FindIndex(variable => variable.Name == name && variable.IsFactor);
        if (found >= 0)
        {
            return found;
        }

        string[] factors = [.. structure.Variables.Where(variable => variable.IsFactor).Select(variable => variable.Name)];
        throw new ArgumentException(
            $"'{name}' is not a factor of the fixed effects{(factors.Length == 0 ? ", which have none" : $"; they have {string.Join(", ", factors)}")}.");
    }

    private static Dictionary<string, VariableColumns> GridVariables(
        BoundModel model, FixedStructure structure, int[] chosen, int count, Func<int, int, int> levelAt)
    {
        Dictionary<string, VariableColumns> variables = new(StringComparer.Ordinal);
        for (int v = 0; v < structure.Variables.Count; v++)
        {
            FixedVariable variable = structure.Variables[v];
            int position = Array.IndexOf(chosen, v);
            variables.Add(variable.Name, variable.Levels is { } levels
                ? new WeightedFactor(variable.Name, levels, variable.Contrasts,
                    [.. Enumerable.Range(0, count).Select(row => Weights(levels.Count, position < 0 ? -1 : levelAt(row, position)))])
                : new NumericVariable(
                    [.. ValuesAtMeans(model, structure, variable)
                        .Select(value => new DesignColumn(variable.Name, variable.Name, [.. Enumerable.Repeat(value, count)]))]));
        }

        return variables;
    }

    /// <summary>All weight on one level, or the same on all for −1.</summary>
    private static double[] Weights(int count, int level) => [.. Enumerable.Range(0, count).Select(l => level < 0 ? 1.0 / count : l == level ? 1.0 : 0.0)];

    /// <summary>The columns of a numeric variable, with every column of the table from which it is computed at its mean.</summary>
    private static double[] ValuesAtMeans(BoundModel model, FixedStructure structure, FixedVariable variable)
    {
        if (ColumnNames.InValues(variable.Expression)
            .FirstOrDefault(name => !structure.ColumnMeans.ContainsKey(name.Name) && !ExpressionEvaluator.IsConstant(name.Name)) is { } factor)
        {
            throw new InvalidOperationException(
                $"'{variable.Name}' is computed from the factor '{factor.Name}' and has no value at a mean of the data. Make it a column first, or put the "
                    + "factor into the formula by itself.");
        }

        List<Diagnostic> diagnostics = [];
        ExpressionEvaluator evaluator = new(
            name => structure.ColumnMeans.TryGetValue(name, out double mean) ? new NumericColumn(name, [mean]) : null,
            rowCount: 1,
            model.Design.Transforms,
            model.Specification.Source,
            diagnostics)
        {
            IsAtMeans = true,
        };
        double[]? values = evaluator.Evaluate(variable.Expression) switch
        {
            ExpressionValue.Numbers numbers => numbers.Values,
            ExpressionValue.Matrix matrix => [.. matrix.Columns.Select(column => column[0])],
            _ => null,
        };
        return values is not null && values.All(double.IsFinite)
            ? values
            : throw new InvalidOperationException($"'{variable.Name}' has no value where its columns are at their means.");
    }
}

/// <summary>One estimated marginal mean.</summary>
/// <param name="Levels">The levels, one for each factor.</param>
/// <param name="Mean">
/// The mean with standard error, degrees of freedom and interval; null when it is not estimable: the data do not determine it, because a combination of levels
/// that it averages over does not occur.
/// </param>
public sealed record MarginalMean(EquatableArray<string> Levels, ContrastTest? Mean)
{
    /// <summary>The levels, separated by commas.</summary>
    public string Name => NameOf(Levels);

    internal static string NameOf(EquatableArray<string> levels) => levels.Count == 0 ? "overall" : string.Join(", ", levels.Select(LevelName.Of));
}
