using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace BayesLmm.Benchmarks.Against;

/// <summary>The most multiplications with additions that this machine does, measured: what the share of peak of a kernel refers to.</summary>
internal static class Peak
{
    private const int Rounds = 200_000, Sums = 10, Repeats = 400;

    /// <summary>Of one core, in 10⁹ operations a second, a multiplication and an addition each one operation: the best of some runs.</summary>
    public static double OfOneCore()
    {
        double best = 0;
        for (int i = 0; i < Repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            double sum = Multiply();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            best = Math.Max(best, double.IsNaN(sum) ? 0 : 2.0 * Rounds * Sums * Vector256<double>.Count / seconds / 1e9);
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Multiply()
    {
        Vector256<double> a = Vector256.Create(1.0), b = Vector256.Create(1e-9);
        Vector256<double> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default;
        Vector256<double> s5 = default, s6 = default, s7 = default, s8 = default, s9 = default;
        for (int i = 0; i < Rounds; i++)
        {
            s0 = Vector256.FusedMultiplyAdd(a, b, s0);
            s1 = Vector256.FusedMultiplyAdd(a, b, s1);
            s2 = Vector256.FusedMultiplyAdd(a, b, s2);
            s3 = Vector256.FusedMultiplyAdd(a, b, s3);
            s4 = Vector256.FusedMultiplyAdd(a, b, s4);
            s5 = Vector256.FusedMultiplyAdd(a, b, s5);
            s6 = Vector256.FusedMultiplyAdd(a, b, s6);
            s7 = Vector256.FusedMultiplyAdd(a, b, s7);
            s8 = Vector256.FusedMultiplyAdd(a, b, s8);
            s9 = Vector256.FusedMultiplyAdd(a, b, s9);
        }

        return Vector256.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9);
    }
}
