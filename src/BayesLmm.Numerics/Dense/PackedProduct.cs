using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace BayesLmm.Numerics.Dense;

// C −= A Bᵀ. Twelve rows of B are laid out side by side, [k][12], so that four rows of A against them keep 48 sums in twelve registers: three loads and four
// broadcasts for twelve multiplications, which is the rate at which a core with two 256-bit multipliers can work (Goto & van de Geijn 2008). A is read as it
// is, four rows in order.

/// <summary>The product of dense matrices that are stored by rows, by register tiles against packed rows of B. Allocates nothing.</summary>
internal static class PackedProduct
{
    /// <summary>Columns multiplied at a time: a packed panel of 24 KiB stays in the first-level cache together with four rows of A.</summary>
    private const int Depth = 240;

    private const int RowsOfA = 4;
    private const int RowsOfB = 12;
    private const int Lanes = 4;

    /// <summary>Whether packing pays for a product of this size.</summary>
    /// <param name="m">Rows of A.</param>
    /// <param name="n">Rows of B.</param>
    /// <param name="k">Columns of both.</param>
    public static bool Pays(int m, int n, int k) => m >= 2 * RowsOfA && n >= 5 && k >= 6;

    /// <summary>C −= A Bᵀ; what overlaps is not checked.</summary>
    /// <param name="a">The first number of A, m × k by rows.</param>
    /// <param name="strideA">From one row of A to the next.</param>
    /// <param name="m">Rows of A and C.</param>
    /// <param name="b">The first number of B, n × k by rows.</param>
    /// <param name="strideB">From one row of B to the next.</param>
    /// <param name="n">Rows of B, columns of C.</param>
    /// <param name="k">Columns of A and B.</param>
    /// <param name="c">The first number of C, m × n by rows.</param>
    /// <param name="strideC">From one row of C to the next.</param>
    [SkipLocalsInit]
    public static void Subtract(ref double a, nint strideA, int m, ref double b, nint strideB, int n, int k, ref double c, nint strideC)
    {
        Span<double> memory = stackalloc double[(Depth * RowsOfB) + Lanes], corner = stackalloc double[RowsOfA * RowsOfB];
        ref double packed = ref MemoryMarshal.GetReference(memory);
        ref double tile = ref MemoryMarshal.GetReference(corner);
        for (int from = 0; from < k; from += Depth)
        {
            int depth = Math.Min(Depth, k - from);
            ref double left = ref Unsafe.Add(ref a, from);
            for (int j = 0; j < n; j += RowsOfB)
            {
                int columns = Math.Min(RowsOfB, n - j);
                Pack(ref Unsafe.Add(ref b, (j * strideB) + from), strideB, columns, depth, ref packed);
                ref double target = ref Unsafe.Add(ref c, j);
                int i = 0;
                if (columns == RowsOfB)
                {
                    for (; i + RowsOfA <= m; i += RowsOfA)
                    {
                        ref double rows = ref Unsafe.Add(ref left, i * strideA);
                        Tile(ref rows, strideA, 2 * strideA, 3 * strideA, ref packed, depth, ref Unsafe.Add(ref target, i * strideC), strideC);
                    }
                }

                for (; i < m; i += RowsOfA)
                {
                    // At the edges the tile is computed as a whole, rows repeated, and the part that exists is taken.
                    int rows = Math.Min(RowsOfA, m - i);
                    corner.Clear();
                    Tile(ref Unsafe.Add(ref left, i * strideA), Math.Min(1, rows - 1) * strideA, Math.Min(2, rows - 1) * strideA, (rows - 1) * strideA,
                        ref packed, depth, ref tile, RowsOfB);
                    for (int row = 0; row < rows; row++)
                    {
                        ref double from0 = ref Unsafe.Add(ref tile, row * RowsOfB), to = ref Unsafe.Add(ref target, (i + row) * strideC);
                        for (int column = 0; column < columns; column++)
                        {
                            Unsafe.Add(ref to, column) += Unsafe.Add(ref from0, column);
                        }
                    }
                }
            }
        }
    }

