using System.Runtime.InteropServices;

namespace BayesLmm.Densities;

/// <summary>The random stream of a point: a function of its coordinates, so that what is drawn at a point can be drawn again.</summary>
internal static class PositionHash
{
    /// <summary>FNV-1a over the bits.</summary>
    public static ulong Of(ReadOnlySpan<double> position)
    {
        ulong hash = 14695981039346656037;
        foreach (byte part in MemoryMarshal.AsBytes(position))
        {
            hash = unchecked((hash ^ part) * 1099511628211);
        }

        return hash;
    }
}
