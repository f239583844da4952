using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BayesLmm.Posteriors.Saved;

/// <summary>
/// Writes the header and the sections of a saved fit. A section is its name, the length of its content, the content, and a checksum over the checksum before,
/// the name, the length and the hash of the content: none can be changed, left out or moved.
/// </summary>
internal sealed class SectionWriter
{
    private readonly Stream stream;
    private byte[] checksum;

    /// <summary>Writes the header.</summary>
    /// <param name="stream">An empty stream that can seek.</param>
    public SectionWriter(Stream stream)
    {
        this.stream = stream;
        byte[] header = new byte[SavedLayout.HeaderLength];
        SavedLayout.Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(SavedLayout.Magic.Length), SavedLayout.Version);
        checksum = SHA256.HashData(header.AsSpan(0, SavedLayout.Magic.Length + sizeof(int)));
        checksum.CopyTo(header.AsSpan(SavedLayout.Magic.Length + sizeof(int)));
        stream.Write(header);
    }

    /// <summary>Writes a section.</summary>
    /// <param name="name">Its name, four letters.</param>
    /// <param name="write">Writes the content.</param>
    public void Write(string name, Action<FieldWriter> write)
    {
        byte[] start = new byte[SavedLayout.NameLength + sizeof(long)];
        Encoding.ASCII.GetBytes(name, start);
        long from = stream.Position;
        stream.Write(start);
        using IncrementalHash content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        write(new FieldWriter(stream, content));
        long to = stream.Position;
        BinaryPrimitives.WriteInt64LittleEndian(start.AsSpan(SavedLayout.NameLength), to - from - start.Length);
        stream.Position = from;
        stream.Write(start);
        stream.Position = to;
        checksum = Next(checksum, start, content.GetHashAndReset());
        stream.Write(checksum);
    }

    /// <summary>The checksum of a section.</summary>
    /// <param name="before">The checksum before it.</param>
    /// <param name="start">Its name and length.</param>
    /// <param name="content">The hash of its content.</param>
    public static byte[] Next(ReadOnlySpan<byte> before, ReadOnlySpan<byte> start, ReadOnlySpan<byte> content) =>
        SHA256.HashData([.. before, .. start, .. content]);
}
