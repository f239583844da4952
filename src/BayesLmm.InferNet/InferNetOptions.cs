namespace BayesLmm.InferNet;

/// <summary>When message passing ends.</summary>
public sealed record InferNetOptions
{
    /// <summary>The largest number of iterations; at least 1. An iteration updates every message once.</summary>
    public int Iterations { get; init; } = 2000;

    /// <summary>
    /// Message passing has converged when <see cref="CheckEvery"/> iterations change no marginal by more than this: means of coefficients and group effects in
    /// units of their standard deviations, these standard deviations and the expected precisions relative to themselves. Positive.
    /// </summary>
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>Number of iterations between two looks at the marginals, which cost about as much as an iteration.</summary>
    public const int CheckEvery = 5;

    /// <summary>Throws when an option is out of range.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public void Validate()
    {
        if (Iterations < 1)
        {
            throw new ArgumentException($"Iterations is {Iterations}; it must be at least 1.");
        }

        if (!(Tolerance > 0))
        {
            throw new ArgumentException(FormattableString.Invariant($"Tolerance is {Tolerance}; it must be positive."));
        }
    }
}
