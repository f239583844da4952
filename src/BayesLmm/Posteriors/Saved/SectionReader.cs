using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BayesLmm.Posteriors.Saved;

/// <summary>The sections of a saved fit, every one of them checked before anything of it is read.</summary>
internal sealed class SectionReader
{
    private const int BlockLength = 1 << 16;

    private readonly Stream stream;
    private readonly Dictionary<string, (long Start, long Length)> sections = new(StringComparer.Ordinal);

    /// <summary>Checks the whole file.</summary>
    /// <param name="stream">The file.</param>
    /// <exception cref="InvalidDataException">It is damaged, or of a newer version; the message is the end of a sentence about it.</exception>
    public SectionReader(Stream stream)
    {
        this.stream = stream;
        byte[] header = new byte[SavedLayout.HeaderLength];
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
        {
            throw new InvalidDataException("it ends within its header");
        }

        int hashed = SavedLayout.Magic.Length + sizeof(int);
        byte[] checksum = SHA256.HashData(header.AsSpan(0, hashed));
        if (!header.AsSpan(0, SavedLayout.Magic.Length).SequenceEqual(SavedLayout.Magic) || !header.AsSpan(hashed).SequenceEqual(checksum))
        {
            throw new InvalidDataException("its header is not that of a saved fit");
        }

        Version = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(SavedLayout.Magic.Length));
        if (Version <= SavedLayout.Version)
        {
            Check(checksum);
        }
    }

    /// <summary>The version of the layout; the sections of a newer one are not read.</summary>
    public int Version { get; }

    /// <summary>Reads a section.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="read">Reads the content.</param>
    /// <exception cref="InvalidDataException">There is no such section, or it does not hold what it should.</exception>
    public T Read<T>(string name, Func<FieldReader, T> read)
    {
        if (!sections.TryGetValue(name, out (long Start, long Length) section))
        {
            throw new InvalidDataException($"it has no section '{name.TrimEnd()}'");
        }

        stream.Position = section.Start;
        FieldReader fields = new(stream, section.Length);
        T result = read(fields);
        fields.Finish();
        return result;
    }

    private void Check(byte[] checksum)
    {
        byte[] start = new byte[SavedLayout.NameLength + sizeof(long)], found = new byte[SavedLayout.ChecksumLength], block = new byte[BlockLength];
        string name = "";
        while (name != SavedLayout.End)
        {
            if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length)
            {
                throw new InvalidDataException(name.Length == 0 ? "it ends behind its header" : $"it ends behind its section '{name.TrimEnd()}'");
            }

            name = Encoding.Latin1.GetString(start, 0, SavedLayout.NameLength);
            long length = BinaryPrimitives.ReadInt64LittleEndian(start.AsSpan(SavedLayout.NameLength));
            string shown = name.All(char.IsAsciiLetterOrDigit) || name.TrimEnd().All(char.IsAsciiLetter) ? $"its section '{name.TrimEnd()}'" : "a section";
            if (length < 0 || length > stream.Length - stream.Position - SavedLayout.ChecksumLength)
            {
                throw new InvalidDataException($"it ends within {shown}");
            }

            sections[name] = (stream.Position, length);
            checksum = SectionWriter.Next(checksum, start, Hash(length, block));
            stream.ReadExactly(found);
            if (!found.AsSpan().SequenceEqual(checksum))
            {
                throw new InvalidDataException($"the checksum of {shown} is not that of its content");
            }
        }

        if (stream.Position != stream.Length)
        {
            throw new InvalidDataException("there is something behind its end");
        }
    }

    private byte[] Hash(long length, byte[] block)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (length > 0)
        {
            Span<byte> part = block.AsSpan(0, (int)Math.Min(length, block.Length));
            stream.ReadExactly(part);
            hash.AppendData(part);
            length -= part.Length;
        }

        return hash.GetHashAndReset();
    }
}
