using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BayesLmm.Numerics.Dense;

// C −= A Bᵀ with all matrices by rows. In small products every entry is a dot product of two rows, so that both are read in order and nothing is packed. Four
// rows of A against three of B keep twelve sums in registers, three multiplications for each row that is read. Larger ones are packed: PackedProduct.

/// <summary>Products of dense matrices that are stored by rows.</summary>
internal static class ProductKernels
{
    /// <summary>The number of columns multiplied before moving to the next rows: seven such pieces fit into the first-level cache.</summary>
    private const int Depth = 256;

    private const int RowsOfA = 4;
    private const int RowsOfB = 3;

    /// <summary>C −= A Bᵀ.</summary>
    /// <param name="A">m × k by rows.</param>
    /// <param name="strideA">From one row of A to the next.</param>
    /// <param name="m">Rows of A and C.</param>
    /// <param name="B">n × k by rows.</param>
    /// <param name="strideB">From one row of B to the next.</param>
    /// <param name="n">Rows of B, columns of C.</param>
    /// <param name="k">Columns of A and B.</param>
    /// <param name="C">m × n by rows; may lie in the same memory as A and B as long as no entry of C is one of theirs.</param>
    /// <param name="strideC">From one row of C to the next.</param>
    public static void SubtractProduct(
        ReadOnlySpan<double> A, int strideA, int m, ReadOnlySpan<double> B, int strideB, int n, int k, Span<double> C, int strideC)
    {
        if (m == 0 || n == 0 || k == 0)
        {
            return;
        }

        Check(A, strideA, m, k);
        Check(B, strideB, n, k);
        Check(C, strideC, m, n);
        if (PackedProduct.Pays(m, n, k))
        {
            PackedProduct.Subtract(
                ref MemoryMarshal.GetReference(A), strideA, m, ref MemoryMarshal.GetReference(B), strideB, n, k, ref MemoryMarshal.GetReference(C), strideC);
            return;
        }

        for (int from = 0; from < k; from += Depth)
        {
            int depth = Math.Min(Depth, k - from);
            ref double a = ref Unsafe.Add(ref MemoryMarshal.GetReference(A), from);
            ref double b = ref Unsafe.Add(ref MemoryMarshal.GetReference(B), from);
            ref double c = ref MemoryMarshal.GetReference(C);
            int i = 0;
            for (; i + RowsOfA <= m; i += RowsOfA)
            {
                ref double rowsOfA = ref Unsafe.Add(ref a, (nint)i * strideA);
                ref double rowsOfC = ref Unsafe.Add(ref c, (nint)i * strideC);
                int j = 0;
                for (; j + RowsOfB <= n; j += RowsOfB)
                {
                    Tile(ref rowsOfA, strideA, ref Unsafe.Add(ref b, (nint)j * strideB), strideB, depth, ref Unsafe.Add(ref rowsOfC, j), strideC);
                }

                for (; j < n; j++)
                {
                    for (int row = 0; row < RowsOfA; row++)
                    {
                        Unsafe.Add(ref rowsOfC, ((nint)row * strideC) + j) -=
                            Dot(ref Unsafe.Add(ref rowsOfA, (nint)row * strideA), ref Unsafe.Add(ref b, (nint)j * strideB), depth);
                    }
                }
            }

            for (; i < m; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    Unsafe.Add(ref c, ((nint)i * strideC) + j) -=
                        Dot(ref Unsafe.Add(ref a, (nint)i * strideA), ref Unsafe.Add(ref b, (nint)j * strideB), depth);
                }
            }
        }
    }

    /// <summary>The dot product of two vectors of the same length.</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (y.Length < x.Length)
        {
            throw new ArgumentException($"{y.Length} numbers, {x.Length} are needed.", nameof(y));
        }

        return Dot(ref MemoryMarshal.GetReference(x), ref MemoryMarshal.GetReference(y), x.Length);
    }

    private static void Check(ReadOnlySpan<double> matrix, int stride, int rows, int columns)
    {
        if (stride < columns || ((long)(rows - 1) * stride) + columns > matrix.Length)
        {
            throw new ArgumentException($"{rows} rows of {columns} numbers, {stride} apart, do not lie in {matrix.Length} numbers.", nameof(matrix));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Dot(ref double a, ref double b, int k)
    {
        Vector<double> even = default, odd = default;
        int width = Vector<double>.Count, i = 0;
        for (; i <= k - (2 * width); i += 2 * width)
        {
            even = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref a, (nuint)i), Vector.LoadUnsafe(ref b, (nuint)i), even);
            odd = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref a, (nuint)(i + width)), Vector.LoadUnsafe(ref b, (nuint)(i + width)), odd);
        }

        double sum = 0;
        if (i > 0)
        {
            sum = Vector.Sum(even + odd);
        }

        for (; i < k; i++)
        {
            sum += Unsafe.Add(ref a, i) * Unsafe.Add(ref b, i);
        }

        return sum;
    }

    /// <summary>Four rows of A, three of B, twelve entries of C.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile(ref double a0, nint strideA, ref double b0, nint strideB, int k, ref double c0, nint strideC)
    {
        ref double a1 = ref Unsafe.Add(ref a0, strideA);
        ref double a2 = ref Unsafe.Add(ref a1, strideA);
        ref double a3 = ref Unsafe.Add(ref a2, strideA);
        ref double b1 = ref Unsafe.Add(ref b0, strideB);
        ref double b2 = ref Unsafe.Add(ref b1, strideB);
        Vector<double> s00 = default, s01 = default, s02 = default, s10 = default, s11 = default, s12 = default;
        Vector<double> s20 = default, s21 = default, s22 = default, s30 = default, s31 = default, s32 = default;
        int width = Vector<double>.Count, i = 0;
        for (; i <= k - width; i += width)
        {
            Vector<double> y0 = Vector.LoadUnsafe(ref b0, (nuint)i), y1 = Vector.LoadUnsafe(ref b1, (nuint)i), y2 = Vector.LoadUnsafe(ref b2, (nuint)i);
            Vector<double> x = Vector.LoadUnsafe(ref a0, (nuint)i);
            s00 = Vector.FusedMultiplyAdd(x, y0, s00);
            s01 = Vector.FusedMultiplyAdd(x, y1, s01);
            s02 = Vector.FusedMultiplyAdd(x, y2, s02);
            x = Vector.LoadUnsafe(ref a1, (nuint)i);
            s10 = Vector.FusedMultiplyAdd(x, y0, s10);
            s11 = Vector.FusedMultiplyAdd(x, y1, s11);
            s12 = Vector.FusedMultiplyAdd(x, y2, s12);
            x = Vector.LoadUnsafe(ref a2, (nuint)i);
            s20 = Vector.FusedMultiplyAdd(x, y0, s20);
            s21 = Vector.FusedMultiplyAdd(x, y1, s21);
            s22 = Vector.FusedMultiplyAdd(x, y2, s22);
            x = Vector.LoadUnsafe(ref a3, (nuint)i);
            s30 = Vector.FusedMultiplyAdd(x, y0, s30);
            s31 = Vector.FusedMultiplyAdd(x, y1, s31);
            s32 = Vector.FusedMultiplyAdd(x, y2, s32);
        }

        int rest = k - i;
        a0 = ref Unsafe.Add(ref a0, i);
        a1 = ref Unsafe.Add(ref a1, i);
        a2 = ref Unsafe.Add(ref a2, i);
        a3 = ref Unsafe.Add(ref a3, i);
        b0 = ref Unsafe.Add(ref b0, i);
        b1 = ref Unsafe.Add(ref b1, i);
        b2 = ref Unsafe.Add(ref b2, i);
        Subtract(ref c0, ref a0, ref b0, ref b1, ref b2, rest, s00, s01, s02);
        Subtract(ref Unsafe.Add(ref c0, strideC), ref a1, ref b0, ref b1, ref b2, rest, s10, s11, s12);
        Subtract(ref Unsafe.Add(ref c0, 2 * strideC), ref a2, ref b0, ref b1, ref b2, rest, s20, s21, s22);
        Subtract(ref Unsafe.Add(ref c0, 3 * strideC), ref a3, ref b0, ref b1, ref b2, rest, s30, s31, s32);
    }

    /// <summary>Subtracts three finished sums from a row of C, with the products of the last few columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Subtract(
        ref double c, ref double a, ref double b0, ref double b1, ref double b2, int rest, Vector<double> s0, Vector<double> s1, Vector<double> s2)
    {
        double t0 = Vector.Sum(s0), t1 = Vector.Sum(s1), t2 = Vector.Sum(s2);
        for (int i = 0; i < rest; i++)
        {
            double x = Unsafe.Add(ref a, i);
            t0 += x * Unsafe.Add(ref b0, i);
            t1 += x * Unsafe.Add(ref b1, i);
            t2 += x * Unsafe.Add(ref b2, i);
        }

        c -= t0;
        Unsafe.Add(ref c, 1) -= t1;
        Unsafe.Add(ref c, 2) -= t2;
    }
}
