using System.Numerics.Tensors;

namespace BayesLmm;

// Notation: Σ = ΛΛᵀ the covariance matrix of the r effects of a level, Λ = diag(s) C its factor, lower triangular, r × r by rows; C Cᵀ = R the correlations.

/// <summary>
/// The form of the covariance matrix of a level's effects: the free entries of its factor, the names of its parameters, and their default priors.
/// </summary>
public abstract record CovarianceStructure
{
    private protected CovarianceStructure()
    {
    }

    /// <summary>The structure's name.</summary>
    public abstract string Name { get; }

    /// <summary>How a formula writes it: what stands between the effects and the group.</summary>
    public abstract string Bar { get; }

    /// <summary>Whether effects of one level may be correlated.</summary>
    public abstract bool HasCorrelations { get; }

    /// <summary>The conjugate form that a prior of the covariance matrix may have.</summary>
    internal abstract CovarianceConjugacy Conjugacy { get; }

    /// <summary>The default prior of the correlation matrix; null where no correlation is free.</summary>
    internal abstract Lkj? DefaultCorrelationPrior { get; }

    /// <summary>The structure for a number of effects: a single effect has no correlations.</summary>
    internal abstract CovarianceStructure WithWidth(int width);

    /// <summary>The free entries of Λ, column by column (Bates et al. 2015, eq. 16).</summary>
    internal abstract IEnumerable<(int Row, int Column)> FactorEntries(int width);

    /// <summary>The pairs of effects whose correlation is a parameter, in the order of the parameters.</summary>
    internal abstract IEnumerable<(int First, int Second)> CorrelatedPairs(int width);

    /// <summary>Number of parameters.</summary>
    internal int CountParameters(int width) => width + CorrelatedPairs(width).Count();

    /// <summary>The parameters: the effects' standard deviations, then the correlations of <see cref="CorrelatedPairs"/>.</summary>
    internal IEnumerable<Parameter> Parameters(string group, IReadOnlyList<string> effects) =>
        effects.Select(effect => Parameter.Sd(group, effect))
            .Concat(CorrelatedPairs(effects.Count).Select(pair => Parameter.Cor(group, effects[pair.First], effects[pair.Second])));

    /// <summary>The parameters of a factor; the correlation of an effect without variance is NaN.</summary>
    /// <param name="factor">Λ / <paramref name="scale"/>.</param>
    /// <param name="scale">What the factor is relative to.</param>
    /// <param name="width">Number of effects, r.</param>
    internal virtual double[] ReadParameters(ReadOnlySpan<double> factor, double scale, int width)
    {
        double[] values = new double[CountParameters(width)];
        Span<double> lengths = values.AsSpan(0, width);
        for (int i = 0; i < width; i++)
        {
            lengths[i] = TensorPrimitives.Norm(factor.Slice(i * width, width));
        }

        int next = width;
        foreach ((int i, int j) in CorrelatedPairs(width))
        {
            double product = TensorPrimitives.Dot(factor.Slice(i * width, width), factor.Slice(j * width, width));
            values[next++] = lengths[i] > 0 && lengths[j] > 0 ? Math.Clamp(product / (lengths[i] * lengths[j]), -1, 1) : double.NaN;
        }

        TensorPrimitives.Multiply(lengths, scale, lengths);
        return values;
    }

    /// <summary>R, r × r by rows, of the parameters' values.</summary>
    /// <param name="values">The values, in the order of the parameters.</param>
    /// <param name="width">Number of effects, r.</param>
    internal virtual double[] Correlations(ReadOnlySpan<double> values, int width)
    {
        double[] correlations = new double[width * width];
        for (int i = 0; i < width; i++)
        {
            correlations[(i * width) + i] = 1;
        }

        int next = width;
        foreach ((int i, int j) in CorrelatedPairs(width))
        {
            correlations[(i * width) + j] = correlations[(j * width) + i] = values[next++];
        }

        return correlations;
    }
}

/// <summary>The conjugate forms of a covariance matrix's prior.</summary>
internal enum CovarianceConjugacy
{
    /// <summary>A gamma distribution of each effect's precision.</summary>
    Gammas,

    /// <summary>A Wishart distribution of the precision matrix.</summary>
    Wishart,
}
