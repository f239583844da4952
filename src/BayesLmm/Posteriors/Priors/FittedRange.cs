using System.Numerics.Tensors;
using BayesLmm.Numerics;

namespace BayesLmm.Posteriors.Priors;

/// <summary>
/// The lowest and highest fitted value, the expected response given Xβ + offset + Zb, over the rows of a design, with group effects b drawn anew for each
/// parameter value.
/// </summary>
internal sealed class FittedRange
{
    /// <summary>The number of evenly spaced rows that represent a larger table.</summary>
    public const int MostRows = 500;

    private readonly BoundModel model;
    private readonly int[] rows;
    private readonly PriorRows prior;

    public FittedRange(BoundModel model)
    {
        this.model = model;
        rows = RowsOf(model);
        prior = new PriorRows(model, rows);
    }

    /// <summary>The rows that represent a table.</summary>
    public static int[] RowsOf(BoundModel model)
    {
        int n = model.Design.RowCount, count = Math.Min(n, MostRows);
        return [.. Enumerable.Range(0, count).Select(i => (int)((long)i * n / count))];
    }

    /// <summary>The lowest and highest observed response in the rows that are used.</summary>
    public (double Lowest, double Highest) Observed => (rows.Min(row => model.Design.Response[row]), rows.Max(row => model.Design.Response[row]));

    /// <summary>The range for one draw of the parameters.</summary>
    public (double Lowest, double Highest) Of(PriorSampler draw, RandomStream random)
    {
        ReadOnlySpan<double> fitted = prior.Expect(draw, random);
        return (TensorPrimitives.Min(fitted), TensorPrimitives.Max(fitted));
    }
}