    /// <summary>Lays up to twelve rows out side by side; missing ones are 0.</summary>
    private static void Pack(ref double b, nint strideB, int rows, int depth, ref double packed)
    {
        for (int group = 0; group < RowsOfB; group += Lanes)
        {
            ref double target = ref Unsafe.Add(ref packed, group);
            int have = rows - group;
            if (have >= Lanes)
            {
                ref double b0 = ref Unsafe.Add(ref b, group * strideB);
                ref double b1 = ref Unsafe.Add(ref b0, strideB);
                ref double b2 = ref Unsafe.Add(ref b1, strideB);
                ref double b3 = ref Unsafe.Add(ref b2, strideB);
                for (int i = 0; i < depth; i++)
                {
                    Vector256.Create(Unsafe.Add(ref b0, i), Unsafe.Add(ref b1, i), Unsafe.Add(ref b2, i), Unsafe.Add(ref b3, i))
                        .StoreUnsafe(ref target, (nuint)(i * RowsOfB));
                }

                continue;
            }

            for (int lane = 0; lane < Lanes; lane++)
            {
                ref double row = ref Unsafe.Add(ref b, Math.Min(group + lane, rows - 1) * strideB);
                for (int i = 0; i < depth; i++)
                {
                    Unsafe.Add(ref target, (i * RowsOfB) + lane) = lane < have ? Unsafe.Add(ref row, i) : 0;
                }
            }
        }
    }

    /// <summary>Four rows of A against twelve of B: C −= their products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile(ref double a0, nint second, nint third, nint fourth, ref double b, int depth, ref double c, nint strideC)
    {
        ref double a1 = ref Unsafe.Add(ref a0, second);
        ref double a2 = ref Unsafe.Add(ref a0, third);
        ref double a3 = ref Unsafe.Add(ref a0, fourth);
        Vector256<double> s00 = default, s01 = default, s02 = default, s10 = default, s11 = default, s12 = default;
        Vector256<double> s20 = default, s21 = default, s22 = default, s30 = default, s31 = default, s32 = default;
        for (nint i = 0; i < depth; i++)
        {
            Vector256<double> y0 = Vector256.LoadUnsafe(ref b), y1 = Vector256.LoadUnsafe(ref b, 4), y2 = Vector256.LoadUnsafe(ref b, 8);
            Vector256<double> x = Vector256.Create(Unsafe.Add(ref a0, i));
            s00 = Vector256.FusedMultiplyAdd(x, y0, s00);
            s01 = Vector256.FusedMultiplyAdd(x, y1, s01);
            s02 = Vector256.FusedMultiplyAdd(x, y2, s02);
            x = Vector256.Create(Unsafe.Add(ref a1, i));
            s10 = Vector256.FusedMultiplyAdd(x, y0, s10);
            s11 = Vector256.FusedMultiplyAdd(x, y1, s11);
            s12 = Vector256.FusedMultiplyAdd(x, y2, s12);
            x = Vector256.Create(Unsafe.Add(ref a2, i));
            s20 = Vector256.FusedMultiplyAdd(x, y0, s20);
            s21 = Vector256.FusedMultiplyAdd(x, y1, s21);
            s22 = Vector256.FusedMultiplyAdd(x, y2, s22);
            x = Vector256.Create(Unsafe.Add(ref a3, i));
            s30 = Vector256.FusedMultiplyAdd(x, y0, s30);
            s31 = Vector256.FusedMultiplyAdd(x, y1, s31);
            s32 = Vector256.FusedMultiplyAdd(x, y2, s32);
            b = ref Unsafe.Add(ref b, RowsOfB);
        }

        Store(ref c, s00, s01, s02);
        Store(ref Unsafe.Add(ref c, strideC), s10, s11, s12);
        Store(ref Unsafe.Add(ref c, 2 * strideC), s20, s21, s22);
        Store(ref Unsafe.Add(ref c, 3 * strideC), s30, s31, s32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref double c, Vector256<double> s0, Vector256<double> s1, Vector256<double> s2)
    {
        (Vector256.LoadUnsafe(ref c) - s0).StoreUnsafe(ref c);
        (Vector256.LoadUnsafe(ref c, 4) - s1).StoreUnsafe(ref c, 4);
        (Vector256.LoadUnsafe(ref c, 8) - s2).StoreUnsafe(ref c, 8);
    }
}
