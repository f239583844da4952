namespace BayesLmm.Sampling;

/// <summary>Where chains begin.</summary>
public enum StartKind
{
    /// <summary>Around the posterior mode up to 200 coordinates, if there is one; otherwise at random.</summary>
    Auto,

    /// <summary>
    /// At overdispersed draws from the normal approximation at the posterior mode. If no mode is found the chains start at random, and the
    /// result says so.
    /// </summary>
    Mode,

    /// <summary>At random: each coordinate uniform on (−2, 2), as Stan does.</summary>
    Random,
}
