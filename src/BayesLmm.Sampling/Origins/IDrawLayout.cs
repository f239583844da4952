namespace BayesLmm.Sampling.Origins;

/// <summary>How draws are arranged: chain by chain, in it draw by draw.</summary>
internal interface IDrawLayout
{
    /// <summary>The number of chains.</summary>
    int Chains { get; }

    /// <summary>The number of kept draws of each chain.</summary>
    int DrawsPerChain { get; }

    /// <summary>The number of all draws.</summary>
    int Count { get; }
}
