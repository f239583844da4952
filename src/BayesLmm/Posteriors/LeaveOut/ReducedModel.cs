using BayesLmm.Design;
using BayesLmm.Design.Columns;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.Numerics;

namespace BayesLmm.Posteriors.LeaveOut;

/// <summary>
/// A model without some of its rows: the same priors, also those that defaults took from all rows, the same columns in the same coordinates, and the same
/// levels. A level without rows keeps its effects, which have their distribution N(0, Σ).
/// </summary>
internal static class ReducedModel
{
    /// <summary>The model without some rows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="leftOut">The rows of its design that are left out, ascending.</param>
    public static BoundModel Without(BoundModel model, ReadOnlySpan<int> leftOut)
    {
        RowProducts all = RowProducts.Create(model);
        double[] weights = [.. all.Weights];
        bool[] isOut = new bool[all.Count];
        foreach (int row in leftOut)
        {
            weights[row] = 0;
            isOut[row] = true;
        }

        int[] kept = [.. Enumerable.Range(0, all.Count).Where(row => !isOut[row])];
        double logWeights = model.HasWeights ? kept.Sum(row => Math.Log(weights[row])) : 0;
        return model.WithRows(Take(model.Design, kept), all.Weigh(weights).OfRows(kept.Length, logWeights));
    }

    private static ModelDesign Take(ModelDesign design, int[] kept)
    {
        T[] Rows<T>(T[] values) => Array.ConvertAll(kept, row => values[row]);
        EquatableArray<DesignColumn> Columns(EquatableArray<DesignColumn> columns) =>
            columns.Select(column => column with { Values = Rows(column.Values) }).ToEquatableArray();
        return design with
        {
            Response = Rows(design.Response),
            FixedEffects = design.FixedEffects with
            {
                Columns = Columns(design.FixedEffects.Columns),
                FromOrigin = Columns(design.FixedEffects.FromOrigin),
                Moments = null,
            },
            RandomTerms = design.RandomTerms
                .Select(term => term with { Codes = Rows(term.Codes), Columns = Columns(term.Columns), FromOrigin = Columns(term.FromOrigin) })
                .ToEquatableArray(),
            Weights = design.Weights is null ? null : Rows(design.Weights),
            Offset = design.Offset is null ? null : Rows(design.Offset),
            Rows = design.Rows with { Used = kept.Length, Excluded = design.Rows.Excluded + design.RowCount - kept.Length },
            TableRows = kept.Select(row => design.TableRows[row]).ToEquatableArray(),
        };
    }
}
