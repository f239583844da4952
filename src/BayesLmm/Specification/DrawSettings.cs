namespace BayesLmm;

/// <summary>How a model text wants its posterior drawn, by its <c>sample</c> statement; null where it does not say.</summary>
internal sealed record DrawSettings
{
    /// <summary>How many chains.</summary>
    public int? Chains { get; init; }

    /// <summary>How many draws a chain.</summary>
    public int? Draws { get; init; }

    /// <summary>How many transitions a chain adapts in before.</summary>
    public int? Warmup { get; init; }

    /// <summary>Where the random numbers start.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The acceptance statistic that the step size aims at.</summary>
    public double? TargetAcceptance { get; init; }

    /// <summary>How often a trajectory may double.</summary>
    public int? MaxTreeDepth { get; init; }

    /// <summary>The settings of a statement whose names and values have been checked.</summary>
    internal static DrawSettings From(SampleStatement statement)
    {
        DrawSettings settings = new();
        foreach (SampleSetting setting in statement.Settings)
        {
            settings = setting.Name.Text switch
            {
                "chains" => settings with { Chains = (int)setting.Value },
                "draws" => settings with { Draws = (int)setting.Value },
                "warmup" => settings with { Warmup = (int)setting.Value },
                "seed" => settings with { Seed = (ulong)setting.Value },
                "target_acceptance" => settings with { TargetAcceptance = setting.Value },
                "max_tree_depth" => settings with { MaxTreeDepth = (int)setting.Value },
                _ => settings,
            };
        }

        return settings;
    }
}
