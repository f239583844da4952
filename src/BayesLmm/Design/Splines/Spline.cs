namespace BayesLmm.Design.Splines;

/// <summary>A regression spline: some columns for the values of a predictor, the same for equal values in any table. Immutable.</summary>
internal abstract class Spline
{
    private readonly BSplineBasis basis;
    private readonly TaylorSeries below;
    private readonly TaylorSeries above;

    /// <summary>Makes what all kinds of splines need.</summary>
    /// <param name="knots">The knots.</param>
    /// <param name="basis">The B-splines over them.</param>
    /// <param name="columnCount">Number of columns.</param>
    /// <param name="below">The B-splines as they go on below the lower boundary knot.</param>
    /// <param name="above">The B-splines as they go on above the upper boundary knot.</param>
    protected Spline(SplineKnots knots, BSplineBasis basis, int columnCount, TaylorSeries below, TaylorSeries above)
    {
        Knots = knots;
        this.basis = basis;
        this.below = below;
        this.above = above;
        ColumnCount = columnCount;
    }

    /// <summary>The knots.</summary>
    public SplineKnots Knots { get; }

    /// <summary>Number of columns.</summary>
    public int ColumnCount { get; }

    /// <summary>The columns at some values; NaN where the value is.</summary>
    public double[][] Apply(ReadOnlySpan<double> values)
    {
        double[][] columns = new double[ColumnCount][];
        for (int j = 0; j < columns.Length; j++)
        {
            columns[j] = new double[values.Length];
        }

        double[] splines = new double[basis.Count], row = new double[ColumnCount];
        for (int i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i]))
            {
                Array.Fill(row, double.NaN);
            }
            else
            {
                Evaluate(values[i], splines);
                Combine(splines, row);
            }

            for (int j = 0; j < columns.Length; j++)
            {
                columns[j][i] = row[j];
            }
        }

        return columns;
    }

    /// <summary>The columns' values in one row.</summary>
    /// <param name="splines">The B-splines' values.</param>
    /// <param name="row">Receives <see cref="ColumnCount"/> numbers.</param>
    protected abstract void Combine(ReadOnlySpan<double> splines, Span<double> row);

    private void Evaluate(double x, double[] splines)
    {
        if (x < Knots.Lower)
        {
            below.Evaluate(x, splines);
        }
        else if (x > Knots.Upper)
        {
            above.Evaluate(x, splines);
        }
        else
        {
            basis.Evaluate(x, 0, splines);
        }
    }
}
