namespace BayesLmm;

/// <summary>The draws of one named quantity: chain by chain, as many numbers as chains × draws.</summary>
public sealed class DrawColumn
{
    private readonly double[] values;

    /// <summary>Makes a column; the array is not copied and must not be changed afterwards.</summary>
    public DrawColumn(string name, double[] values)
    {
        Name = name;
        this.values = values;
    }

    /// <summary>The quantity's name.</summary>
    public string Name { get; }

    /// <summary>The draws, chain by chain.</summary>
    public ReadOnlySpan<double> Values => values;
}
