using BayesLmm.Design;
using BayesLmm.Design.Expressions;
using BayesLmm.Diagnostics;

namespace BayesLmm.Posteriors.LeaveOut;

/// <summary>The rows of a model for which a condition of the language holds.</summary>
internal static class RowCondition
{
    /// <summary>The model with the condition as one more <c>where</c> statement, which says which columns it needs.</summary>
    /// <param name="model">The model.</param>
    /// <param name="condition">The condition, as after <c>where</c>.</param>
    /// <exception cref="ModelException">It is no expression of the language.</exception>
    /// <exception cref="ArgumentException">It is more than one condition.</exception>
    public static Model Extend(Model model, string condition)
    {
        if (condition.AsSpan().IndexOfAny('\r', '\n') >= 0)
        {
            throw NotOne(condition);
        }

        Model extended = Model.Parse($"{model.Source.Text.TrimEnd()}\nwhere {condition}\n", "condition");
        return extended.Steps.Conditions.Count == model.Steps.Conditions.Count + 1 ? extended : throw NotOne(condition);
    }

    /// <summary>The rows of the design for which a condition holds.</summary>
    /// <param name="model">The model.</param>
    /// <param name="table">The table that it was bound to, with the condition's columns.</param>
    /// <param name="condition">The condition.</param>
    /// <exception cref="ModelException">It is no condition on the table.</exception>
    /// <exception cref="ArgumentException">It is more than one condition, or it holds for no row of the model, or for all.</exception>
    public static LeftOutRows Find(BoundModel model, Table table, string condition)
    {
        List<Diagnostic> diagnostics = [];
        DataPreparation data = new(Extend(model.Specification, condition), table, new TransformStates(), diagnostics);
        if (diagnostics.Exists(diagnostic => diagnostic.Severity == Severity.Error))
        {
            throw new ModelException(diagnostics);
        }

        HashSet<int> chosen = [.. data.CreateFrame().Rows];
        int[] rows = [.. Enumerable.Range(0, model.Design.RowCount).Where(row => chosen.Contains(model.Design.TableRows[row]))];
        return rows.Length > 0 && rows.Length < model.Design.RowCount
            ? new LeftOutRows(condition, rows)
            : throw new ArgumentException(rows.Length == 0
                ? $"'{condition}' holds for none of the {model.Design.RowCount} rows of the model: there is nothing to leave out."
                : $"'{condition}' holds for all {model.Design.RowCount} rows of the model: nothing would be left.");
    }

    private static ArgumentException NotOne(string condition) =>
        new($"'{condition}' is not one condition: write it as after 'where', such as 'Days > 7'.");
}
