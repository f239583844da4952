namespace BayesLmm.InferNet.Programs;

/// <summary>The numbers by which convergence is judged.</summary>
/// <param name="Means">Of coefficients and group effects.</param>
/// <param name="Sds">Their standard deviations.</param>
/// <param name="Precisions">Expected precisions, and the elements of expected precision matrices.</param>
/// <param name="Units">What a change of each of <paramref name="Precisions"/> is measured in.</param>
internal sealed record MarginalState(double[] Means, double[] Sds, double[] Precisions, double[] Units)
{
    /// <summary>
    /// The largest change since earlier numbers, as <see cref="InferNetOptions.Tolerance"/> counts it; NaN, which is below no tolerance, if a number is not
    /// finite.
    /// </summary>
    public double ChangeFrom(MarginalState earlier)
    {
        double change = 0;
        for (int i = 0; i < Means.Length; i++)
        {
            change = Math.Max(change, Math.Abs(Means[i] - earlier.Means[i]) / Sds[i]);
            change = Math.Max(change, Math.Abs(Sds[i] - earlier.Sds[i]) / Sds[i]);
        }

        for (int i = 0; i < Precisions.Length; i++)
        {
            change = Math.Max(change, Math.Abs(Precisions[i] - earlier.Precisions[i]) / Units[i]);
        }

        return change;
    }
}
