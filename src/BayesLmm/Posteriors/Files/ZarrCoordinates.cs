namespace BayesLmm.Posteriors.Files;

/// <summary>The dimensions that all draws have, and their coordinates.</summary>
internal static class ZarrCoordinates
{
    /// <summary>The dimension of chains.</summary>
    public const string Chain = "chain";

    /// <summary>The dimension of the draws of a chain.</summary>
    public const string Draw = "draw";

    /// <summary>Writes the coordinates of a group, counted from 0.</summary>
    /// <param name="zarr">The folder.</param>
    /// <param name="group">The group.</param>
    /// <param name="posterior">The posterior.</param>
    public static void Write(ZarrFolder zarr, string group, Posterior posterior)
    {
        IEnumerable<long> chains = Enumerable.Range(0, posterior.Chains).Select(chain => (long)posterior.Draws.Origin.NumberOf(chain));
        zarr.Wholes($"{group}/{Chain}", [Chain], [posterior.Chains], chains);
        zarr.Wholes($"{group}/{Draw}", [Draw], [posterior.DrawsPerChain], Enumerable.Range(0, posterior.DrawsPerChain).Select(draw => (long)draw));
    }
}
