namespace BayesLmm;

/// <summary>The settings of a model text's <c>sample</c> statement; null for those that it leaves out.</summary>
public sealed record DrawSettings
{
    /// <summary>The number of chains.</summary>
    public int? Chains { get; init; }

    /// <summary>The number of draws of each chain.</summary>
    public int? Draws { get; init; }

    /// <summary>The number of warm-up transitions of each chain.</summary>
    public int? Warmup { get; init; }

    /// <summary>The seed of the random numbers.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The target of the acceptance statistic.</summary>
    public double? TargetAcceptance { get; init; }

    /// <summary>The largest number of doublings of a trajectory.</summary>
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
