namespace BayesLmm.Numerics.Dense;

/// <summary>Small dense matrices, stored by rows.</summary>
internal static class SmallMatrix
{
    /// <summary>The identity.</summary>
    /// <param name="n">The order.</param>
    public static double[] Identity(int n)
    {
        double[] identity = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            identity[(i * n) + i] = 1;
        }

        return identity;
    }
}
