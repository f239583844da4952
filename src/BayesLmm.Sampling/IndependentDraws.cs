namespace BayesLmm.Sampling;

/// <summary>Independent, equally weighted draws from a known distribution, arranged as chains. Immutable.</summary>
public sealed class IndependentDraws : DrawSet
{
    /// <summary>Puts draws together.</summary>
    /// <param name="dimension">The number of coordinates.</param>
    /// <param name="draws">Chains × draws × coordinates; not copied and not to be changed afterwards.</param>
    /// <param name="chains">The number of chains.</param>
    /// <param name="origin">What they are draws of, in a sentence.</param>
    /// <param name="interrupted">Whether what they are drawn from was cancelled before it was done.</param>
    /// <param name="elapsed">The time on the wall.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    public IndependentDraws(int dimension, double[] draws, int chains, string origin, bool interrupted, TimeSpan elapsed)
        : base(dimension, draws, chains, new StartReport(StartKind.Auto, origin, [], double.NaN, 0), interrupted, elapsed)
    {
    }
}

/// <summary>Draws of Markov chains of another sampler than the No-U-Turn one: dependent, without its columns. Immutable.</summary>
public sealed class ChainDraws : DrawSet
{
    /// <summary>Puts draws together.</summary>
    /// <param name="dimension">The number of coordinates.</param>
    /// <param name="draws">Chains × draws × coordinates; not copied and not to be changed afterwards.</param>
    /// <param name="chains">The number of chains.</param>
    /// <param name="warmup">The iterations of each chain before its first draw.</param>
    /// <param name="thinning">From every how many iterations a draw was kept.</param>
    /// <param name="origin">Where the chains start, in a sentence.</param>
    /// <param name="interrupted">Whether they were cancelled before their end.</param>
    /// <param name="elapsed">The time on the wall.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    public ChainDraws(int dimension, double[] draws, int chains, int warmup, int thinning, string origin, bool interrupted, TimeSpan elapsed)
        : base(dimension, draws, chains, new StartReport(StartKind.Auto, origin, [], double.NaN, 0), interrupted, elapsed)
    {
        Warmup = warmup;
        Thinning = thinning;
    }

    /// <summary>The iterations of each chain before its first draw.</summary>
    public int Warmup { get; }

    /// <summary>From every how many iterations a draw was kept.</summary>
    public int Thinning { get; }
}
