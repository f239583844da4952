namespace BayesLmm.Densities;

/// <summary>The gradient of a function that has only values.</summary>
internal static class CentralDifferences
{
    /// <summary>∂f/∂x_i ≈ (f(x + h e_i) − f(x − h e_i))/2h.</summary>
    /// <param name="function">f.</param>
    /// <param name="position">x.</param>
    /// <param name="width">h.</param>
    /// <param name="near">Memory, as long as <paramref name="position"/>.</param>
    /// <param name="gradient">Receives the gradient.</param>
    public static void Gradient(Func<double[], double> function, ReadOnlySpan<double> position, double width, double[] near, Span<double> gradient)
    {
        position.CopyTo(near);
        for (int i = 0; i < near.Length; i++)
        {
            near[i] = position[i] + width;
            double above = function(near);
            near[i] = position[i] - width;
            gradient[i] = (above - function(near)) / (2 * width);
            near[i] = position[i];
        }
    }
}
