using BayesLmm.Design;
using BayesLmm.Numerics.Random;

namespace BayesLmm.Posteriors;

/// <summary>The lowest and highest fitted value, Xβ + offset + Zb, over the rows of a design, with group effects b drawn anew for each parameter value.</summary>
internal sealed class FittedRange
{
    /// <summary>So many rows, evenly spaced, stand for a larger table.</summary>
    public const int MostRows = 500;

    private readonly BoundModel model;
    private readonly int[] rows;
    private readonly int[][] levelOfRow;
    private readonly double[][] effects;

    public FittedRange(BoundModel model)
    {
        this.model = model;
        int n = model.Design.RowCount, count = Math.Min(n, MostRows);
        rows = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * n / count))];
        levelOfRow = [.. model.Design.RandomTerms.Select(term => Renumber(term.Codes))];
        effects = [.. model.GroupTerms.Select((term, k) => new double[term.Width * (levelOfRow[k].Max() + 1)])];
    }

    /// <summary>The lowest and highest observed response in the rows that are used.</summary>
    public (double Lowest, double Highest) Observed => (rows.Min(row => model.Design.Response[row]), rows.Max(row => model.Design.Response[row]));

    /// <summary>The range for one draw of the parameters.</summary>
    public (double Lowest, double Highest) Of(PriorSampler draw, RandomStream random)
    {
        for (int k = 0; k < effects.Length; k++)
        {
            DrawEffects(k, draw, random);
        }

        (double lowest, double highest) = (double.PositiveInfinity, double.NegativeInfinity);
        for (int i = 0; i < rows.Length; i++)
        {
            double value = Fitted(i, draw.Coefficients);
            lowest = Math.Min(lowest, value);
            highest = Math.Max(highest, value);
        }

        return (lowest, highest);
    }

    /// <summary>b_j = diag(s) C u_j for every level among the rows.</summary>
    private void DrawEffects(int k, PriorSampler draw, RandomStream random)
    {
        double[] b = effects[k], sds = draw.Sds[k], C = draw.CorrelationFactors[k];
        int r = sds.Length;
        random.FillNormal(b);
        for (int first = 0; first < b.Length; first += r)
        {
            for (int i = r - 1; i >= 0; i--)
            {
                double sum = 0;
                for (int m = 0; m <= i; m++)
                {
                    sum += C[(i * r) + m] * b[first + m];
                }

                b[first + i] = sds[i] * sum;
            }
        }
    }

    private double Fitted(int i, double[] beta)
    {
        ModelDesign design = model.Design;
        int row = rows[i];
        double value = design.Offset?[row] ?? 0;
        for (int j = 0; j < beta.Length; j++)
        {
            value += beta[j] * (design.FixedEffects.Columns[j].Values[row] - model.Products.Fixed.Centers[j]);
        }

        for (int k = 0; k < effects.Length; k++)
        {
            RandomTermDesign term = design.RandomTerms[k];
            int r = term.Columns.Count;
            for (int c = 0; c < r; c++)
            {
                value += term.Columns[c].Values[row] * effects[k][(levelOfRow[k][i] * r) + c];
            }
        }

        return value;
    }

    /// <summary>The levels of the used rows, numbered from 0 by first appearance.</summary>
    private int[] Renumber(int[] codes)
    {
        Dictionary<int, int> seen = [];
        return Array.ConvertAll(rows, row =>
        {
            seen.TryAdd(codes[row], seen.Count);
            return seen[codes[row]];
        });
    }
}
