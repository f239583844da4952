using BayesLmm.Densities;
using BayesLmm.Densities.Groups;
using BayesLmm.Equations.Laplace;
using BayesLmm.Sampling;

namespace BayesLmm.Engines.Importance;

/// <summary>
/// Importance sampling of φ and β, for models whose terms all have the same groups: their effects are integrated out group by group.
/// </summary>
internal static class GroupedImportance
{
    /// <summary>The most coordinates of φ and β: the efficiency falls exponentially with their number.</summary>
    public const int MostCoordinates = 16;

    /// <summary>Densities of rows that importance sampling may compute for the requested effective number of draws; beyond, it settles for fewer.</summary>
    private const double Budget = 4e9;

    /// <summary>Whether a model can be sampled so.</summary>
    /// <param name="model">A model of a family that is not normal.</param>
    public static bool IsPossible(BoundModel model) => HasFewCoordinates(model) && GroupBlocks.TryOf(LaplaceRows.Create(model)) is not null;

    /// <summary>The rows and groups of a model that can be sampled so; null for another.</summary>
    /// <param name="model">A model of a family that is not normal.</param>
    public static (ConditionalRows Rows, GroupBlocks Blocks)? PartsOf(BoundModel model)
    {
        if (!HasFewCoordinates(model))
        {
            return null;
        }

        ConditionalRows rows = ConditionalRows.Of(model);
        return GroupBlocks.TryOf(rows.OfLaplace) is { } blocks ? (rows, blocks) : null;
    }

    /// <summary>Draws.</summary>
    /// <param name="model">A model for which <see cref="IsPossible"/>.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="blocks">Its groups.</param>
    /// <param name="options">The number of draws, the seed and the threads.</param>
    /// <param name="failure">Why there are none; otherwise empty.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="cancellationToken">Ends it early with what was drawn.</param>
    /// <returns>The density with the draws; null if it failed.</returns>
    public static (GroupedEstimate Density, Draws Draws)? TryDraw(
        BoundModel model, ConditionalRows rows, GroupBlocks blocks, DrawOptions options, out string failure, IProgress<Progress>? progress,
        CancellationToken cancellationToken)
    {
        options.Validate();
        if (ReferenceSearch.TryFind(model, rows, null, cancellationToken) is not { } reference)
        {
            failure = "No mode of Laplace's approximation was found.";
            return null;
        }

        if (GroupedSearch.TryFind(model, rows, blocks, reference, options.Seed, cancellationToken) is not { } density)
        {
            failure = "The integrals over the groups' effects cannot be estimated well enough.";
            return null;
        }

        ImportanceOptions importance =
            ImportanceRun.Options(options, ImportanceRun.AffordableSize(options, Budget / density.RowsAnEvaluation), rounds: 1);
        Draws? draws = ImportanceSampler.TrySample(density, importance, out failure, progress, cancellationToken, start: density.ImportanceStart);
        return draws is null ? null : (density, draws);
    }

    private static bool HasFewCoordinates(BoundModel model) =>
        model.GroupTerms.Count > 0 && ConditionalCoordinates.Of(model).JointCount is >= 1 and <= MostCoordinates;
}
