using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;
using BayesLmm.Numerics;

namespace BayesLmm.Specification.Levels;

/// <summary>Puts groups in the order of their nesting: <c>school</c> is above <c>class in school</c>, whose columns include its own.</summary>
internal static class LevelNesting
{
    /// <summary>Lower levels before those above them; otherwise in the order given.</summary>
    public static List<T> Upwards<T>(IEnumerable<T> items, Func<T, EquatableArray<NameExpression>> group) =>
        Order(items, (a, b) => IsAbove(group(a), group(b)));

    /// <summary>Upper levels before those below them, as <c>a/b</c> has it; otherwise in the order given.</summary>
    public static List<T> Downwards<T>(IEnumerable<T> items, Func<T, EquatableArray<NameExpression>> group) =>
        Order(items, (a, b) => IsAbove(group(b), group(a)));

    /// <summary>The columns of a group in a text that is equal for equal groups.</summary>
    public static string Key(EquatableArray<NameExpression> group) => string.Join('\n', group.Select(name => name.Name).Order(StringComparer.Ordinal));

    /// <summary>How <c>across</c> names a group: <c>class in school</c>.</summary>
    public static string Written(EquatableArray<NameExpression> group) =>
        string.Join(" in ", group.Reverse().Select(name => ExpressionPrinter.PrintName(name.Name)));

    /// <summary>
    /// A group's columns from the outermost to the innermost: first those of the groups above it, the highest first; <c>patient:hospital</c> beside
    /// <c>hospital</c> is the patient in the hospital. Otherwise in the order given.
    /// </summary>
    public static EquatableArray<NameExpression> FromOutermost(
        EquatableArray<NameExpression> group, IEnumerable<EquatableArray<NameExpression>> groups)
    {
        int[] above = [.. group.Select(name => groups.Count(other => IsAbove(other, group) && other.Any(column => column.Name == name.Name)))];
        return Enumerable.Range(0, group.Count).OrderByDescending(i => above[i]).Select(i => group[i]).ToEquatableArray();
    }

    private static bool IsAbove(EquatableArray<NameExpression> upper, EquatableArray<NameExpression> lower) =>
        upper.Count < lower.Count && upper.All(name => lower.Any(other => other.Name == name.Name));

    /// <summary>Always takes the first item that no remaining one must precede.</summary>
    private static List<T> Order<T>(IEnumerable<T> items, Func<T, T, bool> comesAfter)
    {
        List<T> remaining = [.. items];
        List<T> ordered = [];
        while (remaining.Count > 0)
        {
            int next = remaining.FindIndex(item => !remaining.Any(other => comesAfter(item, other)));
            ordered.Add(remaining[next]);
            remaining.RemoveAt(next);
        }

        return ordered;
    }
}
