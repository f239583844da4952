using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using BayesLmm.Posteriors.Files;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors.Files;

/// <summary>The folder of an InferenceData, byte by byte against the layout of Zarr 2, what xarray adds to it, and ArviZ's schema.</summary>
public sealed class ZarrDrawsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("blmm").FullName;
    private readonly Posterior posterior = ModelFiles.Bind("sleepstudy").Sample(
        new DrawOptions { Chains = 2, Draws = 30, Seed = 3 }, cancellationToken: TestContext.Current.CancellationToken);

    private string Root => Path.Combine(folder, "d.zarr");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void It_has_the_groups_and_attributes_of_the_schema()
    {
        Assert.Equal([Root], DrawsFile.Write(posterior, Root));
        Assert.Equal([Root], Directory.EnumerateFileSystemEntries(folder));
        Assert.Equal(
            ["log_likelihood", "observed_data", "posterior", "posterior_predictive", "sample_stats"],
            Directory.EnumerateDirectories(Root).Select(path => Path.GetFileName(path)!).Order());
        foreach (string group in (string[])["", "log_likelihood", "observed_data", "posterior", "posterior_predictive", "sample_stats"])
        {
            Assert.Equal("{\n  \"zarr_format\": 2\n}", File.ReadAllText(Path.Combine(Root, group, ".zgroup")).ReplaceLineEndings("\n"));
            JsonObject attributes = Json(group, ".zattrs");
            Assert.Equal("BayesLmm", (string?)attributes["inference_library"]);
            foreach (string name in (string[])[
                "created_at", "creation_library", "creation_library_version", "creation_library_language", "inference_library_version"])
            {
                Assert.False(string.IsNullOrEmpty((string?)attributes[name]));
            }
        }
    }

    [Fact]
    public void Every_array_has_the_members_that_readers_require()
    {
        DrawsFile.Write(posterior, Root);
        string[] arrays = [.. Directory.EnumerateFiles(Root, ".zarray", SearchOption.AllDirectories)];
        Assert.Equal((2 + 6 + 3) + (2 + 7) + (2 * 4) + 2, arrays.Length);
        foreach (string file in arrays)
        {
            string path = Path.GetRelativePath(Root, Path.GetDirectoryName(file)!);
            JsonObject array = Json(path, ".zarray");
            Assert.Equal(
                ["chunks", "compressor", "dtype", "fill_value", "filters", "order", "shape", "zarr_format"], array.Select(member => member.Key));
            Assert.Null(array["compressor"]);
            Assert.Null(array["filters"]);
            Assert.Equal(("C", 2), ((string)array["order"]!, (int)array["zarr_format"]!));
            int[] shape = Numbers(array["shape"]), chunks = Numbers(array["chunks"]);
            JsonArray dimensions = Json(path, ".zattrs")["_ARRAY_DIMENSIONS"]!.AsArray();
            Assert.Equal(shape.Length, dimensions.Count);
            string type = (string)array["dtype"]!;
            int size = type[1] == 'U' ? 4 * int.Parse(type[2..], System.Globalization.CultureInfo.InvariantCulture) : type[2] - '0';
            string[] parts = [.. Directory.EnumerateFiles(Path.GetDirectoryName(file)!).Where(part => !Path.GetFileName(part).StartsWith('.'))];
            Assert.Equal(shape.Zip(chunks).Aggregate(1, (product, pair) => product * ((pair.First + pair.Second - 1) / pair.Second)), parts.Length);
            Assert.All(parts, part => Assert.Equal(size * chunks.Aggregate(1, (product, length) => product * length), new FileInfo(part).Length));
            foreach ((JsonNode? dimension, int length) in dimensions.Zip(shape))
            {
                string coordinate = Path.Combine(path.Split(Path.DirectorySeparatorChar)[0], (string)dimension!);
                Assert.Equal([length], Numbers(Json(coordinate, ".zarray")["shape"]));
            }
        }
    }

    [Fact]
    public void All_metadata_are_consolidated()
    {
        DrawsFile.Write(posterior, Root);
        JsonObject all = Json("", ".zmetadata");
        Assert.Equal(1, (int)all["zarr_consolidated_format"]!);
        JsonObject metadata = all["metadata"]!.AsObject();
        string[] files = [.. ((string[])[".zgroup", ".zattrs", ".zarray"])
            .SelectMany(name => Directory.EnumerateFiles(Root, name, SearchOption.AllDirectories))];
        Assert.Equal(files.Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal),
            metadata.Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.All(metadata, member => Assert.Equal(
            member.Value!.ToJsonString(), JsonNode.Parse(File.ReadAllText(Path.Combine(Root, member.Key)))!.ToJsonString()));
    }

    [Fact]
    public void Chunks_have_the_draws()
    {
        DrawsFile.Write(posterior, Root);
        byte[] sigma = File.ReadAllBytes(Path.Combine(Root, "posterior", "sigma", "0.0"));
        Assert.Equal(posterior["sigma"].Values.ToArray(), Enumerable.Range(0, 60).Select(i => BinaryPrimitives.ReadDoubleLittleEndian(sigma.AsSpan(8 * i))));
        byte[] effects = File.ReadAllBytes(Path.Combine(Root, "posterior", "Subject", "1.0.0.0"));
        Assert.Equal(posterior["Subject[309, Days]"].Values[34], BinaryPrimitives.ReadDoubleLittleEndian(effects.AsSpan(8 * ((4 * 36) + 3))));
        byte[] levels = File.ReadAllBytes(Path.Combine(Root, "posterior", "Subject_level", "0"));
        Assert.Equal("308309310", Encoding.UTF32.GetString(levels.AsSpan(0, 36)));
        Assert.Equal("<U3", (string?)Json("posterior/Subject_level", ".zarray")["dtype"]);
        byte[] predicted = File.ReadAllBytes(Path.Combine(Root, "posterior_predictive", "Reaction", "0.0.0"));
        PosteriorPredictions predictions = posterior.Predict(
            new PosteriorPredictionOptions { Draws = 60 }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(predictions.Rows[5].Observation!.Draws[7], BinaryPrimitives.ReadDoubleLittleEndian(predicted.AsSpan(8 * ((7 * 64) + 5))));
    }

    [Fact]
    public void Draws_without_sampler_columns_have_no_sample_stats()
    {
        DrawsFile.Write(
            ModelFiles.Bind("pastes").SampleWith(
                new GibbsEngine(), new DrawOptions { Chains = 1, Draws = 5 }, cancellationToken: TestContext.Current.CancellationToken),
            Root);
        Assert.False(Directory.Exists(Path.Combine(Root, "sample_stats")));
        Assert.True(Directory.Exists(Path.Combine(Root, "posterior", "batch_cask")));   // the group batch:cask, whose colon no folder has
    }

    [Fact]
    public void Only_a_folder_that_this_program_wrote_is_replaced()
    {
        DrawsFile.Write(posterior, Root);
        File.WriteAllText(Path.Combine(Root, "posterior", "old"), "");
        DrawsFile.Write(posterior, Root);
        Assert.False(File.Exists(Path.Combine(Root, "posterior", "old")));

        string other = Path.Combine(folder, "other.zarr");
        Directory.CreateDirectory(other);
        Assert.Equal($"there is a folder '{other}' that this program did not write.", DrawsFile.Problem(other));
        Assert.Throws<IOException>(() => DrawsFile.Write(posterior, other));
        Assert.Empty(Directory.EnumerateFileSystemEntries(other));
    }

    [Fact]
    public void Names_are_names_of_folders()
    {
        ZarrNames names = new("chain");
        Assert.Equal(["a_b", "A_B_2", "chain_2", "_zarray", "quantity", "x y"], ((string[])["a/b", "A:B", "chain", ".zarray", " ", "x y."]).Select(names.Of));
    }

    private JsonObject Json(string path, string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Root, path, name)))!.AsObject();

    private static int[] Numbers(JsonNode? list) => [.. list!.AsArray().Select(number => (int)number!)];
}
