using BayesLmm.Design;
using BayesLmm.Design.Expressions;
using BayesLmm.Language.Syntax;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Models;

/// <summary>The columns from which a model's fixed effects are computed, as the data have them: before logarithms, splines and contrasts.</summary>
internal static class PredictorColumns
{
    /// <summary>The columns of the rows that the model uses, in the order of the formula; none if the model does not hold its data.</summary>
    /// <param name="model">The model.</param>
    public static IReadOnlyList<Column> Of(BoundModel model)
    {
        if (model.Columns.RowCount != model.Rows.Read)
        {
            return [];
        }

        List<Diagnostic> diagnostics = [];
        DataPreparation data = new(model.Specification, model.Columns, new TransformStates(), diagnostics);
        Variable[] variables = [.. model.Specification.Formula.Fixed.Variables];
        foreach (Variable variable in variables)
        {
            data.Use(variable.Expression, NameUse.Predictor);
        }

        ModelFrame frame = data.CreateFrame();
        Dictionary<int, int> places = frame.Rows.Select((row, place) => (row, place)).ToDictionary(pair => pair.row, pair => pair.place);
        int[] rows = [.. model.Design.TableRows.Select(row => places[row])];
        string[] factors = [.. variables.Select(variable => variable.Expression).OfType<CallExpression>().Where(call => call.Function == "factor")
            .SelectMany(ColumnNames.InValues).Select(name => name.Name)];
        return
        [
            .. variables.SelectMany(variable => ColumnNames.InValues(variable.Expression)).Select(name => name.Name).Distinct().Where(frame.Contains)
                .Select(name => frame[name].Take(rows))
                .Select(column => column is NumericColumn numeric && factors.Contains(column.Name) ? numeric.ToCategorical() : column),
        ];
    }
}
