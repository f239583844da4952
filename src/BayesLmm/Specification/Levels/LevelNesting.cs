using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;
using BayesLmm.Numerics;

namespace BayesLmm.Specification.Levels;

/// <summary>Puts groups in the order of their nesting: <c>school</c> is above <c>class in school</c>, whose columns include its own.</summary>
internal static class LevelNesting
{
    /// <summary>Lower levels before those above them; otherwise in the order given.</summary>
    public static List<T> Upwards<T>(IEnumerable<T> items, Func<T, EquatableArray<NameExpression>> group) =>
        Order(items, group, isUpwards: true);

    /// <summary>Upper levels before those below them, as <c>a/b</c> has it; otherwise in the order given.</summary>
    public static List<T> Downwards<T>(IEnumerable<T> items, Func<T, EquatableArray<NameExpression>> group) =>
        Order(items, group, isUpwards: false);

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
        Dictionary<string, int> above = group.DistinctBy(name => name.Name).ToDictionary(name => name.Name, _ => 0, StringComparer.Ordinal);
        foreach (EquatableArray<NameExpression> other in groups.Where(other => other.Count < group.Count && other.All(name => above.ContainsKey(name.Name))))
        {
            foreach (NameExpression name in other)
            {
                above[name.Name]++;
            }
        }

        return Enumerable.Range(0, group.Count).OrderByDescending(i => above[group[i].Name]).Select(i => group[i]).ToEquatableArray();
    }

    /// <summary>Always takes the first item that no remaining one must precede.</summary>
    private static List<T> Order<T>(IEnumerable<T> items, Func<T, EquatableArray<NameExpression>> group, bool isUpwards)
    {
        T[] all = [.. items];
        int[] sizes = [.. all.Select(item => group(item).Count)];
        HashSet<string>[] names = [.. all.Select(item => group(item).Select(name => name.Name).ToHashSet(StringComparer.Ordinal))];
        bool IsAbove(int upper, int lower) => sizes[upper] < sizes[lower] && names[upper].IsSubsetOf(names[lower]);
        bool ComesAfter(int item, int other) => isUpwards ? IsAbove(item, other) : IsAbove(other, item);

        bool[] isTaken = new bool[all.Length];
        int[] before = [.. Enumerable.Range(0, all.Length).Select(item => Enumerable.Range(0, all.Length).Count(other => ComesAfter(item, other)))];
        List<T> ordered = [];
        while (ordered.Count < all.Length)
        {
            int next = Enumerable.Range(0, all.Length).First(item => !isTaken[item] && before[item] == 0);
            isTaken[next] = true;
            ordered.Add(all[next]);
            for (int item = 0; item < all.Length; item++)
            {
                before[item] -= ComesAfter(item, next) ? 1 : 0;
            }
        }

        return ordered;
    }
}
