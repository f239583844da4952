using BayesLmm.Sampling;

namespace BayesLmm.Posteriors;

/// <summary>Tells of work that has no chains as if all chains came forward at its pace.</summary>
internal static class ChainsProgress
{
    /// <summary>Reports the same for every chain.</summary>
    /// <param name="progress">Who hears of it.</param>
    /// <param name="chains">The number of chains.</param>
    /// <param name="phase">The phase that the work is told of as.</param>
    /// <param name="share">How much of it is done, 0 … 1.</param>
    /// <param name="total">The iterations of the phase.</param>
    public static void ReportAllChains(this IProgress<SamplingProgress> progress, int chains, SamplingPhase phase, double share, int total)
    {
        for (int chain = 0; chain < chains; chain++)
        {
            progress.Report(new SamplingProgress(chain, phase, (int)(total * share), total, 0));
        }
    }

    /// <summary>How far a change that shrinks has come down from 1 to a tolerance, on the scale of logarithms: 0 … 1; 0 for one that is not finite.</summary>
    /// <param name="change">The change.</param>
    /// <param name="tolerance">Below 1.</param>
    public static double ShareOf(double change, double tolerance) =>
        double.IsFinite(change) ? Math.Clamp(Math.Log(Math.Max(change, tolerance)) / Math.Log(tolerance), 0, 1) : 0;
}
