using BayesLmm.Data.Columns;
using BayesLmm.Design;
using BayesLmm.Language.Printing;
using BayesLmm.Reports.Starters;

namespace BayesLmm.Cli.Starters;

/// <summary>Guesses the family of a response from its values.</summary>
internal static class FamilyGuess
{
    /// <summary>Counts whose variance exceeds their mean by less are proposed as Poisson: predictors and groups explain as much.</summary>
    private const double LargestPoissonRatio = 1.5;

    /// <summary>Fewer rows of two values show too little.</summary>
    private const int FewestRows = 10;

    /// <summary>The family of a response; null for the default.</summary>
    /// <param name="response">The response.</param>
    /// <param name="columns">All columns.</param>
    public static StarterFamily? Of(ColumnProfile response, IReadOnlyList<ColumnProfile> columns)
    {
        if (IsTwoTexts(response))
        {
            return new StarterFamily("bernoulli", new FamilyReason.TwoValues($"'{((CategoricalColumn)response.Values).Levels[^1]}'"));
        }

        if (response is not { IsUsableNumber: true, IsDate: false })
        {
            return null;
        }

        if (TrialsOf(response, columns) is { } trials)
        {
            return new StarterFamily("binomial", new FamilyReason.UpToTrials(trials.Name)) { Trials = trials.Name };
        }

        double[] values = [.. ((NumericColumn)response.Values).Values.ToArray().Where(value => !double.IsNaN(value))];
        return ResponseShape.Of(values, response.Name, isColumn: true).Kind switch
        {
            ResponseKind.Binary => new StarterFamily("bernoulli", new FamilyReason.TwoValues(ExpressionPrinter.PrintNumber(response.Highest))),
            ResponseKind.Counts when Ratio(values) is var ratio => ratio > LargestPoissonRatio
                ? new StarterFamily("negative_binomial", new FamilyReason.SpreadCounts(ratio))
                : new StarterFamily("poisson", new FamilyReason.Counts()),
            _ => null,
        };
    }

    /// <summary>Whether a response of the family has to be declared a factor: 1 and 2 for two values.</summary>
    public static bool NeedsFactor(ColumnProfile response, StarterFamily? family) =>
        family?.Reason is FamilyReason.TwoValues && response.IsNumeric && response.Highest != 1;

    /// <summary>Whether the column holds two texts that are no numbers.</summary>
    public static bool IsTwoTexts(ColumnProfile column) => column is { IsNumeric: false, Distinct: 2 } && column.AsResponse() is null
        && column.Rows - column.Missing >= FewestRows && !column.IsTextOfNumbers && column.Values is CategoricalColumn { Levels.Count: 2 };

    /// <summary>Whether the column holds 0 and 1.</summary>
    public static bool IsBinary(ColumnProfile column) => column is { IsUsableNumber: true, IsWhole: true, Distinct: 2, Lowest: 0, Highest: 1 };

    /// <summary>The first column of whole numbers that never exceeds another one that is named like a number of trials.</summary>
    public static (ColumnProfile Successes, ColumnProfile Trials)? FindSuccesses(IReadOnlyList<ColumnProfile> numbers)
    {
        foreach (ColumnProfile column in numbers.Where(column => !column.IsCode && !column.IsFactorCode && column.Lowest == 0))
        {
            if (TrialsOf(column, numbers) is { } trials)
            {
                return (column, trials);
            }
        }

        return null;
    }

    private static ColumnProfile? TrialsOf(ColumnProfile successes, IReadOnlyList<ColumnProfile> columns) =>
        successes is { IsWhole: true, Lowest: >= 0, Distinct: > 2 } && !ColumnNameHints.SuggestsTrials(successes.Name)
            ? columns.FirstOrDefault(column => column != successes && ColumnNameHints.SuggestsTrials(column.Name) && AreTrials(column, successes))
            : null;

    private static bool AreTrials(ColumnProfile trials, ColumnProfile successes)
    {
        if (trials is not { IsNumeric: true, IsWhole: true, IsFinite: true, IsDate: false, Lowest: >= 1 } || trials.Values is not NumericColumn sizes)
        {
            return false;
        }

        ReadOnlySpan<double> y = ((NumericColumn)successes.Values).Values, m = sizes.Values;
        for (int row = 0; row < y.Length; row++)
        {
            if (y[row] > m[row])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The variance over the mean.</summary>
    private static double Ratio(double[] values)
    {
        double mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1) / mean;
    }
}
