using BayesLmm.Design;
using BayesLmm.Language.Syntax;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Plots.Sources;

/// <summary>The predictors of a model's fixed effects, factors and numeric columns, and which of them interact.</summary>
internal sealed class PredictorGrid
{
    private readonly FixedStructure structure;
    private readonly ReferenceGrid grid;

    private PredictorGrid(BoundModel model, FixedStructure structure)
    {
        this.structure = structure;
        grid = new ReferenceGrid(model);
        Factors = [.. grid.Factors];
        Numbers = [.. grid.NumericColumns];
    }

    /// <summary>The factors, by their names in the formula.</summary>
    public IReadOnlyList<string> Factors { get; }

    /// <summary>The numeric columns.</summary>
    public IReadOnlyList<string> Numbers { get; }

    /// <summary>Why a model has no means over a grid of its predictors; null if it has.</summary>
    /// <param name="model">The model.</param>
    public static string? WhyNot(BoundModel model)
    {
        if (model.Design.FixedEffects.Structure is not { Variables.Count: > 0 } structure)
        {
            return "the model has no predictors besides groups";
        }

        return structure.Variables.FirstOrDefault(variable => !variable.IsFactor && ColumnNames.InValues(variable.Expression).Any(name =>
            !structure.ColumnMeans.ContainsKey(name.Name) && !Design.Expressions.ExpressionEvaluator.IsConstant(name.Name))) is { } derived
            ? $"the model computes '{derived.Name}' from a factor, so that it has no value at a mean" : null;
    }

    /// <summary>The predictors of a model that has them.</summary>
    /// <param name="model">The model.</param>
    public static PredictorGrid Of(BoundModel model) => new(model, model.Design.FixedEffects.Structure
        ?? throw new ArgumentException("The model's design was not made from a formula.", nameof(model)));

    /// <summary>The levels of a factor.</summary>
    public IReadOnlyList<string> LevelsOf(string factor) => grid.LevelsOf(factor);

    /// <summary>The mean of a numeric column.</summary>
    public double MeanOf(string column) => grid.MeanOf(column);

    /// <summary>The predictors that are in a term with another one: factors first.</summary>
    /// <param name="predictor">A factor or numeric column.</param>
    public IReadOnlyList<string> PartnersOf(string predictor)
    {
        HashSet<int> own = [.. Places(predictor)];
        IEnumerable<int> others = structure.Terms.Terms.Where(term => term.Degree > 1 && own.Any(term.Contains))
            .SelectMany(term => Enumerable.Range(0, structure.Variables.Count).Where(v => term.Contains(v) && !own.Contains(v))).Distinct();
        return [.. others.SelectMany(NamesOf).Where(name => name != predictor).Distinct().OrderBy(name => Factors.Contains(name) ? 0 : 1)];
    }

    /// <summary>Whether the mean is a straight line in a numeric column.</summary>
    /// <param name="column">The column.</param>
    public bool IsStraight(string column) =>
        Places(column).ToArray() is [int only] && Unwrapped(structure.Variables[only].Expression) is NameExpression;

    private static Expression Unwrapped(Expression expression) => expression is ParenthesizedExpression parentheses ? Unwrapped(parentheses.Inner) : expression;

    /// <summary>The variables that are a factor, or are computed from a numeric column.</summary>
    private IEnumerable<int> Places(string predictor) =>
        Enumerable.Range(0, structure.Variables.Count).Where(v => NamesOf(v).Contains(predictor));

    private IEnumerable<string> NamesOf(int variable) => structure.Variables[variable] is { IsFactor: true } factor
        ? [factor.Name]
        : ColumnNames.InValues(structure.Variables[variable].Expression).Select(name => name.Name).Where(structure.ColumnMeans.ContainsKey);
}
