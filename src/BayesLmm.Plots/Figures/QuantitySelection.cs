namespace BayesLmm.Plots.Figures;

/// <summary>Finds the draws that a figure shows.</summary>
internal static class QuantitySelection
{
    /// <summary>The draws of the named parameters and group effects, in the order of the names; of all parameters when there are no names.</summary>
    /// <exception cref="ArgumentException">A name is not one of the posterior's, or the list of names is empty.</exception>
    public static IReadOnlyList<DrawColumn> Select(Posterior posterior, IReadOnlyList<string>? names)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        if (names is null)
        {
            return posterior.Parameters;
        }

        if (names.Count == 0)
        {
            throw new ArgumentException("A figure of no parameters was asked for; leave the names out for all parameters.", nameof(names));
        }

        Dictionary<string, DrawColumn> columns = posterior.Parameters.Concat(posterior.GroupEffects)
            .ToDictionary(column => column.Name, StringComparer.Ordinal);
        return [.. names.Select(name => columns.TryGetValue(name, out DrawColumn? column) ? column : throw Unknown("quantity", name, columns.Keys))];
    }

    /// <summary>The exception for a name that does not exist, with the nearest that does.</summary>
    public static ArgumentException Unknown(string what, string name, IEnumerable<string> candidates)
    {
        string? nearest = NameSuggestion.Nearest(name, candidates);
        return new ArgumentException($"The posterior has no {what} '{name}'{(nearest is null ? "" : $"; the nearest name is '{nearest}'")}.");
    }
}
