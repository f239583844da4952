using BayesLmm.Data.Files.DuckDb;
using BayesLmm.Posteriors.Files;

namespace BayesLmm;

/// <summary>
/// Writes the draws of a posterior for other programs, as the ending of the name says: <c>.csv</c> in CmdStan's layout, one file a chain, for cmdstanr, rstan,
/// ArviZ and bayesplot; <c>.wide.csv</c>, one table of all chains for R's posterior; <c>.parquet</c>, the same for any program; <c>.zarr</c>, a folder with
/// ArviZ's InferenceData. Everything is first written under other names and then renamed, so that what has the final name is complete and all chains are of
/// one run, whatever ends the program.
/// </summary>
/// <remarks>
/// Beside the draws stand the sampler's columns, if it has any: those of the No-U-Turn sampler, or the log densities and the point of importance sampling.
/// Gibbs sampling and draws of an approximation have none: neither engine ever evaluates the density of its draws.
/// </remarks>
public static class DrawsFile
{
    /// <summary>The formats; a longer ending comes first where another is its end.</summary>
    private static readonly DrawsWriter[] Writers = [new WideDraws(), new CmdStanDraws(), new ParquetDraws(), new ZarrDraws()];

    /// <summary>The endings, as a sentence lists them.</summary>
    private const string Endings = ".csv, .wide.csv, .parquet or .zarr";

    /// <summary>
    /// Why draws cannot be written to a file of this name, in a sentence; null if nothing is known to prevent it. To know, an empty file is created in the
    /// folder and deleted again.
    /// </summary>
    public static string? Problem(string path) => WriterOf(path) is { } writer
        ? writer.Problem(path)
        : $"draws are written to files that end in {Endings}, not to '{path}'.";

    /// <summary>
    /// Writes the draws of all parameters and, unless they are too many to be kept (<see cref="Posterior.GroupEffectThinning"/>), group effects.
    /// </summary>
    /// <param name="posterior">The draws.</param>
    /// <param name="path">
    /// A name ending in <c>.csv</c>, to which the chain's number is added (<c>draws.csv</c> becomes <c>draws_1.csv</c>, <c>draws_2.csv</c> …), in
    /// <c>.wide.csv</c>, <c>.parquet</c> or <c>.zarr</c>.
    /// </param>
    /// <returns>The files written; the folder of <c>.zarr</c>.</returns>
    /// <exception cref="ArgumentException">The name ends in something else.</exception>
    /// <exception cref="IOException">
    /// The files cannot be written; the message says why. What stood there is as it was, unless the disk failed while files were renamed.
    /// </exception>
    public static IReadOnlyList<string> Write(Posterior posterior, string path)
    {
        DrawsWriter writer =
            WriterOf(path) ?? throw new ArgumentException($"Draws are written to files that end in {Endings}, not to '{path}'.", nameof(path));
        try
        {
            return writer.Write(posterior, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DuckDbException)
        {
            throw new IOException($"The draws could not be written to '{path}': {WritableFiles.Cause(exception)}.", exception);
        }
    }

    /// <summary>What a file of this name leaves out of what it could hold, in a sentence; null if nothing.</summary>
    /// <param name="posterior">The draws.</param>
    /// <param name="path">The name.</param>
    internal static string? LeftOut(Posterior posterior, string path) => WriterOf(path)?.LeftOut(posterior);

    /// <summary>The format that a name asks for; null if it ends in something else.</summary>
    private static DrawsWriter? WriterOf(string path) => Array.Find(Writers, writer => path.EndsWith(writer.Ending, StringComparison.OrdinalIgnoreCase));
}
