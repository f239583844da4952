using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace BayesLmm.Posteriors.Saved;

/// <summary>Writes the fields of a section: numbers in little-endian order, texts in UTF-8 behind their length, lists behind their count.</summary>
/// <param name="stream">The file.</param>
/// <param name="hash">Takes every byte.</param>
internal sealed class FieldWriter(Stream stream, IncrementalHash hash)
{
    /// <summary>The length that stands for no text.</summary>
    public const long NoText = -1;

    /// <summary>A whole number, 8 bytes.</summary>
    public void Whole(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        Bytes(bytes);
    }

    /// <summary>A number, 8 bytes.</summary>
    public void Number(double value) => Whole(BitConverter.DoubleToInt64Bits(value));

    /// <summary>Yes or no, as 1 or 0.</summary>
    public void Truth(bool value) => Whole(value ? 1 : 0);

    /// <summary>A text, or none.</summary>
    public void Text(string? text)
    {
        if (text is null)
        {
            Whole(NoText);
            return;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Whole(bytes.Length);
        Bytes(bytes);
    }

    /// <summary>Numbers.</summary>
    public void Numbers(ReadOnlySpan<double> values)
    {
        Whole(values.Length);
        Bytes(MemoryMarshal.AsBytes(values));
    }

    /// <summary>Whole numbers of 4 bytes each.</summary>
    public void Codes(ReadOnlySpan<int> values)
    {
        Whole(values.Length);
        Bytes(MemoryMarshal.AsBytes(values));
    }

    /// <summary>Items, each written by itself.</summary>
    public void List<T>(IReadOnlyCollection<T> items, Action<T> write)
    {
        Whole(items.Count);
        foreach (T item in items)
        {
            write(item);
        }
    }

    private void Bytes(ReadOnlySpan<byte> bytes)
    {
        hash.AppendData(bytes);
        stream.Write(bytes);
    }
}
