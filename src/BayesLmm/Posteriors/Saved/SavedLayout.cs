namespace BayesLmm.Posteriors.Saved;

/// <summary>The layout of a saved fit's file: how it begins, and its sections in their order. models/saved.md describes it byte by byte.</summary>
internal static class SavedLayout
{
    /// <summary>The version of the layout that this software writes, and the highest that it reads.</summary>
    public const int Version = 1;

    /// <summary>Bytes of a checksum, a SHA-256 hash.</summary>
    public const int ChecksumLength = 32;

    /// <summary>Letters of a section's name.</summary>
    public const int NameLength = 4;

    /// <summary>What the file begins with; no text does.</summary>
    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'B', (byte)'L', (byte)'M', (byte)'M', (byte)'F', (byte)'I', (byte)'T'];

    /// <summary>Bytes before the first section: the magic, the version, and the checksum of both.</summary>
    public static int HeaderLength => Magic.Length + sizeof(int) + ChecksumLength;

    /// <summary>Model, data's place, software, seed and settings.</summary>
    public const string Fit = "fit ";

    /// <summary>The columns of the table that the model uses.</summary>
    public const string Data = "data";

    /// <summary>The engine, why it was used, and the report of message passing.</summary>
    public const string Run = "run ";

    /// <summary>How the draws were made.</summary>
    public const string Origin = "orig";

    /// <summary>The draws of the engine's coordinates.</summary>
    public const string Coordinates = "coor";

    /// <summary>The draws of the parameters.</summary>
    public const string Parameters = "para";

    /// <summary>The draws of the group effects, and of the factors of covariance matrices at the origin of predictors far from 0.</summary>
    public const string Effects = "effe";

    /// <summary>Nothing: without it the file was cut.</summary>
    public const string End = "end ";
}
