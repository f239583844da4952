namespace BayesLmm;

/// <summary>How to run, and when message passing ends.</summary>
public sealed record InferNetOptions
{
    /// <summary>The algorithm.</summary>
    public InferNetAlgorithm Algorithm { get; init; } = InferNetAlgorithm.Vmp;

    /// <summary>The form of the program.</summary>
    internal InferNetForm Form { get; init; } = InferNetForm.Auto;

    /// <summary>The largest number of iterations; at least 1. An iteration updates every message once.</summary>
    public int Iterations { get; init; } = 2000;

    /// <summary>
    /// Message passing has converged when <see cref="CheckEvery"/> iterations change no marginal by more than this: means of coefficients and group effects in
    /// units of their standard deviations, these standard deviations and the expected precisions relative to themselves. Positive.
    /// </summary>
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>Number of iterations between two checks of the marginals, which cost about as much as an iteration.</summary>
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

/// <summary>A message passing algorithm.</summary>
public enum InferNetAlgorithm
{
    /// <summary>
    /// Variational message passing (Winn &amp; Bishop 2005): it maximises a lower bound of the evidence, always converges, and its standard deviations are too
    /// small.
    /// </summary>
    Vmp,

    /// <summary>
    /// Expectation propagation (Minka 2001), started where variational message passing ends: standard deviations are closer to the posterior's, most so where
    /// effects are independent within a level; one iteration costs a hundred times more, and it can fail to converge, which is then reported. In the joint form
    /// only.
    /// </summary>
    Ep,
}

/// <summary>The form of a program.</summary>
internal enum InferNetForm
{
    /// <summary>Joint where the model is small enough, otherwise mean-field.</summary>
    Auto,

    /// <summary>One normal vector holds all coefficients and group effects.</summary>
    Joint,

    /// <summary>
    /// A variable for each effect, row by row; only its precisions are kept, and one factorisation gives coefficients and effects their joint distribution
    /// under these.
    /// </summary>
    MeanField,
}
