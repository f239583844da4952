using System.Numerics.Tensors;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Families;

/// <summary>Normal rows, y ~ N(η, σ²/w): log p = −½ log 2π − log σ − ½ e², e = √w (y − η) / σ.</summary>
internal sealed class GaussianDensity : RowDensity
{
    private const int Sigma = 0;

    /// <inheritdoc/>
    public override double Evaluate(
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> rootWeights,
        ReadOnlySpan<double> predictor,
        ReadOnlySpan<double> parameters,
        Span<double> byPredictor,
        Span<double> byParameters)
    {
        double sigma = parameters[Sigma];
        TensorPrimitives.Subtract(response, predictor, byPredictor);
        if (!rootWeights.IsEmpty)
        {
            TensorPrimitives.Multiply(byPredictor, rootWeights, byPredictor);
        }

        double squares = TensorPrimitives.SumOfSquares<double>(byPredictor) / (sigma * sigma);
        if (!rootWeights.IsEmpty)
        {
            TensorPrimitives.Multiply(byPredictor, rootWeights, byPredictor);
        }

        TensorPrimitives.Multiply(byPredictor, 1 / (sigma * sigma), byPredictor);
        byParameters[Sigma] = squares - response.Length;
        return (-response.Length * (NormalConstants.HalfLog2Pi + Math.Log(sigma))) - (0.5 * squares);
    }

    /// <inheritdoc/>
    public override bool IsComputableAt(ReadOnlySpan<double> parameters) =>
        parameters[Sigma] > 0 && double.IsFinite(1 / (parameters[Sigma] * parameters[Sigma]));

    /// <inheritdoc/>
    public override double Information(ReadOnlySpan<double> response, ReadOnlySpan<double> parameters) => 1 / (parameters[Sigma] * parameters[Sigma]);
}
