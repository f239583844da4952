using BayesLmm.Design;
using BayesLmm.Numerics;

namespace BayesLmm.Estimation.Predictions;

/// <summary>What is asked of the rows of a prediction, and what is said of them, whichever fit predicts.</summary>
internal static class PredictionRules
{
    /// <summary>Refuses rows with missing values or with new levels, where the options do.</summary>
    /// <param name="design">The rows.</param>
    /// <param name="model">The model.</param>
    /// <param name="missingValues">How to treat missing values.</param>
    /// <param name="newLevels">How to treat new levels.</param>
    /// <exception cref="ArgumentException">A row is refused.</exception>
    public static void Require(PredictionDesign design, BoundModel model, MissingValueRule missingValues, NewLevelRule newLevels)
    {
        if (missingValues == MissingValueRule.Refuse && design.Missing.Count > 0)
        {
            (int row, string column) = design.Missing[0];
            throw new ArgumentException(
                $"Row {row + 1} of {design.TableName} has no value of '{column}', which the prediction needs, and the options refuse missing values.");
        }

        for (int k = 0; newLevels == NewLevelRule.Refuse && k < design.Terms.Count; k++)
        {
            if (design.Terms[k].NewLevels.Count > 0)
            {
                int row = design.TableRows[Array.IndexOf(design.Terms[k].Codes!, -1)] + 1;
                throw new ArgumentException(
                    $"Row {row} of {design.TableName} has the level '{design.Terms[k].NewLevels[0]}' of the grouping factor '{model.GroupTerms[k].Group}', "
                        + "which the model's data did not have, and the options refuse new levels.");
            }
        }
    }

    /// <summary>The levels that the model's data did not have, as <c>Subject[400]</c>, each once.</summary>
    public static EquatableArray<string> NewLevels(PredictionDesign design, BoundModel model) =>
        design.Terms.SelectMany((term, k) => term.NewLevels.Select(level => $"{model.GroupTerms[k].Group}[{Families.LevelName.Of(level)}]")).Distinct()
            .ToEquatableArray();

    /// <summary>The rows that a missing value keeps from being predicted.</summary>
    public static EquatableArray<MissingPrediction> Missing(PredictionDesign design) =>
        design.Missing.Select(missing => new MissingPrediction(missing.TableRow + 1, missing.Column)).ToEquatableArray();

    /// <summary>The rows whose mean the model's data do not determine.</summary>
    public static EquatableArray<UndeterminedPrediction> Undetermined(PredictionDesign design) =>
        design.Undetermined.Select(row => new UndeterminedPrediction(design.TableRows[row.Row] + 1, row.Column)).ToEquatableArray();
}
