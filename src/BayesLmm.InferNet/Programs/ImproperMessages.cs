using Microsoft.ML.Probabilistic.Factors;

namespace BayesLmm.InferNet.Programs;

/// <summary>
/// Whether messages of normal factors may be improper. A message of expectation propagation is the quotient of two distributions and need not be one itself
/// (Minka 2001). Infer.NET makes such messages proper, which costs accuracy and breaks down less often, unless its <see cref="GaussianOp.ForceProper"/> is off.
/// </summary>
/// <remarks>
/// That flag is one for the process, so runs by expectation propagation take turns, and each restores the flag. Variational messages do not depend on
/// it.
/// </remarks>
internal static class ImproperMessages
{
    private static readonly SemaphoreSlim Turn = new(1);

    /// <summary>Runs something.</summary>
    /// <param name="allowed">Whether messages may be improper.</param>
    /// <param name="run">What to run.</param>
    /// <param name="cancellationToken">Ends waiting for others' runs.</param>
    public static T During<T>(bool allowed, Func<T> run, CancellationToken cancellationToken)
    {
        Turn.Wait(cancellationToken);
        bool before = GaussianOp.ForceProper;
        try
        {
            GaussianOp.ForceProper = !allowed;
            return run();
        }
        finally
        {
            GaussianOp.ForceProper = before;
            Turn.Release();
        }
    }
}
