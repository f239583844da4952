namespace BayesLmm.Numerics.Random;

/// <summary>
/// The generator SplitMix64 (Steele, Lea &amp; Flood 2014, <i>Fast splittable pseudorandom number generators</i>, OOPSLA), which turns seeds of
/// little randomness into the states of better generators.
/// </summary>
internal static class SplitMix64
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15UL;   // 2⁶⁴ / golden ratio, odd

    /// <summary>Steps <paramref name="state"/> and gives the next number.</summary>
    public static ulong Next(ref ulong state) => Mix(state += GoldenGamma);

    /// <summary>A bijection of 64 bits in which every input bit flips each output bit with a probability near one half.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
