using System.Text;
using BayesLmm.Numerics;

namespace BayesLmm.Data.Columns;

/// <summary>Collects the values of one column, row by row.</summary>
internal abstract class ColumnBuilder
{
    /// <summary>The column of all values so far.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="origin">What was found out about it when it was read; null when it comes from no text file.</param>
    public abstract Column ToColumn(string name, ColumnOrigin? origin = null);
}

/// <summary>Collects numbers.</summary>
internal sealed class NumericBuilder : ColumnBuilder
{
    private double[] values = new double[256];
    private int count;

    /// <summary>Adds a row; NaN is missing.</summary>
    public void Add(double value)
    {
        if (count == values.Length)
        {
            Array.Resize(ref values, 2 * count);
        }

        values[count++] = value;
    }

    /// <inheritdoc/>
    public override Column ToColumn(string name, ColumnOrigin? origin = null) => new NumericColumn(name, values[..count]) { Origin = origin };
}

/// <summary>
/// Collects texts as codes into the distinct ones. The empty text and <c>NA</c> are missing. The levels come out in ordinal order, as R
/// sorts them in the C locale; truth values, however they are capitalised, as <c>FALSE</c> and <c>TRUE</c>.
/// </summary>
internal sealed class CategoricalBuilder : ColumnBuilder
{
    private readonly Dictionary<byte[], int> codeOf = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> lookup;
    private int[] codes = new int[256];
    private int count;

    /// <summary>Makes an empty one.</summary>
    public CategoricalBuilder() => lookup = codeOf.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>Number of different texts so far.</summary>
    public int LevelCount => codeOf.Count;

    /// <summary>Adds a row, in UTF-8; empty is missing.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        int code = -1;
        if (text.Length > 0 && !text.SequenceEqual("NA"u8) && !lookup.TryGetValue(text, out code))
        {
            code = codeOf.Count;
            codeOf.Add(text.ToArray(), code);
        }

        if (count == codes.Length)
        {
            Array.Resize(ref codes, 2 * count);
        }

        codes[count++] = text.Length == 0 || text.SequenceEqual("NA"u8) ? -1 : code;
    }

    /// <summary>Adds a row; null is missing.</summary>
    public void Add(string? text) => Add(Encoding.UTF8.GetBytes(text ?? ""));

    /// <inheritdoc/>
    public override Column ToColumn(string name, ColumnOrigin? origin = null)
    {
        string[] texts = new string[codeOf.Count];
        foreach ((byte[] bytes, int code) in codeOf)
        {
            texts[code] = Encoding.UTF8.GetString(bytes);
        }

        if (texts.All(text => bool.TryParse(text, out _)))
        {
            texts = [.. texts.Select(text => text.ToUpperInvariant())];
        }

        string[] levels = [.. texts.Distinct()];
        Array.Sort(levels, StringComparer.Ordinal);
        int[] newCode = [.. texts.Select(text => Array.BinarySearch(levels, text, StringComparer.Ordinal))];
        int[] sorted = new int[count];
        for (int row = 0; row < count; row++)
        {
            sorted[row] = codes[row] < 0 ? -1 : newCode[codes[row]];
        }

        return new CategoricalColumn(name, levels.ToEquatableArray(), sorted) { Origin = origin };
    }

    /// <summary>Compares UTF-8 texts by their bytes, so that a text becomes a string only once a level.</summary>
    private sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly Utf8Comparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            HashCode hash = new();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
