using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BayesLmm.Posteriors.Files;

/// <summary>
/// Writes a folder in the layout of Zarr, version 2: groups with attributes, arrays of chunks without compression, dimensions named as xarray names them, and
/// all metadata once more in one file at the top.
/// </summary>
internal sealed class ZarrFolder
{
    /// <summary>What xarray calls the names of an array's dimensions.</summary>
    private const string Dimensions = "_ARRAY_DIMENSIONS";

    private readonly string root;
    private readonly JsonObject metadata = [];

    /// <summary>Begins a folder.</summary>
    /// <param name="root">An empty folder.</param>
    /// <param name="attributes">The attributes of the whole.</param>
    public ZarrFolder(string root, JsonObject attributes)
    {
        this.root = root;
        Group("", attributes);
    }

    /// <summary>Begins a group.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="attributes">Its attributes.</param>
    public void Group(string name, JsonObject attributes)
    {
        Directory.CreateDirectory(Path.Combine(root, name));
        WriteJson(name, ".zgroup", new JsonObject { ["zarr_format"] = 2 });
        WriteJson(name, ".zattrs", attributes);
    }

    /// <summary>Declares an array, whose chunks are written next.</summary>
    /// <param name="path">Its group and its name.</param>
    /// <param name="type">The type of its elements, as NumPy writes it: <c>&lt;f8</c>.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="chunks">The shape of its chunks.</param>
    /// <param name="dimensions">The names of its dimensions.</param>
    /// <param name="title">What it is, where its name does not say it; or null.</param>
    public void Array(string path, string type, int[] shape, int[] chunks, string[] dimensions, string? title = null)
    {
        Directory.CreateDirectory(Path.Combine(root, path));
        WriteJson(path, ".zarray", new JsonObject
        {
            ["chunks"] = ToJson(chunks),
            ["compressor"] = null,
            ["dtype"] = type,
            ["fill_value"] = type == "<f8" ? "NaN" : null,
            ["filters"] = null,
            ["order"] = "C",
            ["shape"] = ToJson(shape),
            ["zarr_format"] = 2,
        });
        JsonObject attributes = new() { [Dimensions] = new JsonArray([.. dimensions.Select(name => (JsonNode?)name)]) };
        if (title is not null)
        {
            attributes["long_name"] = title;
        }

        WriteJson(path, ".zattrs", attributes);
    }

    /// <summary>Writes a chunk.</summary>
    /// <param name="path">The array.</param>
    /// <param name="chunk">The chunk's place in the grid of chunks.</param>
    /// <param name="values">Its elements by rows, as many as a chunk has.</param>
    public void Chunk(string path, int[] chunk, ReadOnlySpan<double> values) => WriteBytes(path, chunk, MemoryMarshal.AsBytes(values));

    /// <summary>Writes an array of numbers in one chunk.</summary>
    public void Numbers(string path, string[] dimensions, int[] shape, ReadOnlySpan<double> values, string? title = null)
    {
        Array(path, "<f8", shape, shape, dimensions, title);
        Chunk(path, new int[shape.Length], values);
    }

    /// <summary>Writes an array of whole numbers in one chunk.</summary>
    public void Wholes(string path, string[] dimensions, int[] shape, IEnumerable<long> values)
    {
        Array(path, "<i8", shape, shape, dimensions);
        WriteBytes(path, new int[shape.Length], MemoryMarshal.AsBytes<long>(values.ToArray()));
    }

    /// <summary>Writes an array of truth values in one chunk.</summary>
    public void Truths(string path, string[] dimensions, int[] shape, IEnumerable<bool> values)
    {
        Array(path, "|b1", shape, shape, dimensions);
        WriteBytes(path, new int[shape.Length], [.. values.Select(value => value ? (byte)1 : (byte)0)]);
    }

    /// <summary>Writes a list of texts: characters of 4 bytes, each text filled up to the longest.</summary>
    public void Texts(string path, string dimension, IReadOnlyList<string> texts)
    {
        Rune[][] signs = [.. texts.Select(text => text.EnumerateRunes().ToArray())];
        int longest = Math.Max(1, signs.Select(text => text.Length).DefaultIfEmpty(1).Max());
        byte[] bytes = new byte[4 * longest * texts.Count];
        for (int i = 0; i < signs.Length; i++)
        {
            for (int j = 0; j < signs[i].Length; j++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * ((i * longest) + j)), signs[i][j].Value);
            }
        }

        Array(path, FormattableString.Invariant($"<U{longest}"), [texts.Count], [texts.Count], [dimension]);
        WriteBytes(path, [0], bytes);
    }

    /// <summary>Writes the metadata of everything in one file.</summary>
    public void Consolidate() => WriteText(".zmetadata", new JsonObject { ["metadata"] = metadata, ["zarr_consolidated_format"] = 1 });

    private static JsonArray ToJson(int[] numbers) => new([.. numbers.Select(number => (JsonNode?)number)]);

    private void WriteJson(string path, string name, JsonObject value)
    {
        string file = path.Length == 0 ? name : path + "/" + name;
        WriteText(file, value);
        metadata[file] = value;
    }

    private void WriteText(string file, JsonObject value)
    {
        using FileStream stream = new(Path.Combine(root, file), FileMode.CreateNew, FileAccess.Write);
        using Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true });
        value.WriteTo(writer);
    }

    private void WriteBytes(string path, int[] chunk, ReadOnlySpan<byte> bytes)
    {
        using FileStream stream = new(Path.Combine(root, path, string.Join('.', chunk)), FileMode.CreateNew, FileAccess.Write);
        stream.Write(bytes);
    }
}
