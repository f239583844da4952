using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using BayesLmm.Models;
using BayesLmm.Sampling;

namespace BayesLmm.Posteriors.Files;

/// <summary>
/// A folder with ArviZ's InferenceData: the groups posterior, sample_stats, log_likelihood, posterior_predictive and observed_data, in the layout of Zarr.
/// Parameters have the dimensions chain and draw, the group effects of a term its levels and effects besides.
/// </summary>
/// <remarks>The schema is that of ArviZ, https://python.arviz.org/en/stable/schema/schema.html.</remarks>
internal sealed class ZarrDraws : DrawsWriter
{
    /// <summary>The most numbers that a group with one a row and draw may have, 1 GiB.</summary>
    private const long MostNumbers = Posterior.MostEffectNumbers;

    private const string Library = "BayesLmm", Chain = ZarrCoordinates.Chain, Draw = ZarrCoordinates.Draw;

    /// <summary>The sampler's columns, ArviZ's names for them, and what they are.</summary>
    private static readonly (string Column, string Name, char Kind)[] Statistics =
    [
        ("lp__", "lp", 'f'),
        ("accept_stat__", "acceptance_rate", 'f'),
        ("stepsize__", "step_size", 'f'),
        ("treedepth__", "tree_depth", 'i'),
        ("n_leapfrog__", "n_steps", 'i'),
        ("divergent__", "diverging", 'b'),
        ("energy__", "energy", 'f'),
        ("log_g__", "log_proposal", 'f'),
        ("point__", "point", 'i'),
    ];

    /// <inheritdoc/>
    public override string Ending => ".zarr";

    /// <inheritdoc/>
    public override string? Problem(string path) =>
        File.Exists(path) ? $"'{path}' is a file; a folder is to be written there."
        : Directory.Exists(path) && !IsOurs(path) ? $"there is a folder '{path}' that this program did not write."
        : WritableFiles.Problem("draws", path);

    /// <inheritdoc/>
    public override string? LeftOut(Posterior posterior) => HasRows(posterior)
        ? base.LeftOut(posterior)
        : base.LeftOut(posterior) + (posterior.GroupEffectThinning == 1 ? "" : " ")
            + "The groups log_likelihood and posterior_predictive are left out: one number a row and draw would be more than 1 GiB.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Write(Posterior posterior, string path)
    {
        if (Problem(path) is { } problem)
        {
            throw new IOException(problem);
        }

        string full = Path.GetFullPath(path).TrimEnd(Path.DirectorySeparatorChar);
        string temporary = TemporaryName(full), old = TemporaryName(full);
        try
        {
            Directory.CreateDirectory(temporary);
            WriteFolder(posterior, temporary);
            if (Directory.Exists(full))
            {
                Directory.Move(full, old);
            }

            Directory.Move(temporary, full);
        }
        finally
        {
            foreach (string folder in (string[])[temporary, old])
            {
                if (Directory.Exists(folder))
                {
                    Directory.Delete(folder, recursive: true);
                }
            }
        }

        return [path];
    }

    private static string TemporaryName(string path) => $"{path}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}.partial";

    /// <summary>Whether this program wrote a folder.</summary>
    private static bool IsOurs(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(Path.Combine(path, ".zattrs")))?["creation_library"]?.GetValue<string>() == Library;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool HasRows(Posterior posterior) =>
        posterior.GroupEffectThinning == 1 && (long)posterior.Model.Response.Length * posterior.Draws.Count <= MostNumbers;

    private static void WriteFolder(Posterior posterior, string folder)
    {
        ZarrFolder zarr = new(folder, Attributes(posterior));
        WritePosterior(zarr, posterior);
        if (posterior.Draws.Origin.Columns.Count > 0)
        {
            WriteStatistics(zarr, posterior);
        }

        ZarrRows rows = new(zarr, posterior, Attributes(posterior));
        if (HasRows(posterior))
        {
            rows.WriteDraws();
        }

        rows.WriteObserved();
        zarr.Consolidate();
    }

