using BayesLmm.Specification.Formulas;

namespace BayesLmm.Design.Columns;

/// <summary>
/// Makes the columns of a list of terms as R's model.matrix does: interactions are products of the variables' columns, the first variable's
/// fastest, and a factor stands with its contrasts where the margin without it is in the model, with an indicator of every level where not.
/// </summary>
internal static class TermColumns
{
    /// <summary>The name of the constant column.</summary>
    public const string Intercept = "intercept";

    /// <summary>The columns, the intercept first.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="variables">The columns of every variable of the terms, by its name.</param>
    /// <param name="rowCount">Number of rows.</param>
    public static List<DesignColumn> Build(TermList terms, IReadOnlyDictionary<string, VariableColumns> variables, int rowCount) =>
        [.. BuildByTerm(terms, variables, rowCount).Select(column => column.Column)];

    /// <summary>The columns, the intercept first, each with the index of its term; −1 for the intercept.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="variables">The columns of every variable of the terms, by its name.</param>
    /// <param name="rowCount">Number of rows.</param>
    internal static List<TermColumn> BuildByTerm(TermList terms, IReadOnlyDictionary<string, VariableColumns> variables, int rowCount)
    {
        List<TermColumn> columns = [];
        if (terms.HasIntercept)
        {
            double[] ones = GC.AllocateUninitializedArray<double>(rowCount);
            Array.Fill(ones, 1);
            columns.Add(new TermColumn(-1, new DesignColumn(Intercept, Intercept, ones), [], []));
        }

        (int Term, int Variable) fullyCoded = terms.HasIntercept ? (-1, -1) : FirstFactor(terms, variables);
        for (int t = 0; t < terms.Terms.Count; t++)
        {
            IReadOnlyList<TermColumn>? product = null;
            for (int v = 0; v < terms.Variables.Count; v++)
            {
                if (terms.Terms[t].Contains(v))
                {
                    bool contrasts = (t, v) != fullyCoded && MarginIsPresent(terms, t, v);
                    VariableColumns variable = variables[terms.Variables[v].Name];
                    TermColumn[] own = [.. variable.Columns(contrasts).Select(column => new TermColumn(t, column, [column], [!variable.IsFactor]))];
                    product = product is null ? own : Product(product, own);
                }
            }

            columns.AddRange(product!);
        }

        return columns;
    }

    /// <summary>
    /// Whether term <paramref name="t"/> without variable <paramref name="v"/> is empty or contained in an earlier term: then contrasts of v span
    /// what is left to span (Chambers &amp; Hastie 1992, p. 38, as R applies it).
    /// </summary>
    private static bool MarginIsPresent(TermList terms, int t, int v)
    {
        Term margin = terms.Terms[t].Without(v);
        return margin == Term.Intercept || terms.Terms.Take(t).Any(margin.IsSubsetOf);
    }

    /// <summary>Without an intercept the first factor of the first term that has one takes the place of the constant.</summary>
    private static (int Term, int Variable) FirstFactor(TermList terms, IReadOnlyDictionary<string, VariableColumns> variables)
    {
        for (int t = 0; t < terms.Terms.Count; t++)
        {
            for (int v = 0; v < terms.Variables.Count; v++)
            {
                if (terms.Terms[t].Contains(v) && variables[terms.Variables[v].Name].IsFactor)
                {
                    return (t, v);
                }
            }
        }

        return (-1, -1);
    }

    private static List<TermColumn> Product(IReadOnlyList<TermColumn> left, IReadOnlyList<TermColumn> right)
    {
        List<TermColumn> product = [];
        foreach (TermColumn b in right)
        {
            foreach (TermColumn a in left)
            {
                double[] values = GC.AllocateUninitializedArray<double>(a.Column.Values.Length);
                System.Numerics.Tensors.TensorPrimitives.Multiply(a.Column.Values, b.Column.Values, values);
                DesignColumn column = new($"{a.Column.Name}:{b.Column.Name}", $"{a.Column.Term}:{b.Column.Term}", values);
                product.Add(new TermColumn(a.Term, column, [.. a.Variables, .. b.Variables], [.. a.AreNumeric, .. b.AreNumeric]));
            }
        }

        return product;
    }
}

/// <summary>A column with what it was made from.</summary>
/// <param name="Term">The index of its term; −1 for the intercept.</param>
/// <param name="Column">The column.</param>
/// <param name="Variables">The variables' columns that it is the product of; none for the intercept.</param>
/// <param name="AreNumeric">For each of them whether its variable is numeric.</param>
internal sealed record TermColumn(int Term, DesignColumn Column, IReadOnlyList<DesignColumn> Variables, IReadOnlyList<bool> AreNumeric);
