using System.Text;

namespace BayesLmm;

/// <summary>
/// Writes an expanded formula on one line in R's notation: <c>y ~ 1 + x + z + x:z + (1 + x | g)</c>. Reading the line gives the
/// formula again, with the same terms in the same order.
/// </summary>
public static class FormulaPrinter
{
    /// <summary>Writes a formula.</summary>
    public static string Print(Formula formula) =>
        string.Join(" + ", Offsets(formula).Concat(formula.Random.Select(Print))
            .Prepend($"{ExpressionPrinter.Print(formula.Response)} ~ {Print(formula.Fixed)}"));

    /// <summary>Writes a random term: <c>(1 + x | a:b)</c>.</summary>
    public static string Print(RandomTermFormula term) =>
        $"({Print(term.Effects)} {term.Structure.Bar} {string.Join(':', term.Group.Select(name => ExpressionPrinter.PrintName(name.Name)))})";

    /// <summary>Writes a list of terms: <c>1 + x + x:z</c>.</summary>
    public static string Print(TermList terms) => Print(terms, terms.HasIntercept, terms.Terms, Term.Intercept);

    /// <summary>Writes some terms over the variables of a list, and the variables of no term that are not <paramref name="ignored"/>.</summary>
    /// <remarks>
    /// Variables are numbered by first appearance and name interactions in that order, so the terms, which are ordered within each degree only, are written in
    /// an order in which the variables first appear in theirs. A variable of no term is written as <c>+ x - x</c>: its column is part of the model, as in R.
    /// </remarks>
    internal static string Print(TermList list, bool hasIntercept, IEnumerable<Term> terms, Term ignored)
    {
        StringBuilder text = new(hasIntercept ? "1" : "0");
        List<Queue<Term>> byDegree = [.. terms.GroupBy(term => term.Degree).OrderBy(degree => degree.Key).Select(degree => new Queue<Term>(degree))];
        Term seen = ignored;
        int next = NextUnseen(seen, 0);
        while (next < list.Variables.Count || byDegree.Any(queue => queue.Count > 0))
        {
            Queue<Term>? ready = byDegree.FirstOrDefault(queue => queue.Count > 0 && BringsInOrder(queue.Peek(), seen, list.Variables.Count));
            Term shown = ready?.Dequeue() ?? Term.Of(next);
            string name = Name(shown, list);
            text.Append(" + ").Append(name).Append(ready is null ? " - " + name : "");
            seen = seen.Union(shown);
            next = NextUnseen(seen, next);
        }

        return text.ToString();
    }

    /// <summary>A formula's offsets as calls.</summary>
    internal static IEnumerable<string> Offsets(Formula formula) => formula.Offsets.Select(offset => $"offset({ExpressionPrinter.Print(offset)})");

    /// <summary>A term's name: its variables in their order, joined by colons.</summary>
    internal static string Name(Term term, TermList list) =>
        string.Join(':', Enumerable.Range(0, list.Variables.Count).Where(term.Contains).Select(i => list.Variables[i].Name));

    private static int NextUnseen(Term seen, int from)
    {
        while (seen.Contains(from))
        {
            from++;
        }

        return from;
    }

    /// <summary>Whether the unseen variables of a term are the first unseen ones.</summary>
    private static bool BringsInOrder(Term term, Term seen, int count)
    {
        bool passedOver = false;
        for (int i = 0; i < count; i++)
        {
            bool fresh = !seen.Contains(i);
            if (fresh && passedOver && term.Contains(i))
            {
                return false;
            }

            passedOver |= fresh && !term.Contains(i);
        }

        return true;
    }
}
