using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace BayesLmm.Posteriors.Saved;

/// <summary>Reads the fields of a section in the order in which <see cref="FieldWriter"/> wrote them.</summary>
/// <param name="stream">The file, at the section's content.</param>
/// <param name="length">The length of the content.</param>
internal sealed class FieldReader(Stream stream, long length)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private long left = length;

    /// <summary>A whole number.</summary>
    public long Whole()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        Bytes(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    /// <summary>A whole number of 32 bits.</summary>
    /// <exception cref="InvalidDataException">It is larger.</exception>
    public int Count() => Whole() is >= int.MinValue and <= int.MaxValue and var value ? (int)value : throw new InvalidDataException("a count is too large");

    /// <summary>A number.</summary>
    public double Number() => BitConverter.Int64BitsToDouble(Whole());

    /// <summary>Yes or no.</summary>
    public bool Truth() => Whole() != 0;

    /// <summary>A text.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public string Text() => OptionalText() ?? throw new InvalidDataException("a text is missing");

    /// <summary>A text, or none.</summary>
    public string? OptionalText()
    {
        long size = Whole();
        if (size == FieldWriter.NoText)
        {
            return null;
        }

        byte[] bytes = new byte[Checked(size, 1)];
        Bytes(bytes);
        return Strict.GetString(bytes);
    }

    /// <summary>Numbers.</summary>
    public double[] Numbers()
    {
        double[] values = new double[Checked(Whole(), sizeof(double))];
        Bytes(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>Whole numbers of 4 bytes each.</summary>
    public int[] Codes()
    {
        int[] values = new int[Checked(Whole(), sizeof(int))];
        Bytes(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>Items, each read by itself.</summary>
    public T[] List<T>(Func<T> read)
    {
        T[] items = new T[Checked(Whole(), sizeof(long))];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = read();
        }

        return items;
    }

    /// <summary>One of the values of an enumeration.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public T Choice<T>()
        where T : struct, Enum => Text() is var name && Enum.TryParse(name, out T value) && Enum.IsDefined(value)
            ? value
            : throw new InvalidDataException($"'{name}' is not a {typeof(T).Name}");

    /// <summary>Requires that everything was read.</summary>
    /// <exception cref="InvalidDataException">It was not.</exception>
    public void Finish()
    {
        if (left != 0)
        {
            throw new InvalidDataException("a section is longer than what it holds");
        }
    }

    /// <summary>A number of items that the rest of the section has room for.</summary>
    private int Checked(long count, int size) => count >= 0 && count <= left / size && count <= Array.MaxLength
        ? (int)count
        : throw new InvalidDataException("a list is longer than its section");

    private void Bytes(Span<byte> bytes)
    {
        if (bytes.Length > left)
        {
            throw new InvalidDataException("a section is shorter than what it holds");
        }

        stream.ReadExactly(bytes);
        left -= bytes.Length;
    }
}
