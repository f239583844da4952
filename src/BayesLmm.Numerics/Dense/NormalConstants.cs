namespace BayesLmm.Numerics.Dense;

/// <summary>Constants of the normal distribution.</summary>
internal static class NormalConstants
{
    /// <summary>log 2π.</summary>
    public static readonly double Log2Pi = Math.Log(2 * Math.PI);

    /// <summary>½ log 2π: minus the log density of a standard normal variable at 0.</summary>
    public static readonly double HalfLog2Pi = 0.5 * Log2Pi;
}
