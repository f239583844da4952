using System.Numerics.Tensors;
using BayesLmm.Design.Columns;
using BayesLmm.Numerics;

namespace BayesLmm.Design.Products;

/// <summary>
/// The change of coordinates between the coefficients of a model as written and those of its cross-products: there columns of X have their means subtracted,
/// and y a fit on them, so that coefficients are relative to that fit, and no product of columns loses digits to a mean.
/// </summary>
/// <param name="HasIntercept">Whether the first column is the constant, which takes up the means.</param>
/// <param name="Centers">What was subtracted from each column of X; 0 for the intercept, and everywhere without an intercept.</param>
/// <param name="Reference">b0: the coefficients, on centred columns, whose fit was subtracted from y.</param>
/// <param name="Origin">Where columns were measured from before that; null for 0.</param>
internal readonly record struct Coordinates(
    bool HasIntercept, EquatableArray<double> Centers, EquatableArray<double> Reference, PredictorOrigin? Origin = null)
{
    /// <summary>The coefficient of a column, on centred columns, relative to the reference.</summary>
    /// <param name="column">Which column.</param>
    /// <param name="value">
    /// The coefficient on centred columns; except for the intercept, and for what an origin moves, that is the one of the model as written.
    /// </param>
    public double Relative(int column, double value) => value - Reference[column];

    /// <summary>The coefficient of a column on centred columns, which except for the intercept is the one of the model as written.</summary>
    /// <param name="column">Which column.</param>
    /// <param name="relative">The coefficient relative to the reference.</param>
    public double Absolute(int column, double relative) => relative + Reference[column];

    /// <summary>Adds the reference: coefficients on centred columns.</summary>
    /// <param name="beta">On entry relative to the reference; p numbers.</param>
    public void AddReference(Span<double> beta) => TensorPrimitives.Add(beta, Reference.Span, beta);

    /// <summary>Coefficients of the cross-products to those of the model as written, in place.</summary>
    /// <param name="beta">p numbers.</param>
    public void ToWritten(Span<double> beta)
    {
        AddReference(beta);
        Uncenter(beta);
    }

    /// <summary>Coefficients of the model as written to those of the cross-products, in place.</summary>
    /// <param name="beta">p numbers.</param>
    public void FromWritten(Span<double> beta)
    {
        Origin?.FromWritten(beta);
        if (HasIntercept)
        {
            beta[0] += CenterShift(beta);
        }

        TensorPrimitives.Subtract(beta, Reference.Span, beta);
    }

    /// <summary>
    /// Coefficients on centred columns, reference included, to those on the original columns: without an origin only the intercept changes, by −Σ center·β.
    /// </summary>
    /// <param name="beta">p numbers.</param>
    public void Uncenter(Span<double> beta)
    {
        if (HasIntercept)
        {
            beta[0] -= CenterShift(beta);
        }

        Origin?.ToWritten(beta);
    }

    /// <summary>Σ_j center_j β_j: what the intercept at the predictors' means exceeds the intercept at their origin by.</summary>
    /// <param name="beta">p coefficients.</param>
    private double CenterShift(ReadOnlySpan<double> beta)
    {
        double shift = 0;
        for (int j = 1; j < Centers.Count; j++)
        {
            shift += Centers[j] * beta[j];
        }

        return shift;
    }

    /// <summary>
    /// The weights on coefficients on centred columns of a combination of coefficients of the model as written, in place: β_0 = β_0,centred − Σ center_j β_j.
    /// </summary>
    /// <param name="weights">p weights.</param>
    public void CenterWeights(Span<double> weights)
    {
        Origin?.WeightsFromWritten(weights);
        for (int j = 1; HasIntercept && j < weights.Length; j++)
        {
            weights[j] -= Centers[j] * weights[0];
        }
    }

    /// <summary>scale · T V Tᵀ, where T takes coefficients on centred columns to those on the original columns.</summary>
    /// <param name="V">A covariance matrix, p × p by rows.</param>
    /// <param name="scale">A factor.</param>
    public double[] UncenterCovariance(double[] V, double scale)
    {
        int p = Centers.Count;
        for (int pass = 0; pass < 2; pass++)
        {
            // Each pass subtracts Σ center_j · row j from the first row, then turns rows into columns.
            double[] transposed = new double[p * p];
            for (int column = 0; column < p; column++)
            {
                for (int row = 0; row < p; row++)
                {
                    transposed[(column * p) + row] = V[(row * p) + column];
                }

                Uncenter(transposed.AsSpan(column * p, p));
            }

            V = transposed;
        }

        TensorPrimitives.Multiply(V, scale, V);
        return V;
    }
}
