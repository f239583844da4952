namespace BayesLmm;

/// <summary>Gives meaning to an engine's positions: each stands for a model's parameters and group effects.</summary>
public interface IPositionSource
{
    /// <summary>The model.</summary>
    BoundModel Model { get; }

    /// <summary>Makes a reader with memory of its own.</summary>
    IPositionReader CreateReader();
}

/// <summary>Converts a position to the model's parameters. Not thread-safe.</summary>
public interface IPositionReader
{
    /// <summary>The family's parameters at the last position, in the family's order.</summary>
    ReadOnlySpan<double> FamilyParameters { get; }

    /// <summary>
    /// The standard deviations of a term's effects at the last position. They may be negative: changing the sign of one, and of its row of the correlation
    /// factor, leaves the covariance matrix unchanged.
    /// </summary>
    /// <param name="term">Which term.</param>
    ReadOnlySpan<double> Sds(int term);

    /// <summary>The Cholesky factor C_k of a term's correlation matrix at the last position, by rows.</summary>
    /// <param name="term">Which term.</param>
    ReadOnlySpan<double> CorrelationFactor(int term);

    /// <summary>Another draw at the position of the last <see cref="Draw"/>; cheaper if that had to factor a matrix.</summary>
    /// <param name="normals">Standard normal numbers, <see cref="DrawLength"/> of them.</param>
    /// <param name="coefficients">Receives β of the model as written.</param>
    /// <param name="effects">Receives b.</param>
    void DrawAgain(ReadOnlySpan<double> normals, Span<double> coefficients, Span<double> effects);

    /// <summary>The number of standard normal numbers that <see cref="Draw"/> takes; 0 if the position determines everything.</summary>
    int DrawLength { get; }

    /// <summary>Coefficients and group effects at a position: drawn from their distribution given it, or read from it.</summary>
    /// <param name="position">A point of positive density.</param>
    /// <param name="normals">Standard normal numbers, <see cref="DrawLength"/> of them.</param>
    /// <param name="coefficients">Receives β of the model as written, p numbers.</param>
    /// <param name="effects">Receives b, the group effects in the order of <see cref="TermShape.FirstEffect"/>, q numbers.</param>
    /// <exception cref="ArgumentException">The density is zero at <paramref name="position"/>.</exception>
    void Draw(ReadOnlySpan<double> position, ReadOnlySpan<double> normals, Span<double> coefficients, Span<double> effects);
}
