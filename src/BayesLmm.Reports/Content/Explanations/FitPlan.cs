using BayesLmm.Densities;
using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Sparse;

namespace BayesLmm.Reports.Content.Explanations;

/// <summary>What fitting a model would take: sizes, engine, memory.</summary>
/// <param name="Rows">Rows of the table that are used, n.</param>
/// <param name="FixedColumns">Columns of X, p.</param>
/// <param name="Terms">The random terms.</param>
/// <param name="Equations">The mixed model equations.</param>
/// <param name="Coordinates">What the sampler moves.</param>
/// <param name="Options">How it would sample.</param>
/// <param name="Memory">The memory it would take.</param>
internal sealed record FitPlan(
    int Rows,
    int FixedColumns,
    IReadOnlyList<TermSize> Terms,
    EquationsSize Equations,
    IReadOnlyList<DensityCoordinate> Coordinates,
    DrawOptions Options,
    MemoryNeed Memory)
{
    /// <summary>Whether coefficients and group effects are integrated out; otherwise an evaluation visits every row.</summary>
    public required bool IsMarginal { get; init; }

    /// <summary>Number of coordinates; where many are alike, <see cref="Coordinates"/> has them on one line.</summary>
    public required int Dimension { get; init; }

    /// <summary>Makes the plan; nothing is sampled.</summary>
    public static FitPlan Create(BoundModel model)
    {
        MarginalDensity marginal = new(model);
        ConditionalCoordinates? conditional = model.Family.NormalForm == NormalForm.Exact ? null : ConditionalCoordinates.Of(model);
        int dimension = conditional?.Dimension ?? marginal.Dimension;
        SymbolicCholesky structure = marginal.Equations.Structure;
        DrawOptions options = DrawOptions.From(model.Specification);
        ModelDesign design = model.Design;
        int effects = model.Products.EffectCount;
        long numbers = dimension + model.Parameters.Count() + effects;
        int columns = 1 + design.FixedEffects.Columns.Count + design.RandomTerms.Sum(term => term.Columns.Count);
        return new FitPlan(
            design.RowCount,
            design.FixedEffects.Columns.Count,
            [.. model.GroupTerms.Select(term => new TermSize(term.Group, term.Levels.Count, term.Width))],
            new EquationsSize(marginal.Equations.Order, EquationsDescription.Of(marginal.Equations, [.. model.GroupTerms.Select(term => term.Group)])),
            conditional?.Words ?? marginal.Coordinates,
            options,
            new MemoryNeed(
                ((long)design.RowCount * columns * sizeof(double)) + ((long)design.RowCount * design.RandomTerms.Count * sizeof(int)),
                options.Chains * ((2L * structure.NonZeros) + structure.Pattern.NonZeros) * sizeof(double),
                (long)options.Chains * options.Draws * numbers * sizeof(double)))
        {
            IsMarginal = conditional is null,
            Dimension = dimension,
        };
    }
}

/// <summary>The size of a random term.</summary>
/// <param name="Group">The grouping factor.</param>
/// <param name="Levels">Its levels, J.</param>
/// <param name="Width">Effects a level, r; the term has J · r columns of Z.</param>
internal sealed record TermSize(string Group, int Levels, int Width);

/// <summary>The size of the mixed model equations.</summary>
/// <param name="Unknowns">Group effects and coefficients.</param>
/// <param name="Structure">Their blocks and their factor.</param>
internal sealed record EquationsSize(int Unknowns, EquationsDescription Structure);

/// <summary>Memory in bytes.</summary>
/// <param name="Design">Response and design columns.</param>
/// <param name="Factors">For each chain Q, its factor and its selected inverse.</param>
/// <param name="Draws">The draws of coordinates, parameters and group effects.</param>
internal sealed record MemoryNeed(long Design, long Factors, long Draws)
{
    /// <summary>All of it.</summary>
    public long Total => Design + Factors + Draws;
}
