using BayesLmm.Posteriors.Saved;

namespace BayesLmm;

/// <summary>Saves posteriors to files, which <see cref="SavedFit.Open"/> opens.</summary>
public static class SavedFitExtensions
{
    /// <summary>
    /// Saves a posterior with its model and the columns of the data that the model uses. A file with that name is complete, or is what stood there.
    /// </summary>
    /// <param name="posterior">The posterior, of any engine.</param>
    /// <param name="path">The file; its name should end in <see cref="SavedFit.Extension"/>.</param>
    /// <param name="dataPath">Where the data are, for whoever opens the file and wants columns that the model does not use; null if they are no file.</param>
    /// <exception cref="NotSupportedException">
    /// So many group effects are in the draws of an approximation that only some are kept (<see cref="Posterior.GroupEffectThinning"/>); the others could not
    /// be made again.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written; the message says why. What stood there is as it was.</exception>
    public static void Save(this Posterior posterior, string path, string? dataPath = null) =>
        SavedFit.Write(path, posterior, FitSource.Unknown with { DataPath = dataPath is null ? null : Path.GetFullPath(dataPath) });
}
