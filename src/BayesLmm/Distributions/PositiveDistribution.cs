namespace BayesLmm.Distributions;

/// <summary>A distribution of a positive quantity.</summary>
internal abstract record PositiveDistribution : Distribution
{
    /// <inheritdoc/>
    public sealed override (double Lower, double Upper) Support => (0, double.PositiveInfinity);

    /// <inheritdoc/>
    public sealed override double ProbabilityAbove(double x) => x <= 0 ? 1 : ProbabilityAbovePositive(x);

    /// <summary>P(X &gt; x) for x &gt; 0.</summary>
    /// <param name="x">A positive value.</param>
    protected abstract double ProbabilityAbovePositive(double x);

    /// <inheritdoc/>
    public sealed override double LogDensity(double x, out double slope)
    {
        if (x <= 0)
        {
            slope = 0;
            return double.NegativeInfinity;
        }

        return LogDensityOfPositive(x, out slope);
    }

    /// <summary>log p(x) for x &gt; 0.</summary>
    /// <param name="x">A positive value.</param>
    /// <param name="slope">∂ log p / ∂x.</param>
    protected abstract double LogDensityOfPositive(double x, out double slope);
}
