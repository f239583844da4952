namespace BayesLmm.Design;

/// <summary>
/// Rows with what was observed in them, for densities that are no functions of cross-products: their linear predictor, y and w, in the coordinates of a normal form: columns of X centred,
/// and from y the offset and a fit subtracted, which leaves the likelihood of a location family unchanged. Immutable.
/// </summary>
internal sealed class ObservedRows
{
    private readonly double[] response;
    private readonly double[]? weights;
    private readonly double[]? rootWeights;

    private ObservedRows(LinearPredictor predictor, double[] response, double[]? weights)
    {
        Predictor = predictor;
        this.response = response;
        this.weights = weights;
        rootWeights = weights is null ? null : Array.ConvertAll(weights, Math.Sqrt);
    }

    /// <summary>Number of rows, n.</summary>
    public int Count => response.Length;

    /// <summary>Xβ + Zb.</summary>
    public LinearPredictor Predictor { get; }

    /// <summary>y − o − X·reference, n numbers.</summary>
    public ReadOnlySpan<double> Response => response;

    /// <summary>w, n numbers; empty where every weight is 1.</summary>
    public ReadOnlySpan<double> Weights => weights;

    /// <summary>√w, n numbers; empty where every weight is 1.</summary>
    public ReadOnlySpan<double> RootWeights => rootWeights;

    /// <summary>Takes the rows of a design.</summary>
    /// <param name="design">The design.</param>
    /// <param name="centers">What is subtracted from each column of X.</param>
    /// <param name="reference">The coefficients on centred columns whose fit is subtracted from y.</param>
    /// <param name="rows">Which rows, in which order; null for all as they are in the table.</param>
    public static ObservedRows Create(ModelDesign design, ReadOnlySpan<double> centers, ReadOnlySpan<double> reference, int[]? rows)
    {
        LinearPredictor predictor = design.CreatePredictor(centers, rows);
        double[] Take(double[] values) => rows is null ? [.. values] : Array.ConvertAll(rows, row => values[row]);
        double[] response = Take(design.Response);
        predictor.SubtractFixed(response, reference, response);
        return new ObservedRows(predictor.WithoutOffset(), response, design.Weights is { } weights ? Take(weights) : null);
    }

    /// <summary>y − o − Xβ − Zb.</summary>
    /// <param name="beta">p coefficients on centred columns, less the reference.</param>
    /// <param name="effects">b.</param>
    /// <param name="residuals">Receives n numbers.</param>
    public void Subtract(ReadOnlySpan<double> beta, ReadOnlySpan<double> effects, Span<double> residuals) => Predictor.Subtract(response, beta, effects, residuals);
}
