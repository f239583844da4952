namespace BayesLmm;

/// <summary>
/// The expected log predictive density of data like those of the model: a sum over parts of the data, rows or groups, of the logarithm of the density of a part
/// given the others.
/// </summary>
/// <param name="Elpd">The sum. Higher is better.</param>
/// <param name="StandardError">Its standard error for other parts from the same population, √(n · var) over the n parts.</param>
/// <param name="EffectiveParameters">By how much the log density of the data given themselves exceeds it, the effective number of parameters.</param>
public readonly record struct ElpdEstimate(double Elpd, double StandardError, double EffectiveParameters)
{
    /// <summary>Sums parts.</summary>
    /// <param name="parts">For each part its elpd and its effective number of parameters.</param>
    internal static ElpdEstimate Sum(IReadOnlyCollection<(double Elpd, double Parameters)> parts)
    {
        double sum = 0, parameters = 0, squares = 0;
        foreach ((double elpd, double own) in parts)
        {
            sum += elpd;
            parameters += own;
        }

        double mean = sum / parts.Count;
        foreach ((double elpd, _) in parts)
        {
            squares += (elpd - mean) * (elpd - mean);
        }

        return new ElpdEstimate(sum, Math.Sqrt(parts.Count * squares / (parts.Count - 1)), parameters);
    }
}
