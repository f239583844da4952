namespace BayesLmm;

/// <summary>
/// The cross-products with y once known multiples of columns of X have been taken from it. Owns its memory; allocates nothing after construction.
/// </summary>
public sealed class AdjustedResponse
{
    private CrossProducts products;
    private readonly double[] zy;
    private readonly double[] xy;

    /// <summary>Allocates the memory, with the unadjusted y.</summary>
    public AdjustedResponse(CrossProducts products)
    {
        this.products = products;
        zy = new double[products.EffectCount];
        xy = new double[products.FixedCount];
        Reset();
    }

    /// <summary>yᵀy.</summary>
    public double Yy { get; private set; }

    /// <summary>Zᵀy, q numbers.</summary>
    public ReadOnlySpan<double> Zy => zy;

    /// <summary>Xᵀy, p numbers.</summary>
    public ReadOnlySpan<double> Xy => xy;

    /// <summary>Continues with other numbers in the same places and their unadjusted y; the memory is kept.</summary>
    /// <param name="other">Data of the same sizes.</param>
    internal void Use(CrossProducts other)
    {
        products = other;
        Reset();
    }

    /// <summary>The unadjusted y.</summary>
    public void Reset()
    {
        Yy = products.Fixed.Yy;
        products.Fixed.Xy.Span.CopyTo(xy);
        products.ZY.CopyTo(zy);
    }

    /// <summary>y ← y − x·value.</summary>
    /// <param name="column">Which column of X.</param>
    /// <param name="value">The multiple, in the coordinates of the cross-products.</param>
    public void Subtract(int column, double value)
    {
        int p = products.FixedCount;
        ReadOnlySpan<double> xx = products.Fixed.Xx.Span, zx = products.ZX;
        Yy += (value * value * xx[(column * p) + column]) - (2 * value * xy[column]);
        for (int j = 0; j < p; j++)
        {
            xy[j] -= value * xx[(j * p) + column];
        }

        for (int i = 0; i < zy.Length; i++)
        {
            zy[i] -= value * zx[(i * p) + column];
        }
    }

    /// <summary>xᵀ(y − Xβ − Zb) for a column of X.</summary>
    /// <param name="column">Which column.</param>
    /// <param name="unknown">The columns that <paramref name="beta"/> belongs to.</param>
    /// <param name="beta">Their coefficients, in the coordinates of the cross-products.</param>
    /// <param name="effects">b.</param>
    public double ResidualProduct(int column, ReadOnlySpan<int> unknown, ReadOnlySpan<double> beta, ReadOnlySpan<double> effects)
    {
        int p = products.FixedCount;
        ReadOnlySpan<double> xx = products.Fixed.Xx.Span, zx = products.ZX;
        double product = xy[column];
        for (int j = 0; j < unknown.Length; j++)
        {
            product -= xx[(column * p) + unknown[j]] * beta[j];
        }

        for (int i = 0; i < effects.Length; i++)
        {
            product -= zx[(i * p) + column] * effects[i];
        }

        return product;
    }
}
