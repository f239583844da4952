namespace BayesLmm.Densities.Groups;

/// <summary>
/// How the distribution of a group's effects differs from its normal approximation N(m, (LLᵀ)⁻¹): its mean is m + L⁻ᵀt, its covariance L⁻ᵀTTᵀL⁻¹.
/// </summary>
/// <param name="Offsets">t, J × r by rows.</param>
/// <param name="Factors">T, lower triangular, r × r by rows, one after the other.</param>
internal sealed record GroupShapes(double[] Offsets, double[] Factors)
{
    /// <summary>No difference but for a factor of the standard deviations.</summary>
    /// <param name="blocks">The groups.</param>
    /// <param name="factor">The factor.</param>
    public static GroupShapes Of(GroupBlocks blocks, double factor)
    {
        int r = blocks.Width;
        double[] factors = new double[blocks.Count * r * r];
        for (int j = 0; j < blocks.Count; j++)
        {
            for (int c = 0; c < r; c++)
            {
                factors[(((j * r) + c) * r) + c] = factor;
            }
        }

        return new GroupShapes(new double[blocks.Count * r], factors);
    }
}
