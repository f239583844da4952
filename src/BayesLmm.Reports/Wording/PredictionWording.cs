using BayesLmm.Families;

namespace BayesLmm.Reports.Wording;

/// <summary>What is said of a table of predictions: of its intervals, and of rows that are not predicted.</summary>
internal static class PredictionWording
{
    /// <summary>The most rows that are named for one reason.</summary>
    private const int MostNamed = 5;

    /// <summary>What the intervals are of; and, where those of new observations are blank, why.</summary>
    public static string Intervals(BoundModel model, PredictionTable predictions) => predictions.MissingWeightColumns.Count == 0
            ? "Intervals of the mean, and of a new observation, given the estimated variances."
            : $"Intervals of the mean, given the estimated variances. {NoObservations(model, predictions.MissingWeightColumns)}";

    /// <summary>What predictions from a posterior are; and, where there are none of new observations, why.</summary>
    public static string Posterior(BoundModel model, PosteriorPredictions predictions)
    {
        string groups = predictions.Options.Groups switch
        {
            PredictionGroups.Known => "Expected values include the effects of the row's groups; those of levels that the model's data do not have are "
                + "drawn from their distribution.",
            PredictionGroups.New => "Expected values are of new groups, whose effects are drawn from their distribution.",
            _ => "Expected values are of the population, without effects of groups.",
        };
        if (predictions.Options.Scale == PredictedScale.Link)
        {
            return $"{groups} They are on the {Links.NameOf(model.Family.Link)} scale, on which there are no new observations.";
        }

        string observations = predictions.MissingWeightColumns.Count > 0 ? NoObservations(model, predictions.MissingWeightColumns)
            : model.Family.IsDiscrete ? "Columns named new are of a new observation."
            : "Columns named new are of a new observation, its residual included.";
        return $"{groups} {Meaning(model, predictions.MissingWeightColumns)}{observations}";
    }

    /// <summary>What expected values of the family are, as a sentence with a blank behind it; nothing for a measurement.</summary>
    private static string Meaning(BoundModel model, IReadOnlyList<string> lacking) => model.Family.Domain switch
    {
        ResponseDomain.Binary => $"They are probabilities that {model.ResponseName} is {(model.Design.Outcomes is [_, var one] ? $"'{one}'" : "1")}. ",
        ResponseDomain.Successes when lacking.Count > 0 => "They are probabilities of success. ",
        ResponseDomain.Successes => "They are numbers of successes among the row's trials. ",
        ResponseDomain.Counts => "They are counts. ",
        _ => "",
    };

    /// <summary>Whose groups predictions are for, as a part of a title; nothing for the row's own.</summary>
    public static string For(PredictionGroups groups) => groups switch
    {
        PredictionGroups.Known => "",
        PredictionGroups.New => " for new groups",
        _ => " for the population",
    };

    /// <summary>The word for a choice of groups.</summary>
    public static string NameOf(PredictionGroups groups) => groups switch
    {
        PredictionGroups.Known => "known",
        PredictionGroups.New => "new",
        _ => "population",
    };

    private static string NoObservations(BoundModel model, IEnumerable<string> lacking)
    {
        string columns = string.Join(", ", lacking.Select(column => $"'{column}'"));
        string need = model.Family.HasTrials ? "the numbers of trials" : model.Design.HasKnownErrors ? "the known standard errors" : "the weights";
        return $"There are none of a new observation: the new table has no {columns}, which {need} need.";
    }

    /// <summary>A sentence for each column whose coefficient is needed and not determined, with the rows that need it.</summary>
    public static IEnumerable<string> Undetermined(IEnumerable<UndeterminedPrediction> rows) => rows
        .GroupBy(row => row.Column, row => row.Row)
        .Select(same => $"{Rows([.. same])} not predicted: the model's data do not determine the coefficient of '{same.Key}', which the mean needs there. "
            + "No row, and no combination of rows, of these data tells it.");

    private static string Rows(int[] rows)
    {
        string named = string.Join(", ", rows.Take(MostNamed));
        return rows.Length == 1 ? $"Row {named} is" : rows.Length > MostNamed ? $"Rows {named} and {rows.Length - MostNamed} others are" : $"Rows {named} are";
    }
}
