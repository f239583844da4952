using BayesLmm.Design;
using BayesLmm.Families;
using BayesLmm.Reports.Wording;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Reports.Content.Fits;

/// <summary>Reads from the terms of a model what each of its coefficients says of the response.</summary>
internal static class FoundEffects
{
    private const string Treatment = "treatment";

    /// <summary>The effects of a posterior, the clearest first.</summary>
    public static IReadOnlyList<FoundEffect> Of(Posterior posterior)
    {
        BoundModel model = posterior.Model;
        QuantitySummary[] coefficients = [.. posterior.ParameterSummaries.Take(model.FixedEffects.Count)];
        bool hasIntercept = model.Design.FixedEffects.HasIntercept;
        if (coefficients.Length == 1 && hasIntercept)
        {
            return model.HasOffset ? [new FoundEffect.Coefficient(coefficients[0])] : [new FoundEffect.Mean(coefficients[0])];
        }

        FixedStructure? structure = model.Design.FixedEffects.Structure;
        IEnumerable<FoundEffect> effects = structure is null || structure.HasDropped || !hasIntercept
            ? coefficients.Skip(hasIntercept ? 1 : 0).Select(value => new FoundEffect.Coefficient(value))
            : Of(coefficients, structure);
        return [.. effects.OrderByDescending(effect => Math.Abs(effect.Value.Mean) / effect.Value.Sd)];
    }

    private static IEnumerable<FoundEffect> Of(QuantitySummary[] coefficients, FixedStructure structure)
    {
        int[] termOf = [.. structure.TermOfKeptColumn];
        bool[] isPlain = [.. Enumerable.Range(0, structure.Variables.Count).Select(v => IsPlain(structure, v))];
        for (int t = 0; t < structure.Terms.Terms.Count; t++)
        {
            int[] variables = [.. Enumerable.Range(0, structure.Variables.Count).Where(structure.Terms.Terms[t].Contains)];
            QuantitySummary[] values = [.. coefficients.Where((_, c) => termOf[c] == t)];
            bool isWhole = values.Length == variables.Aggregate(1, (count, v) => count * ColumnsOf(structure.Variables[v]));
            IEnumerable<FoundEffect> found = isWhole && variables.All(v => isPlain[v])
                ? OfTerm(variables, values, structure, isPlain)
                : values.Select(value => new FoundEffect.Coefficient(value));
            foreach (FoundEffect effect in found)
            {
                yield return effect;
            }
        }
    }

    /// <summary>The effects of a term; none of a main effect that its interactions change.</summary>
    private static IEnumerable<FoundEffect> OfTerm(int[] variables, QuantitySummary[] values, FixedStructure structure, bool[] isPlain)
    {
        int[][] interactions =
        [
            .. structure.Terms.Terms
                .Select(term => Enumerable.Range(0, structure.Variables.Count).Where(term.Contains).ToArray())
                .Where(others => others.Length > variables.Length && variables.All(others.Contains)),
        ];
        FixedVariable first = structure.Variables[variables[0]];
        if (variables.Length == 1 && !first.IsFactor)
        {
            int[] others = [.. interactions.SelectMany(term => term).Where(v => v != variables[0]).Distinct()];
            FixedVariable[] changing = [.. others.Select(v => structure.Variables[v])];
            return others.All(v => structure.Variables[v].IsFactor && isPlain[v])
                ? [new FoundEffect.Slope(values[0], first.Name, [.. changing.Select(factor => (factor.Name, factor.Levels!.Value[0]))])]
                : [];
        }

        if (variables.Length == 1)
        {
            return interactions.Length == 0
                ? values.Select((value, l) => new FoundEffect.Difference(value, first.Name, first.Levels!.Value[l + 1], first.Levels.Value[0]))
                : [];
        }

        FixedVariable[] factors = [.. variables.Select(v => structure.Variables[v]).Where(variable => variable.IsFactor)];
        return variables.Length == 2 && factors.Length == 1 && interactions.Length == 0
            ? values.Select((value, l) => new FoundEffect.SlopeDifference(
                value,
                variables.Select(v => structure.Variables[v]).Single(variable => !variable.IsFactor).Name,
                factors[0].Name,
                factors[0].Levels!.Value[l + 1],
                factors[0].Levels!.Value[0]))
            : values.Select(value => new FoundEffect.Coefficient(value));
    }

    /// <summary>
    /// Whether a variable's coefficients are differences from a reference level, or the change with a column that no other variable is computed from: x and x²
    /// do not change one at a time.
    /// </summary>
    private static bool IsPlain(FixedStructure structure, int index)
    {
        FixedVariable variable = structure.Variables[index];
        if (variable.IsFactor)
        {
            return variable.Contrasts == Treatment;
        }

        HashSet<string> columns = [.. ColumnNames.InValues(variable.Expression).Select(name => name.Name)];
        return variable.ColumnCount == 1
            && !structure.Variables.Where((other, v) => v != index && !other.IsFactor)
                .Any(other => ColumnNames.InValues(other.Expression).Any(name => columns.Contains(name.Name)));
    }

    private static int ColumnsOf(FixedVariable variable) => variable.IsFactor ? variable.Levels!.Value.Count - 1 : variable.ColumnCount;
}
