namespace BayesLmm.Plots.Statistics;

/// <summary>Autocorrelations, ρ_k = Σ_i (x_i − x̄)(x_{i+k} − x̄) / Σ_i (x_i − x̄)².</summary>
internal static class AutocorrelationOf
{
    /// <summary>Those of some draws at the lags 0 … <paramref name="lags"/>; 1 and then 0 where all draws are equal.</summary>
    public static double[] Draws(ReadOnlySpan<double> draws, int lags)
    {
        double mean = System.Numerics.Tensors.TensorPrimitives.Average(draws);
        double[] centered = new double[draws.Length], correlations = new double[lags + 1];
        System.Numerics.Tensors.TensorPrimitives.Subtract(draws, mean, centered);
        double squares = System.Numerics.Tensors.TensorPrimitives.SumOfSquares<double>(centered);
        for (int lag = 0; lag <= lags; lag++)
        {
            correlations[lag] = lag == 0 ? 1 : !(squares > 0) ? 0
                : System.Numerics.Tensors.TensorPrimitives.Dot<double>(centered.AsSpan(lag), centered.AsSpan(0, draws.Length - lag)) / squares;
        }

        return correlations;
    }
}
