namespace BayesLmm.Reports.Wording;

/// <summary>What is said of a table of predictions.</summary>
internal static class PredictionWording
{
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
}
