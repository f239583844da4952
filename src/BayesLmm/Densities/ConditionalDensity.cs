using BayesLmm.Design;
using BayesLmm.Equations;
using BayesLmm.Sampling;

namespace BayesLmm.Densities;

/// <summary>
/// The posterior density of all of a model's unknowns, for families under which coefficients and group effects cannot be integrated out. An evaluation takes
/// time in proportion to the rows. Its coordinates are ζ, of φ, then z, as many as there are group effects and coefficients; all are N(0, 1), approximately.
/// </summary>
/// <remarks>
/// <para>φ = φ₀ + Cζ in the coordinates of <see cref="ConditionalCoordinates"/>. With H = L₀L₀ᵀ the information about (u, β) at the reference φ₀ and â their
/// mode there, a = â + L₀⁻ᵀ(z + Dζ): it removes the dependence of many effects on each other, as a dense metric would, in the time of a sparse solve, and Dζ
/// lets the mode move with φ.</para>
/// <para>u is a itself at the reference. Elsewhere it follows a as its normal approximation moves with Λ, see <see cref="Coordinates.EffectMap"/>, which is the
/// non-centred parametrisation for a level with little information and the centred one for a level with much. Using one in place of the other makes a
/// funnel.</para>
/// </remarks>
internal sealed class ConditionalDensity : IModelDensity
{
    /// <summary>Step of the differences from which the shear is taken: of coordinates of order one.</summary>
    private const double ShearStep = 1e-3;

    /// <summary>Makes the density of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="reference">Where its coordinates have their origin: it affects speed, not the distribution that is sampled. Null for a rough guess.</param>
    public ConditionalDensity(BoundModel model, ConditionalReference? reference = null)
        : this(model, ConditionalRows.Of(model), reference)
    {
    }

    /// <summary>Makes the density of a model whose rows are at hand.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="reference">Where its coordinates have their origin; null for a rough guess.</param>
    /// <param name="mode">Where (u, β) are at the reference, and the rows' information; null to look for the mode.</param>
    public ConditionalDensity(BoundModel model, ConditionalRows rows, ConditionalReference? reference, ConditionalMode? mode = null)
    {
        Model = model;
        SharedRows = rows;
        reference ??= ConditionalReference.FromGuess(model, rows);
        Layout = new ConditionalCoordinates(model, reference.Scales);
        mode ??= ConditionalMode.TryFind(Layout, rows, reference.Center) ?? ConditionalMode.Normal(Layout, rows, reference.Center);
        Approximation = new ConditionalApproximation(Layout, reference, mode, rows.Equations);
        Approximation = Approximation.With(FindShear());
    }

    /// <inheritdoc/>
    public BoundModel Model { get; }

    /// <inheritdoc/>
    public int Dimension => Layout.Dimension;

    /// <inheritdoc/>
    IReadOnlyList<DensityCoordinate> IModelDensity.Coordinates => Layout.Words;

    /// <summary>The unknowns and their own coordinates.</summary>
    internal ConditionalCoordinates Layout { get; }

    /// <summary>The rows.</summary>
    internal ObservedRows Rows => SharedRows.Rows;

    /// <summary>The rows with the structure of their equations.</summary>
    internal ConditionalRows SharedRows { get; }

    internal ConditionalApproximation Approximation { get; }

    /// <summary>Makes an evaluator with memory of its own.</summary>
    public ConditionalDensityEvaluator CreateEvaluator() => new(this);

    IModelDensityEvaluator IModelDensity.CreateEvaluator() => CreateEvaluator();

    ILogDensityEvaluator ILogDensity.CreateEvaluator() => CreateEvaluator();

    /// <summary>D = ∂²log p/∂z∂ζ at the reference, by central differences: with unit information about z the shift of its mode.</summary>
    private double[] FindShear()
    {
        int m = Layout.OuterCount, inner = Layout.InnerCount;
        double[] shear = new double[m * inner];
        if (shear.Length == 0)
        {
            return [];
        }

        ConditionalDensityEvaluator evaluator = CreateEvaluator();
        double[] position = new double[Dimension], above = new double[Dimension], below = new double[Dimension];
        for (int i = 0; i < m; i++)
        {
            position[i] = ShearStep;
            double up = evaluator.Evaluate(position, above);
            position[i] = -ShearStep;
            double down = evaluator.Evaluate(position, below);
            position[i] = 0;
            if (!double.IsFinite(up) || !double.IsFinite(down))
            {
                continue;
            }

            for (int j = 0; j < inner; j++)
            {
                double slope = (above[m + j] - below[m + j]) / (2 * ShearStep);
                shear[(i * inner) + j] = double.IsFinite(slope) ? slope : 0;
            }
        }

        return shear;
    }
}
