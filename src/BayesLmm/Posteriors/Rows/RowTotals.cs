using System.Numerics.Tensors;

namespace BayesLmm.Posteriors.Rows;

/// <summary>Sums over rows of functions of the linear predictor at every draw, with the same bits whatever the number of threads.</summary>
internal static class RowTotals
{
    /// <summary>Rows are summed in so many parts, each in the order of the rows.</summary>
    private const int Parts = 64;

    /// <summary>Adds a row's contributions to the sums.</summary>
    /// <param name="row">The row of the design.</param>
    /// <param name="predictor">η at every draw; may be overwritten.</param>
    /// <param name="sums">The sums, a number a draw each.</param>
    public delegate void Add(int row, double[] predictor, double[][] sums);

    /// <summary>Sums over all rows.</summary>
    /// <param name="predictor">The rows.</param>
    /// <param name="count">How many sums there are.</param>
    /// <param name="threads">The most threads; 0 for one a processor.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <param name="add">Adds a row.</param>
    public static double[][] Sum(RowPredictor predictor, int count, int threads, CancellationToken cancellationToken, Add add)
    {
        double[][][] parts = new double[Math.Min(Parts, predictor.RowCount)][][];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = threads == 0 ? -1 : threads, CancellationToken = cancellationToken };
        Parallel.For(0, parts.Length, parallel, part =>
        {
            parts[part] = Zeros(count, predictor.DrawCount);
            RowPredictor own = predictor.Another();
            double[] row = new double[own.DrawCount];
            int first = (int)((long)part * own.RowCount / parts.Length), last = (int)((long)(part + 1) * own.RowCount / parts.Length);
            for (int i = first; i < last; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                own.Compute(i, row);
                add(i, row, parts[part]);
            }
        });
        double[][] sums = Zeros(count, predictor.DrawCount);
        foreach (double[][] part in parts)
        {
            for (int k = 0; k < count; k++)
            {
                TensorPrimitives.Add(sums[k], part[k], sums[k]);
            }
        }

        return sums;
    }

    private static double[][] Zeros(int count, int length) => [.. Enumerable.Range(0, count).Select(_ => new double[length])];
}
