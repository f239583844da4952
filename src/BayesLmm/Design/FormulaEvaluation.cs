using System.Numerics.Tensors;
using BayesLmm.Design.Columns;
using BayesLmm.Design.Expressions;
using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;
using BayesLmm.Specification.Formulas;
using static BayesLmm.Design.Expressions.ExpressionValue;

namespace BayesLmm.Design;

/// <summary>
/// The values of a model's expressions in some rows, either those that it is fitted to or new ones: variables, offset and weights. Errors are added to the
/// diagnostics.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="evaluator">Evaluates an expression in the rows.</param>
/// <param name="rows">The rows' places in the table, from 0.</param>
/// <param name="diagnostics">Receives what is wrong.</param>
internal sealed class FormulaEvaluation(Model model, ExpressionEvaluator evaluator, IReadOnlyList<int> rows, List<Diagnostic> diagnostics)
{
    /// <summary>
    /// Makes a variable's factor of a categorical column; the last argument says whether the column is a condition, with levels FALSE and TRUE.
    /// </summary>
    public delegate FactorVariable? MakeFactor(Variable variable, CategoricalColumn column, bool isCondition);

    /// <summary>The variables of a model's predictors.</summary>
    public static IEnumerable<Variable> Variables(Model model) =>
        model.Formula.Random.Select(term => term.Effects)
            .Prepend(model.Formula.Fixed)
            .SelectMany(terms => terms.Variables)
            .DistinctBy(variable => variable.Name);

    /// <summary>The expressions whose sum is the offset.</summary>
    public static IEnumerable<Expression> Offsets(Model model) =>
        model.Steps.Offset is { } offset ? model.Formula.Offsets.Append(offset.Value) : model.Formula.Offsets;

    /// <summary>What weights are computed from: the weights themselves, numbers of trials, or known residual standard deviations; null without any.</summary>
    public static Expression? WeightSource(Model model) => model.Steps.Weights?.Value ?? model.Steps.Trials ?? model.Steps.KnownErrors?.Value;

    /// <summary>The columns of every variable that can be had.</summary>
    /// <param name="makeFactor">Decides on the levels of factors.</param>
    public Dictionary<string, VariableColumns> Variables(MakeFactor makeFactor)
    {
        Dictionary<string, VariableColumns> variables = new(StringComparer.Ordinal);
        foreach (Variable variable in Variables(model))
        {
            VariableColumns? columns = evaluator.Evaluate(variable.Expression) switch
            {
                Numbers { IsLogical: true } truths => makeFactor(variable, ExpressionValue.Categorical(variable.Name, truths), true),
                Numbers numbers when CheckFinite(numbers.Values, variable.Expression) =>
                    new NumericVariable([new DesignColumn(variable.Name, variable.Name, numbers.Values)]),
                Levels levels => makeFactor(variable, levels.Column, false),
                Matrix matrix => !matrix.Columns.All(values => CheckFinite(values, variable.Expression)) ? null
                    : new NumericVariable([.. matrix.Columns.Select((values, j) =>
                        new DesignColumn($"{variable.Name}[{matrix.Names[j]}]", variable.Name, values))]),
                Scalar or Text => Refuse(variable),
                _ => null,
            };
            if (columns is not null)
            {
                variables.Add(variable.Name, columns);
            }
        }

        return variables;
    }

    /// <summary>The offset; null where the model has none.</summary>
    public double[]? Offset()
    {
        double[]? offset = null;
        foreach (Expression expression in Offsets(model))
        {
            if (evaluator.EvaluateNumbers(expression) is { } values && CheckFinite(values, expression))
            {
                offset ??= new double[values.Length];
                TensorPrimitives.Add(offset, values, offset);
            }
        }

        return offset;
    }

    /// <summary>The weights statement's values, numbers of trials, or 1/s² for known standard errors s; null where the model has none.</summary>
    public double[]? Weights()
    {
        if (WeightSource(model) is not { } expression || evaluator.EvaluateNumbers(expression) is not { } values || !CheckFinite(values, expression))
        {
            return null;
        }

        if (expression == model.Steps.Trials)
        {
            int wrong = Array.FindIndex(values, value => value < 1 || value != Math.Floor(value));
            if (wrong >= 0)
            {
                diagnostics.Add(ResponseDiagnostics.NotTrials(
                    model.Source, expression.Span, ExpressionPrinter.Print(expression), values[wrong], rows[wrong] + 1));
            }

            return wrong < 0 ? values : null;
        }

        bool areErrors = model.Steps.KnownErrors is not null;
        int bad = Array.FindIndex(values, value => value <= 0);
        if (bad >= 0)
        {
            diagnostics.Add(ExpressionDiagnostics.NotPositive(model.Source, expression.Span, areErrors ? "Known standard errors" : "Weights", rows[bad] + 1));
            return null;
        }

        return areErrors ? Array.ConvertAll(values, se => 1 / (se * se)) : values;
    }

    /// <summary>Whether all values of an expression are finite; otherwise the first row where one is not is reported.</summary>
    public bool CheckFinite(double[] values, Expression expression)
    {
        int bad = Array.FindIndex(values, value => !double.IsFinite(value));
        if (bad < 0)
        {
            return true;
        }

        int row = rows[bad] + 1;
        diagnostics.Add(expression is NameExpression name
            ? DesignDiagnostics.NotFinite(model.Source, expression.Span, name.Name, row)
            : ExpressionDiagnostics.NotFinite(model.Source, expression.Span, ExpressionPrinter.Print(expression), row));
        return false;
    }

    private NumericVariable? Refuse(Variable variable)
    {
        diagnostics.Add(DesignDiagnostics.NoColumn(model.Source, variable.Expression.Span, variable.Name));
        return null;
    }
}
