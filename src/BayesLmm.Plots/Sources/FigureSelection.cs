using BayesLmm.Diagnostics;
using BayesLmm.Models;

namespace BayesLmm.Plots.Sources;

/// <summary>Which quantities and grouping factors figures show.</summary>
/// <param name="Quantities">The draws of parameters and group effects.</param>
/// <param name="Groups">The names of grouping factors.</param>
internal sealed record FigureSelection(IReadOnlyList<DrawColumn> Quantities, IReadOnlyList<string> Groups)
{
    /// <summary>The draws of parameters and group effects.</summary>
    public IReadOnlyList<DrawColumn> Quantities { get; } = Finite(Quantities);

    /// <summary>All parameters and all grouping factors.</summary>
    /// <exception cref="ArgumentException">A draw is not a finite number; the message names the quantity.</exception>
    public static FigureSelection All(Posterior posterior) => new(posterior.Parameters, GroupsOf(posterior));

    /// <summary>
    /// What names choose: parameters, group effects and grouping factors; <c>*</c> stands for any text. Without a name of a parameter all parameters are
    /// shown, without one of a grouping factor all factors.
    /// </summary>
    /// <param name="posterior">The draws.</param>
    /// <param name="names">The names.</param>
    /// <exception cref="ArgumentException">A name chooses nothing, or there are no names; the message has the nearest name.</exception>
    public static FigureSelection Of(Posterior posterior, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            throw new ArgumentException("A figure of nothing was asked for; leave the names out for all.", nameof(names));
        }

        if (FirstUnknown(posterior.Model, names) is { } unknown)
        {
            string? nearest = NameSuggestion.Nearest(unknown, NamesOf(posterior.Model));
            throw new ArgumentException(
                $"The posterior has no parameter, group effect or grouping factor '{unknown}'{(nearest is null ? "" : $"; the nearest name is '{nearest}'")}.",
                nameof(names));
        }

        DrawColumn[] columns = [.. posterior.Parameters, .. posterior.GroupEffects];
        DrawColumn[] quantities = [.. names.SelectMany(name => columns.Where(column => Matches(name, column.Name))).Distinct()];
        string[] factors = [.. GroupsOf(posterior)], groups = [.. names.SelectMany(name => factors.Where(factor => Matches(name, factor))).Distinct()];
        return new(quantities.Length == 0 ? posterior.Parameters : quantities, groups.Length == 0 ? factors : groups);
    }

    /// <summary>The first of some names that chooses nothing; null if each chooses something.</summary>
    public static string? FirstUnknown(BoundModel model, IReadOnlyList<string> names)
    {
        string[] all = [.. NamesOf(model)];
        return names.FirstOrDefault(name => !all.Any(own => Matches(name, own)));
    }

    /// <summary>All names that can be chosen: parameters, grouping factors, group effects.</summary>
    public static IEnumerable<string> NamesOf(BoundModel model) =>
    [
        .. model.Parameters.Select(parameter => parameter.Name),
        .. model.GroupTerms.Select(term => term.Group).Distinct(),
        .. model.GroupTerms.SelectMany(term =>
            term.Levels.SelectMany(level => term.Effects.Select(effect => Parameter.GroupEffect(term.Group, level, effect)))),
    ];

    private static IReadOnlyList<DrawColumn> Finite(IReadOnlyList<DrawColumn> columns)
    {
        foreach (DrawColumn column in columns)
        {
            int place = column.Values.IndexOfAnyExceptInRange(double.MinValue, double.MaxValue);
            if (place >= 0)
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"'{column.Name}' cannot be drawn: its draw {place + 1} of {column.Values.Length} is not a finite number ({column.Values[place]})."));
            }
        }

        return columns;
    }

    private static IReadOnlyList<string> GroupsOf(Posterior posterior) => [.. posterior.Model.GroupTerms.Select(term => term.Group).Distinct()];

    /// <summary>Whether a text is of a pattern in which <c>*</c> stands for any text.</summary>
    private static bool Matches(string pattern, string text)
    {
        string[] parts = pattern.Split('*');
        if (parts.Length == 1)
        {
            return pattern == text;
        }

        (int at, int end) = (parts[0].Length, text.Length - parts[^1].Length);
        if (at > end || !text.StartsWith(parts[0], StringComparison.Ordinal) || !text.EndsWith(parts[^1], StringComparison.Ordinal))
        {
            return false;
        }

        foreach (string part in parts[1..^1])
        {
            int found = text.IndexOf(part, at, end - at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + part.Length;
        }

        return true;
    }
}
