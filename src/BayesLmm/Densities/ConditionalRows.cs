using BayesLmm.Design;
using BayesLmm.Equations;
using BayesLmm.Equations.Laplace;

namespace BayesLmm.Densities;

/// <summary>What the conditional densities of one model share, whatever their reference. Immutable.</summary>
internal sealed class ConditionalRows
{
    private readonly Lazy<LaplaceRows> laplace;
    private readonly Lazy<MixedModelEquations> all;

    private ConditionalRows(BoundModel model)
    {
        Rows = model.CreateRowsByLevel();
        int[] columns = ConditionalCoordinates.Of(model).LinearColumns;
        Equations = MixedModelEquations.Analyze(model.Products, columns);
        laplace = new(() => LaplaceRows.Create(model));
        all = new(() => columns.Length == model.FixedEffects.Count
            ? Equations
            : MixedModelEquations.Analyze(model.Products, [.. Enumerable.Range(0, model.FixedEffects.Count)]));
    }

    /// <summary>The rows by levels.</summary>
    public ObservedRows Rows { get; }

    /// <summary>The structure of the equations of (u, β), with the coefficients whose prior is neither constant nor bounded.</summary>
    public MixedModelEquations Equations { get; }

    /// <summary>The rows for Laplace's approximation.</summary>
    public LaplaceRows OfLaplace => laplace.Value;

    /// <summary>The structure of the equations with all coefficients.</summary>
    public MixedModelEquations AllEquations => all.Value;

    /// <summary>Those of a model.</summary>
    public static ConditionalRows Of(BoundModel model) => new(model);
}
