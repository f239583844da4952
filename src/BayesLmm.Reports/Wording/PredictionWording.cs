namespace BayesLmm.Reports.Wording;

/// <summary>What is said of a table of predictions: of its intervals, and of rows that are not predicted.</summary>
internal static class PredictionWording
{
    /// <summary>The most rows that are named for one reason.</summary>
    private const int MostNamed = 5;

    /// <summary>What the intervals are of; and, where those of new observations are blank, why.</summary>
    public static string Intervals(BoundModel model, PredictionTable predictions)
    {
        if (predictions.MissingWeightColumns.Count == 0)
        {
            return "Intervals of the mean, and of a new observation, given the estimated variances.";
        }

        string columns = string.Join(", ", predictions.MissingWeightColumns.Select(column => $"'{column}'"));
        string need = model.Design.HasKnownErrors ? "the known standard errors" : "the weights";
        return "Intervals of the mean, given the estimated variances. There are none of a new observation: the new table has no "
            + $"{columns}, which {need} need.";
    }

    /// <summary>A sentence for each column whose coefficient is needed and not determined, with the rows that need it.</summary>
    public static IEnumerable<string> Undetermined(PredictionTable predictions) => predictions.Undetermined
        .GroupBy(row => row.Column, row => row.Row)
        .Select(rows => $"{Rows([.. rows])} not predicted: the model's data do not determine the coefficient of '{rows.Key}', which the mean needs there. "
            + "No row, and no combination of rows, of these data tells it.");

    private static string Rows(int[] rows)
    {
        string named = string.Join(", ", rows.Take(MostNamed));
        return rows.Length == 1 ? $"Row {named} is" : rows.Length > MostNamed ? $"Rows {named} and {rows.Length - MostNamed} others are" : $"Rows {named} are";
    }
}
