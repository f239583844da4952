using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Families;

namespace BayesLmm.Equations.Laplace;

/// <summary>
/// The rows of a model of any family, sorted by level, with their density and the structure of their cross-products: what Laplace's approximation is of.
/// Coordinates are those of the cross-products: columns of X centred, coefficients less a reference, effects in a basis. Immutable, and shared by threads.
/// </summary>
internal sealed class LaplaceRows
{
    private readonly ObservedRows rows;
    private readonly RowPair[] pairs;

    private LaplaceRows(CrossProducts products, ObservedRows rows, Family family)
    {
        this.rows = rows;
        Products = products;
        Family = family;
        pairs = [.. RowPair.Of(products, rows.Predictor)];
    }

    /// <summary>The cross-products, of which only structure and coordinates count here.</summary>
    public CrossProducts Products { get; }

    /// <summary>The distribution of a row given its predictor.</summary>
    public Family Family { get; }

    /// <summary>The density of the rows.</summary>
    public RowDensity Density => Family.Density;

    /// <summary>Number of the family's parameters.</summary>
    public int ParameterCount => Family.Parameters.Count;

    /// <summary>η = o + Xβ + Zb.</summary>
    public LinearPredictor Predictor => rows.Predictor;

    /// <summary>y, n numbers.</summary>
    public ReadOnlySpan<double> Response => rows.Response;

    /// <summary>w, n numbers; empty where every weight is 1.</summary>
    public ReadOnlySpan<double> Weights => rows.Weights;

    /// <summary>Number of rows, n.</summary>
    public int Count => rows.Count;

    /// <summary>Number of group effects, q.</summary>
    public int EffectCount => Products.EffectCount;

    /// <summary>Number of coefficients, p.</summary>
    public int FixedCount => Products.FixedCount;

    /// <summary>For each pair of terms the block of ZᵀZ that a row adds to.</summary>
    public ReadOnlySpan<RowPair> Pairs => pairs;

    /// <summary>Takes the rows of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="basis">Other coordinates of the effects; null for those of the model's cross-products.</param>
    public static LaplaceRows Create(BoundModel model, EffectBasis? basis = null)
    {
        ObservedRows rows = model.CreateRowsByLevel();
        CrossProducts products = model.Products;
        if (basis is { IsIdentity: false })
        {
            (rows, products) = (rows.InBasis(basis.Of), products.InBasis(basis));
        }

        return new LaplaceRows(products, rows, model.Family);
    }
}
