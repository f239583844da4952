using System.Numerics.Tensors;
using BayesLmm.Design.Products;

namespace BayesLmm.Posteriors.LeaveOut;

/// <summary>The affine map from the coefficients of cross-products to those of the model as written, as a matrix: also for variances. Immutable.</summary>
internal sealed class WrittenCoefficients
{
    private readonly double[] T;
    private readonly double[] shift;

    /// <summary>Takes the map from a change of coordinates.</summary>
    /// <param name="coordinates">The change of coordinates.</param>
    public WrittenCoefficients(Coordinates coordinates)
    {
        int p = coordinates.Reference.Count;
        shift = [.. coordinates.Reference];
        coordinates.Uncenter(shift);
        T = new double[p * p];
        for (int j = 0; j < p; j++)
        {
            double[] unit = new double[p];
            unit[j] = 1;
            coordinates.Uncenter(unit);
            for (int i = 0; i < p; i++)
            {
                T[(i * p) + j] = unit[i];
            }
        }
    }

    /// <summary>p.</summary>
    public int Count => shift.Length;

    /// <summary>The weights of a coefficient as written on those of the cross-products.</summary>
    public ReadOnlySpan<double> Weights(int coefficient) => T.AsSpan(coefficient * Count, Count);

    /// <summary>Coefficients as written.</summary>
    /// <param name="relative">p coefficients of the cross-products.</param>
    /// <param name="written">Receives p numbers; other memory.</param>
    public void Map(ReadOnlySpan<double> relative, Span<double> written)
    {
        for (int i = 0; i < written.Length; i++)
        {
            written[i] = shift[i] + TensorPrimitives.Dot(Weights(i), relative);
        }
    }
}
