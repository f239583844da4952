using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>How to predict from a posterior.</summary>
public sealed record PosteriorPredictionOptions
{
    /// <summary>Whose groups predictions are for.</summary>
    public PredictionGroups Groups { get; init; } = PredictionGroups.Known;

    /// <summary>
    /// The scale of expected values. Of a binomial response they are numbers of successes among the row's trials, or the probability of success where the rows
    /// do not have the trials. On the scale of the link there are no new observations.
    /// </summary>
    public PredictedScale Scale { get; init; }

    /// <summary>The probabilities of the quantiles, each between 0 and 1: by default those of 95 % intervals.</summary>
    public EquatableArray<double> Probabilities { get; init; } = [0.025, 0.975];

    /// <summary>How to treat levels of grouping factors that are not in the model's data, where groups are <see cref="PredictionGroups.Known"/>.</summary>
    public NewLevelRule NewLevels { get; init; } = NewLevelRule.Allow;

    /// <summary>How to treat rows with missing values.</summary>
    public MissingValueRule MissingValues { get; init; } = MissingValueRule.Report;

    /// <summary>The seed of new groups and new observations; null for that of the posterior.</summary>
    public ulong? Seed { get; init; }

    /// <summary>How many draws of each row's expected value and new observation to keep; 0 for none. They are spread evenly over the posterior's.</summary>
    public int Draws { get; init; }

    /// <summary>The most threads; 0 for one a processor.</summary>
    public int Threads { get; init; }

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    internal void Validate()
    {
        foreach (double probability in Probabilities)
        {
            if (!(probability > 0 && probability < 1))
            {
                throw new ArgumentOutOfRangeException(nameof(Probabilities),
                    FormattableString.Invariant($"The probability of a quantile must lie between 0 and 1; one is {probability}."));
            }
        }

        ArgumentOutOfRangeException.ThrowIfNegative(Draws);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
