using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace BayesLmm.Numerics.Dense;

/// <summary>Sums of short rows, a few numbers to a few dozen: in registers, without the cost of a call that is worth it for long ones only.</summary>
internal static class SmallRow
{
    /// <summary>target += factor · source, over the length of the source.</summary>
    /// <param name="source">Numbers.</param>
    /// <param name="factor">A factor.</param>
    /// <param name="target">As many numbers or more.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ReadOnlySpan<double> source, double factor, Span<double> target)
    {
        if (target.Length < source.Length)
        {
            throw new ArgumentException($"{target.Length} numbers, {source.Length} are needed.", nameof(target));
        }

        ref double x = ref MemoryMarshal.GetReference(source);
        ref double y = ref MemoryMarshal.GetReference(target);
        int i = 0;
        Vector256<double> factors = Vector256.Create(factor);
        for (; i <= source.Length - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref x, (nuint)i), factors, Vector256.LoadUnsafe(ref y, (nuint)i)).StoreUnsafe(ref y, (nuint)i);
        }

        for (; i < source.Length; i++)
        {
            Unsafe.Add(ref y, i) = Math.FusedMultiplyAdd(Unsafe.Add(ref x, i), factor, Unsafe.Add(ref y, i));
        }
    }

    /// <summary>target −= Σ_m factors_m · (row m of the sources).</summary>
    /// <param name="sources">Rows of <paramref name="columns"/> numbers, at least as many as factors.</param>
    /// <param name="factors">The factors.</param>
    /// <param name="columns">Numbers of a row.</param>
    /// <param name="target">As many numbers.</param>
    public static void SubtractCombination(ReadOnlySpan<double> sources, ReadOnlySpan<double> factors, int columns, Span<double> target)
    {
        if (target.Length < columns || sources.Length < (long)columns * factors.Length)
        {
            throw new ArgumentException($"{factors.Length} rows of {columns} numbers do not lie in {sources.Length}, or the sum not in {target.Length}.");
        }

        ref double x = ref MemoryMarshal.GetReference(sources);
        ref double y = ref MemoryMarshal.GetReference(target);
        int i = 0;
        for (; i <= columns - 16; i += 16)
        {
            ref double to = ref Unsafe.Add(ref y, i);
            Vector256<double> a = Vector256.LoadUnsafe(ref to), b = Vector256.LoadUnsafe(ref to, 4);
            Vector256<double> c = Vector256.LoadUnsafe(ref to, 8), d = Vector256.LoadUnsafe(ref to, 12);
            ref double from = ref Unsafe.Add(ref x, i);
            for (int m = 0; m < factors.Length; m++)
            {
                Vector256<double> factor = Vector256.Create(-factors[m]);
                a = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref from), factor, a);
                b = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref from, 4), factor, b);
                c = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref from, 8), factor, c);
                d = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref from, 12), factor, d);
                from = ref Unsafe.Add(ref from, columns);
            }

            a.StoreUnsafe(ref to);
            b.StoreUnsafe(ref to, 4);
            c.StoreUnsafe(ref to, 8);
            d.StoreUnsafe(ref to, 12);
        }

        for (; i <= columns - 4; i += 4)
        {
            Vector256<double> sum = Vector256.LoadUnsafe(ref y, (nuint)i);
            for (int m = 0; m < factors.Length; m++)
            {
                sum = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref x, (nuint)((m * columns) + i)), Vector256.Create(-factors[m]), sum);
            }

            sum.StoreUnsafe(ref y, (nuint)i);
        }

        for (; i < columns; i++)
        {
            double sum = Unsafe.Add(ref y, i);
            for (int m = 0; m < factors.Length; m++)
            {
                sum -= Unsafe.Add(ref x, (m * columns) + i) * factors[m];
            }

            Unsafe.Add(ref y, i) = sum;
        }
    }

    /// <summary>target −= Σ_m factors_m · (row rows_m of the sources).</summary>
    /// <param name="sources">Rows of <paramref name="columns"/> numbers.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="factors">The factors, <paramref name="stride"/> apart.</param>
    /// <param name="stride">From one factor to the next.</param>
    /// <param name="columns">Numbers of a row.</param>
    /// <param name="target">As many numbers.</param>
    public static void SubtractRows(
        ReadOnlySpan<double> sources, ReadOnlySpan<int> rows, ReadOnlySpan<double> factors, int stride, int columns, Span<double> target)
    {
        int i = 0;
        for (; i <= columns - 16; i += 16)
        {
            ref double to = ref MemoryMarshal.GetReference(target.Slice(i, 16));
            Vector256<double> a = Vector256.LoadUnsafe(ref to), b = Vector256.LoadUnsafe(ref to, 4);
            Vector256<double> c = Vector256.LoadUnsafe(ref to, 8), d = Vector256.LoadUnsafe(ref to, 12);
            for (int m = 0; m < rows.Length; m++)
            {
                ref double from = ref MemoryMarshal.GetReference(sources.Slice((rows[m] * columns) + i, 16));
                Vector256<double> factor = Vector256.Create(-factors[m * stride]);
                a = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref from), factor, a);
                b = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref from, 4), factor, b);
                c = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref from, 8), factor, c);
                d = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref from, 12), factor, d);
            }

            a.StoreUnsafe(ref to);
            b.StoreUnsafe(ref to, 4);
            c.StoreUnsafe(ref to, 8);
            d.StoreUnsafe(ref to, 12);
        }

        for (int m = 0; i < columns && m < rows.Length; m++)
        {
            Add(sources.Slice((rows[m] * columns) + i, columns - i), -factors[m * stride], target[i..]);
        }
    }

    /// <summary>The product of an n × m matrix's transpose with an n × k matrix, added: target += scale · leftᵀ right.</summary>
    /// <param name="left">n × m by rows.</param>
    /// <param name="m">Columns of the left matrix.</param>
    /// <param name="right">n × k by rows.</param>
    /// <param name="k">Columns of the right matrix.</param>
    /// <param name="n">Rows of both.</param>
    /// <param name="scale">A factor.</param>
    /// <param name="target">m × k by rows.</param>
    public static void AddTransposedProduct(ReadOnlySpan<double> left, int m, ReadOnlySpan<double> right, int k, int n, double scale, Span<double> target)
    {
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<double> row = right.Slice(i * k, k);
            for (int a = 0; a < m; a++)
            {
                Add(row, scale * left[(i * m) + a], target.Slice(a * k, k));
            }
        }
    }
}
