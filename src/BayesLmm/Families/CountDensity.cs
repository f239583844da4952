using System.Numerics;
using System.Runtime.InteropServices;

namespace BayesLmm.Families;

/// <summary>What the densities of discrete families without a scale share.</summary>
internal abstract class CountDensity : RowDensity
{
    /// <inheritdoc/>
    public override bool IsComputableAt(ReadOnlySpan<double> parameters) => true;

    /// <summary>Views whole vectors of a span.</summary>
    private protected static ReadOnlySpan<Vector<double>> Lanes(ReadOnlySpan<double> values) => MemoryMarshal.Cast<double, Vector<double>>(values);

    /// <summary>Views whole vectors of a span.</summary>
    private protected static Span<Vector<double>> Lanes(Span<double> values) => MemoryMarshal.Cast<double, Vector<double>>(values);

    /// <summary>log(1 + x) for x ≥ 0, with the part of x that the sum lost.</summary>
    private protected static Vector<double> Log1P(Vector<double> x)
    {
        Vector<double> sum = Vector<double>.One + x;
        return Vector.Log(sum) - ((sum - Vector<double>.One - x) / sum);
    }
}
