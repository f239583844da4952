using System.Numerics.Tensors;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Families;

/// <summary>Normal rows, y ~ N(η, σ²/w): log p = −½ log 2π + ½ log w − log σ − ½ w (y − η)²/σ².</summary>
internal sealed class GaussianDensity : RowDensity
{
    private const int Sigma = 0;

    /// <inheritdoc/>
    public override bool IsLogConcave => true;

    /// <inheritdoc/>
    public override double Evaluate(
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> predictor,
        ReadOnlySpan<double> parameters,
        Span<double> byPredictor,
        Span<double> byParameters)
    {
        double sigma = parameters[Sigma], squares = Squares(response, weights, predictor, sigma, byPredictor);
        byParameters[Sigma] = squares - response.Length;
        return Value(response.Length, sigma, squares);
    }

    /// <inheritdoc/>
    public override double EvaluateCurvature(
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> predictor,
        ReadOnlySpan<double> parameters,
        Span<double> byPredictor,
        Span<double> curvature)
    {
        double sigma = parameters[Sigma], squares = Squares(response, weights, predictor, sigma, byPredictor);
        FillInformation(weights, sigma, curvature[..response.Length]);
        return Value(response.Length, sigma, squares);
    }

    /// <inheritdoc/>
    public override void CurvatureSlopes(
        ReadOnlySpan<double> response, ReadOnlySpan<double> weights, ReadOnlySpan<double> predictor, ReadOnlySpan<double> parameters, Span<double> slopes) =>
        slopes[..response.Length].Clear();

    /// <inheritdoc/>
    public override void ExpectedCurvature(
        ReadOnlySpan<double> weights, ReadOnlySpan<double> predictor, ReadOnlySpan<double> parameters, Span<double> curvature, Span<double> slopes)
    {
        FillInformation(weights, parameters[Sigma], curvature[..predictor.Length]);
        slopes[..predictor.Length].Clear();
    }

    /// <inheritdoc/>
    public override void ByParameter(
        int parameter,
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> predictor,
        ReadOnlySpan<double> parameters,
        Span<double> value,
        Span<double> score,
        Span<double> curvature)
    {
        double information = 1 / (parameters[Sigma] * parameters[Sigma]);
        for (int i = 0; i < response.Length; i++)
        {
            double tau = (weights.IsEmpty ? 1 : weights[i]) * information, error = response[i] - predictor[i];
            value[i] = (tau * error * error) - 1;
            score[i] = -2 * tau * error;
            curvature[i] = -2 * tau;
        }
    }

    /// <summary>½ Σ log w.</summary>
    /// <inheritdoc/>
    public override double LogConstant(ReadOnlySpan<double> response, ReadOnlySpan<double> weights) => LogRootWeights(weights);

    /// <inheritdoc/>
    public override bool IsComputableAt(ReadOnlySpan<double> parameters) =>
        parameters[Sigma] > 0 && double.IsFinite(1 / (parameters[Sigma] * parameters[Sigma]));

    /// <inheritdoc/>
    public override double Information(ReadOnlySpan<double> response, ReadOnlySpan<double> parameters) => 1 / (parameters[Sigma] * parameters[Sigma]);

    /// <summary>½ Σ log w: the constant of every location family.</summary>
    internal static double LogRootWeights(ReadOnlySpan<double> weights)
    {
        double sum = 0;
        foreach (double weight in weights)
        {
            sum += Math.Log(weight);
        }

        return 0.5 * sum;
    }

    private static double Value(int n, double sigma, double squares) => (-n * (NormalConstants.HalfLog2Pi + Math.Log(sigma))) - (0.5 * squares);

    private static void FillInformation(ReadOnlySpan<double> weights, double sigma, Span<double> information)
    {
        information.Fill(1 / (sigma * sigma));
        if (!weights.IsEmpty)
        {
            TensorPrimitives.Multiply(information, weights, information);
        }
    }

    /// <summary>Σ w (y − η)²/σ², and w (y − η)/σ².</summary>
    private static double Squares(
        ReadOnlySpan<double> response, ReadOnlySpan<double> weights, ReadOnlySpan<double> predictor, double sigma, Span<double> byPredictor)
    {
        double tau = 1 / (sigma * sigma);
        TensorPrimitives.Subtract(response, predictor, byPredictor);
        Span<double> by = byPredictor[..response.Length];
        if (weights.IsEmpty)
        {
            double squares = TensorPrimitives.SumOfSquares<double>(by);
            TensorPrimitives.Multiply(by, tau, by);
            return squares * tau;
        }

        double sum = 0;
        for (int i = 0; i < by.Length; i++)
        {
            double pull = weights[i] * by[i];
            sum += pull * by[i];
            by[i] = tau * pull;
        }

        return sum * tau;
    }
}
