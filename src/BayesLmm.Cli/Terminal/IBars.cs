namespace BayesLmm.Cli.Terminal;

/// <summary>Progress of work: one bar for each part that runs at the same time.</summary>
internal interface IBars
{
    /// <summary>Number of bars.</summary>
    int Count { get; }

    /// <summary>What a part is doing, and its progress from 0 to 1.</summary>
    (string Description, double Fraction) Describe(int part);
}
