using System.Numerics;
using System.Runtime.CompilerServices;

namespace BayesLmm.Numerics.Dense;

// eˣ = 2ⁿ e^r, n the whole number nearest to x/log 2 and |r| ≤ ½ log 2, where twelve terms of the series are exact to working precision. Adding 1.5·2⁵² to
// x/log 2 rounds it and leaves n in the lowest bits, from where a shift takes it to the exponent.

/// <summary>The exponential function of many numbers at once, without a call for each vector.</summary>
internal static class VectorExp
{
    private const double Log2E = 1.4426950408889634;
    private const double Log2High = 0.693147180369123816490;       // the leading 33 bits of log 2, so that n · Log2High is exact
    private const double Log2Low = 1.90821492927058770002e-10;
    private const double Shifter = 6755399441055744.0;             // 1.5 · 2⁵²
    private const double Least = -708;                             // below it the result is no normal number

    /// <summary>eˣ for x ≤ 0, with a relative error of at most 4e-16; below −708 that of −708, which is 3e-308.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<double> OfNegative(Vector<double> x)
    {
        x = Vector.Max(x, new Vector<double>(Least));
        Vector<double> shifted = Vector.FusedMultiplyAdd(x, new Vector<double>(Log2E), new Vector<double>(Shifter));
        Vector<double> n = shifted - new Vector<double>(Shifter);
        Vector<double> r = Vector.FusedMultiplyAdd(n, new Vector<double>(-Log2High), x);
        r = Vector.FusedMultiplyAdd(n, new Vector<double>(-Log2Low), r);
        Vector<double> p = new(1.0 / 479001600);
        p = Vector.FusedMultiplyAdd(p, r, new Vector<double>(1.0 / 39916800));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<double>(1.0 / 3628800));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<double>(1.0 / 362880));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<double>(1.0 / 40320));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<double>(1.0 / 5040));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<double>(1.0 / 720));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<double>(1.0 / 120));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<double>(1.0 / 24));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<double>(1.0 / 6));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<double>(0.5));
        p = Vector.FusedMultiplyAdd(p, r, Vector<double>.One);
        p = Vector.FusedMultiplyAdd(p, r, Vector<double>.One);
        return Vector.AsVectorDouble(Vector.AsVectorInt64(p) + (Vector.AsVectorInt64(shifted) << 52));
    }
}
