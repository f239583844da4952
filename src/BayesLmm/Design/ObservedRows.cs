using BayesLmm.Estimation.Predictions;

namespace BayesLmm.Design;

/// <summary>
/// Rows with what was observed in them, for densities that are not functions of cross-products: their linear predictor, y and w, in the cross-products'
/// coordinates: columns of X centred, and
/// coefficients less a reference. In a location family offset and reference are subtracted from y, which leaves the likelihood unchanged; in others they are
/// added to the predictor. Immutable.
/// </summary>
internal sealed class ObservedRows
{
    private readonly double[] response;
    private readonly double[] pseudoResponse;
    private readonly double[]? weights;
    private readonly double[]? rootWeights;

    private ObservedRows(LinearPredictor predictor, double[] response, double[] pseudoResponse, double[]? weights)
    {
        Predictor = predictor;
        this.response = response;
        this.pseudoResponse = pseudoResponse;
        this.weights = weights;
        rootWeights = weights is null ? null : Array.ConvertAll(weights, Math.Sqrt);
    }

    /// <summary>Number of rows, n.</summary>
    public int Count => response.Length;

    /// <summary>Xβ + Zb; of families other than location families also o + X·reference.</summary>
    public LinearPredictor Predictor { get; }

    /// <summary>y, of location families y − o − X·reference; n numbers.</summary>
    public ReadOnlySpan<double> Response => response;

    /// <summary>Values of the predictor under which y is likely: of location families y − o − X·reference itself.</summary>
    public ReadOnlySpan<double> PseudoResponse => pseudoResponse;

    /// <summary>w, n numbers; empty where every weight is 1.</summary>
    public ReadOnlySpan<double> Weights => weights;

    /// <summary>√w, n numbers; empty where every weight is 1.</summary>
    public ReadOnlySpan<double> RootWeights => rootWeights;

    /// <summary>Takes the rows of a design.</summary>
    /// <param name="design">The design.</param>
    /// <param name="centers">What is subtracted from each column of X.</param>
    /// <param name="reference">The coefficients on centred columns whose fit is subtracted from y.</param>
    /// <param name="rows">The rows and their order; null for all rows in the order of the table.</param>
    /// <param name="start">A value of the predictor under which a response of a weight is likely; null for a location family.</param>
    public static ObservedRows Create(
        ModelDesign design, ReadOnlySpan<double> centers, ReadOnlySpan<double> reference, int[]? rows, Func<double, double, double>? start)
    {
        LinearPredictor predictor = design.CreatePredictor(centers, rows);
        double[] Take(double[] values) => rows is null ? [.. values] : Array.ConvertAll(rows, row => values[row]);
        double[] response = Take(design.Response);
        double[]? weights = design.Weights is { } known ? Take(known) : null;
        if (start is not null)
        {
            return new ObservedRows(predictor.WithReference(reference), response, [.. response.Select((y, i) => start(y, weights?[i] ?? 1))], weights);
        }

        predictor.SubtractFixed(response, reference, response);
        return new ObservedRows(predictor.WithoutOffset(), response, response, weights);
    }

    /// <summary>The same rows with the effects in another basis.</summary>
    /// <param name="basis">For each term B, r × r by rows, upper triangular; null for the identity.</param>
    public ObservedRows InBasis(Func<int, double[]?> basis) => new(Predictor.InBasis(basis), response, pseudoResponse, weights);

    /// <summary>y − o − Xβ − Zb.</summary>
    /// <param name="beta">p coefficients on centred columns, less the reference.</param>
    /// <param name="effects">b.</param>
    /// <param name="residuals">Receives n numbers.</param>
    public void Subtract(ReadOnlySpan<double> beta, ReadOnlySpan<double> effects, Span<double> residuals) =>
        Predictor.Subtract(response, beta, effects, residuals);
}
