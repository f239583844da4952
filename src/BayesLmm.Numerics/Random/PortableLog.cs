namespace BayesLmm.Numerics.Random;

/// <summary>
/// The natural logarithm from additions, multiplications and divisions alone. The platform's <see cref="Math.Log(double)"/> may differ in the
/// last bit between machines, and one bit is enough to change a chain's path.
/// </summary>
internal static class PortableLog
{
    // log x = e log 2 + log m with √½ ≤ m < √2, and log m = 2 atanh s = 2 (s + s³/3 + s⁵/5 + …), s = (m − 1)/(m + 1).
    // |s| ≤ 0.1716, so the first term left out, s²³/23, is below 2e-19 and the relative error stays near 1e-16.
    private const double Log2High = 0.693147180369123816490;   // its last 32 bits are zero: e · Log2High is exact
    private const double Log2Low = 1.90821492927058770002e-10;
    private const double SqrtHalf = 0.70710678118654752440;
    private const int Terms = 11;

    private static readonly double[] Reciprocals = [.. Enumerable.Range(0, Terms).Select(k => 1.0 / ((2 * k) + 1))];

    /// <summary>The natural logarithm of a positive, finite, normal number.</summary>
    public static double Log(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int e = (int)(bits >> 52) - 1022;
        double m = BitConverter.Int64BitsToDouble((bits & 0x000FFFFFFFFFFFFFL) | 0x3FE0000000000000L);   // in [½, 1)
        if (m < SqrtHalf)
        {
            m *= 2;
            e--;
        }

        double s = (m - 1) / (m + 1);
        double z = s * s;
        double sum = 0;
        for (int k = Terms - 1; k >= 1; k--)
        {
            sum = (sum + Reciprocals[k]) * z;
        }

        return (e * Log2High) + ((2 * s) + ((2 * s * sum) + (e * Log2Low)));
    }
}