    private static JsonObject Attributes(Posterior posterior)
    {
        string version = typeof(ZarrDraws).Assembly.GetName().Version?.ToString(3) ?? "";
        return new JsonObject
        {
            ["created_at"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture),
            ["creation_library"] = Library,
            ["creation_library_version"] = version,
            ["creation_library_language"] = "C#",
            ["inference_library"] = Library,
            ["inference_library_version"] = version,
            ["sampling_time"] = posterior.Draws.Elapsed.TotalSeconds,
            ["engine"] = posterior.Engine,
            ["seed"] = posterior.Options.Seed,
            ["model"] = posterior.Model.Specification.FormulaText,
        };
    }

    private static void WritePosterior(ZarrFolder zarr, Posterior posterior)
    {
        const string Group = "posterior";
        int[] shape = [posterior.Chains, posterior.DrawsPerChain];
        ZarrNames names = new(Chain, Draw);
        zarr.Group(Group, Attributes(posterior));
        ZarrCoordinates.Write(zarr, Group, posterior);
        foreach (DrawColumn column in posterior.Parameters)
        {
            string name = names.Of(column.Name);
            zarr.Numbers($"{Group}/{name}", [Chain, Draw], shape, column.Values, name == column.Name ? null : column.Name);
        }

        for (int k = 0, first = 0; posterior.GroupEffectThinning == 1 && k < posterior.Model.GroupTerms.Count; k++)
        {
            GroupTerm term = posterior.Model.GroupTerms[k];
            string name = names.Of(term.Group), levels = names.Of(term.Group + "_level"), effects = names.Of(term.Group + "_effect");
            zarr.Texts($"{Group}/{levels}", levels, [.. term.Levels]);
            zarr.Texts($"{Group}/{effects}", effects, [.. term.Effects]);
            int count = term.Levels.Count * term.Width;
            WriteEffects(zarr, $"{Group}/{name}", posterior, first, [Chain, Draw, levels, effects], [.. shape, term.Levels.Count, term.Width]);
            first += count;
        }
    }

    /// <summary>The group effects of a term, a chunk a chain.</summary>
    private static void WriteEffects(ZarrFolder zarr, string path, Posterior posterior, int first, string[] dimensions, int[] shape)
    {
        int draws = posterior.DrawsPerChain, count = shape[2] * shape[3];
        zarr.Array(path, "<f8", shape, [1, .. shape[1..]], dimensions, "group effects");
        double[] chunk = new double[draws * count];
        for (int chain = 0; chain < posterior.Chains; chain++)
        {
            for (int effect = 0; effect < count; effect++)
            {
                ReadOnlySpan<double> column = posterior.GroupEffects[first + effect].Values.Slice(chain * draws, draws);
                for (int draw = 0; draw < draws; draw++)
                {
                    chunk[(draw * count) + effect] = column[draw];
                }
            }

            zarr.Chunk(path, [chain, 0, 0, 0], chunk);
        }
    }

    private static void WriteStatistics(ZarrFolder zarr, Posterior posterior)
    {
        const string Group = "sample_stats";
        Origin origin = posterior.Draws.Origin;
        int[] shape = [posterior.Chains, posterior.DrawsPerChain];
        zarr.Group(Group, Attributes(posterior));
        ZarrCoordinates.Write(zarr, Group, posterior);
        for (int column = 0; column < origin.Columns.Count; column++)
        {
            (_, string name, char kind) = Array.Find(Statistics, known => known.Column == origin.Columns[column]);
            IEnumerable<double> values = Enumerable.Range(0, posterior.Draws.Count).Select(row => origin.Value(column, row));
            string path = $"{Group}/{name}";
            switch (kind)
            {
                case 'b':
                    zarr.Truths(path, [Chain, Draw], shape, values.Select(value => value != 0));
                    break;
                case 'i':
                    zarr.Wholes(path, [Chain, Draw], shape, values.Select(value => (long)value));
                    break;
                default:
                    zarr.Numbers(path, [Chain, Draw], shape, [.. values]);
                    break;
            }
        }
    }
}
