using System.Globalization;
using BayesLmm.Sampling;

namespace BayesLmm.Posteriors.Files;

/// <summary>A format in which draws are written for other programs.</summary>
internal abstract class DrawsWriter
{
    /// <summary>What the names of its files end in.</summary>
    public abstract string Ending { get; }

    /// <summary>Why draws cannot be written to files of this name, in a sentence; null if nothing is known to prevent it.</summary>
    public virtual string? Problem(string path) => WritableFiles.Problem("draws", path, path);

    /// <summary>Writes the draws.</summary>
    /// <returns>What was written.</returns>
    public abstract IReadOnlyList<string> Write(Posterior posterior, string path);

    /// <summary>What it leaves out, in a sentence; null if nothing.</summary>
    public virtual string? LeftOut(Posterior posterior) => posterior.GroupEffectThinning == 1
        ? null
        : "Group effects are left out: there are too many of them to keep all their draws.";

    /// <summary>The parameters, and the group effects where all of their draws are kept.</summary>
    protected static DrawColumn[] Columns(Posterior posterior) =>
        posterior.GroupEffectThinning == 1 ? [.. posterior.Parameters, .. posterior.GroupEffects] : [.. posterior.Parameters];

    /// <summary>The draws of one chain, a line each.</summary>
    /// <param name="writer">The file.</param>
    /// <param name="posterior">The posterior.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="chain">The chain.</param>
    /// <param name="prefix">What stands before the columns of a draw, a comma at its end; gets the draw's number in the chain and among all.</param>
    protected static void WriteRows(TextWriter writer, Posterior posterior, DrawColumn[] columns, int chain, Func<int, int, string> prefix)
    {
        for (int draw = 0; draw < posterior.DrawsPerChain; draw++)
        {
            int row = (chain * posterior.DrawsPerChain) + draw;
            writer.Write(prefix(draw, row));
            for (int i = 0; i < columns.Length; i++)
            {
                writer.Write(i == 0 ? "" : ",");
                writer.Write(Number(columns[i].Values[row]));
            }

            writer.WriteLine();
        }
    }

    /// <summary>The columns that the origin of the draws adds to a row, each followed by a comma.</summary>
    protected static string SamplerValues(Origin origin, int row) =>
        string.Concat(Enumerable.Range(0, origin.Columns.Count).Select(column => Number(origin.Value(column, row)) + ","));

    /// <summary>The shortest text that reads back as the number.</summary>
    protected static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
