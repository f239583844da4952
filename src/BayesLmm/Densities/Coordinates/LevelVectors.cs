using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BayesLmm.Densities.Coordinates;

/// <summary>Products of vectors that have a number for each level of a term, some of them added where another term's levels are. Static.</summary>
internal static class LevelVectors
{
    /// <summary>target −= a ∘ b.</summary>
    /// <param name="a">Numbers.</param>
    /// <param name="b">As many.</param>
    /// <param name="target">As many; may be neither of the others in part.</param>
    public static void SubtractProduct(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> target)
    {
        int count = target.Length, i = 0;
        b = b[..count];
        a = a[..count];
        ref double A = ref MemoryMarshal.GetReference(a), B = ref MemoryMarshal.GetReference(b), T = ref MemoryMarshal.GetReference(target);
        for (; i <= count - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> product = Vector.LoadUnsafe(ref A, (nuint)i) * Vector.LoadUnsafe(ref B, (nuint)i);
            (Vector.LoadUnsafe(ref T, (nuint)i) - product).StoreUnsafe(ref T, (nuint)i);
        }

        for (; i < count; i++)
        {
            Unsafe.Add(ref T, i) -= Unsafe.Add(ref A, i) * Unsafe.Add(ref B, i);
        }
    }

    /// <summary>target[levels[l]] += sign · a[l] · b[l] for all l.</summary>
    /// <param name="a">Numbers.</param>
    /// <param name="b">As many.</param>
    /// <param name="levels">As many places.</param>
    /// <param name="sign">1 or −1.</param>
    /// <param name="target">Added to.</param>
    public static void ScatterProduct(ReadOnlySpan<double> a, ReadOnlySpan<double> b, ReadOnlySpan<int> levels, double sign, Span<double> target)
    {
        a = a[..levels.Length];
        b = b[..levels.Length];
        for (int l = 0; l < levels.Length; l++)
        {
            target[levels[l]] += sign * a[l] * b[l];
        }
    }

    /// <summary>target[l] += sign · a[l] · source[levels[l]] for all l.</summary>
    /// <param name="a">Numbers.</param>
    /// <param name="source">Numbers.</param>
    /// <param name="levels">As many places as <paramref name="a"/> has numbers.</param>
    /// <param name="sign">1 or −1.</param>
    /// <param name="target">Added to.</param>
    public static void AddGathered(ReadOnlySpan<double> a, ReadOnlySpan<double> source, ReadOnlySpan<int> levels, double sign, Span<double> target)
    {
        a = a[..levels.Length];
        target = target[..levels.Length];
        for (int l = 0; l < levels.Length; l++)
        {
            target[l] += sign * a[l] * source[levels[l]];
        }
    }
}
