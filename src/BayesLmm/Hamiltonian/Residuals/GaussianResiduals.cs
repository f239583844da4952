using System.Numerics.Tensors;
using BayesLmm.Numerics;

namespace BayesLmm.Hamiltonian.Residuals;

/// <summary>Normal residuals, y ~ N(η, σ²/w): log p = −½ log 2π − log σ − ½ e², e = √w (y − η) / σ.</summary>
internal sealed class GaussianResiduals : IResidualDensity
{
    /// <inheritdoc/>
    public double Evaluate(
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> rootWeights,
        ReadOnlySpan<double> predictor,
        double sigma,
        double nu,
        Span<double> byPredictor,
        out double byLogSigma,
        out double byNu)
    {
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
        byLogSigma = squares - response.Length;
        byNu = 0;
        return (-response.Length * (NormalConstants.HalfLog2Pi + Math.Log(sigma))) - (0.5 * squares);
    }
}
