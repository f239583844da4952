using System.Numerics;
using BayesLmm.Numerics.Random;

namespace BayesLmm.Numerics;

/// <summary>
/// A stream of random numbers that is a function of a seed and a stream number alone: the generator xoshiro256++ (Blackman &amp; Vigna 2021,
/// <i>Scrambled linear pseudorandom number generators</i>, ACM TOMS 47:36), period 2²⁵⁶ − 1. It is mutable and has exactly one owner;
/// it is not thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// Streams are separated by hashed seeding, not by jumps, so any of the 2⁶⁴ streams of a seed is made in constant time. The 256 bits of
/// state are the exclusive or of four SplitMix64 outputs of the seed and four of the stream number; that two of m streams overlap within
/// their first 2ᵏ numbers has a probability below m² 2ᵏ⁻²⁵⁵, which is negligible.
/// </para>
/// <para>
/// Every number is made of integer operations and of the five operations that IEEE 754 rounds exactly, the logarithm included
/// (<see cref="PortableLog"/>), so the bits are the same on every machine.
/// </para>
/// </remarks>
public sealed class RandomStream
{
    private const ulong StreamDomain = 0x5851F42D4C957F2DUL;   // keeps the hash of stream k apart from that of seed k
    private const double TwoToMinus53 = 1.0 / (1UL << 53);

    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;
    private double spareNormal = double.NaN;

    /// <summary>The stream with number <paramref name="stream"/> of <paramref name="seed"/>, at its beginning.</summary>
    /// <param name="seed">Any number; what a user sets to repeat an analysis.</param>
    /// <param name="stream">Which of the seed's independent streams, for example the chain.</param>
    public RandomStream(ulong seed, ulong stream = 0)
    {
        ulong a = seed;
        ulong b = SplitMix64.Mix(stream ^ StreamDomain);
        s0 = SplitMix64.Next(ref a) ^ SplitMix64.Next(ref b);
        s1 = SplitMix64.Next(ref a) ^ SplitMix64.Next(ref b);
        s2 = SplitMix64.Next(ref a) ^ SplitMix64.Next(ref b);
        s3 = SplitMix64.Next(ref a) ^ SplitMix64.Next(ref b);
        if ((s0 | s1 | s2 | s3) == 0)
        {
            s0 = 1;   // the one state that xoshiro cannot leave
        }
    }

    /// <summary>Sixty-four uniform random bits.</summary>
    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(s0 + s3, 23) + s0;
        ulong t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>
    /// A uniform number in the open interval (0, 1): (k + ½) 2⁻⁵² with k uniform on 0 … 2⁵² − 1, so neither 0 nor 1 can come and u and 1 − u
    /// are equally likely.
    /// </summary>
    public double NextUniform() => ((NextBits() >> 12 << 1) + 1) * TwoToMinus53;

    /// <summary>A uniform integer in 0 … <paramref name="bound"/> − 1, without bias (Lemire 2019, ACM TOMACS 29:3).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not positive.</exception>
    public int NextInteger(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        ulong n = (ulong)bound;
        UInt128 product = (UInt128)NextBits() * n;
        if ((ulong)product < n)
        {
            ulong threshold = (0UL - n) % n;
            while ((ulong)product < threshold)
            {
                product = (UInt128)NextBits() * n;
            }
        }

        return (int)(ulong)(product >> 64);
    }

    /// <summary>A number from the exponential distribution of mean 1: −log u. It is positive and at most 37.</summary>
    public double NextExponential() => -PortableLog.Log(NextUniform());

    /// <summary>
    /// A number from the standard normal distribution, by the polar method (Marsaglia &amp; Bray 1964, SIAM Review 6:260). Numbers come in
    /// pairs; the second is kept for the next call.
    /// </summary>
    public double NextNormal()
    {
        if (!double.IsNaN(spareNormal))
        {
            double kept = spareNormal;
            spareNormal = double.NaN;
            return kept;
        }

        double x, y, s;
        do
        {
            x = (2 * NextUniform()) - 1;
            y = (2 * NextUniform()) - 1;
            s = (x * x) + (y * y);
        }
        while (s >= 1);
        double scale = Math.Sqrt(-2 * PortableLog.Log(s) / s);
        spareNormal = y * scale;
        return x * scale;
    }

    /// <summary>
    /// A number from the gamma distribution with density proportional to x^(a−1) e^(−x) (Marsaglia &amp; Tsang 2000, ACM TOMS 26:363; below
    /// shape 1 by the boost u^(1/a), whose power is the platform's).
    /// </summary>
    /// <param name="shape">The shape a, positive and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="shape"/> is not a positive finite number.</exception>
    public double NextGamma(double shape)
    {
        if (!(shape > 0) || !double.IsFinite(shape))
        {
            throw new ArgumentOutOfRangeException(nameof(shape), shape, $"The shape of a gamma distribution is positive and finite, not {shape}.");
        }

        if (shape < 1)
        {
            return NextGamma(shape + 1) * Math.Pow(NextUniform(), 1 / shape);
        }

        double d = shape - (1.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = NextNormal();
            double v = 1 + (c * x);
            if (v <= 0)
            {
                continue;
            }

            v = v * v * v;
            if (PortableLog.Log(NextUniform()) < (0.5 * x * x) + (d * (1 - v + PortableLog.Log(v))))
            {
                return d * v;
            }
        }
    }

    /// <summary>Fills <paramref name="destination"/> with standard normal numbers, the same that as many calls of <see cref="NextNormal"/> give.</summary>
    public void FillNormal(Span<double> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = NextNormal();
        }
    }

    /// <summary>Fills <paramref name="destination"/> with uniform numbers, the same that as many calls of <see cref="NextUniform"/> give.</summary>
    public void FillUniform(Span<double> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = NextUniform();
        }
    }
}
