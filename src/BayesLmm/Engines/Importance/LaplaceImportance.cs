using BayesLmm.Densities;
using BayesLmm.Sampling;

namespace BayesLmm.Engines.Importance;

/// <summary>
/// Importance sampling of φ from the mode of its density by Laplace's approximation, for models whose coefficients and group effects cannot be integrated out.
/// </summary>
internal static class LaplaceImportance
{
    /// <summary>The most coordinates of φ: the efficiency falls exponentially with their number.</summary>
    public const int MostCoordinates = 12;

    /// <summary>
    /// Effective draws of φ that are aimed at, whatever number of draws is asked for: each costs a search for a mode, and more are resampled from these.
    /// </summary>
    private const int EffectiveSize = 500;

    /// <summary>Why the model cannot be sampled so; null if it can.</summary>
    /// <param name="model">A model of a family that is not normal.</param>
    public static string? WhyNot(BoundModel model)
    {
        if (!LaplaceEstimate.IsPossible(model))
        {
            return $"A coefficient with a constant or bounded prior cannot be integrated out by Laplace's approximation. Use the engine {HmcEngine.Id}.";
        }

        int coordinates = ConditionalCoordinates.Of(model).OuterCount;
        return coordinates <= MostCoordinates
            ? null
            : $"{coordinates} variance parameters are too many for importance sampling, which takes up to {MostCoordinates}. Use the engine {HmcEngine.Id}.";
    }

    /// <summary>Draws.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">The number of draws, the seed and the threads.</param>
    /// <param name="isExact">Whether the draws are of the exact posterior; otherwise of that by Laplace's approximation.</param>
    /// <param name="failure">Why there are none; otherwise empty.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="cancellationToken">Ends it early with what was drawn.</param>
    /// <returns>The density with the draws; null if it failed.</returns>
    public static (LaplaceEstimate Density, Draws Draws)? TryDraw(
        BoundModel model, DrawOptions options, bool isExact, out string failure, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        options.Validate();
        ConditionalRows rows = ConditionalRows.Of(model);
        if (ReferenceSearch.TryFind(model, rows, null, cancellationToken) is not { } reference)
        {
            failure = "No mode of Laplace's approximation was found.";
            return null;
        }

        LaplaceEstimate density = new(model, rows, reference, options.Seed, isExact);
        ImportanceOptions importance = ImportanceRun.Options(options, Math.Min(EffectiveSize, options.Chains * options.Draws), rounds: 1);
        Draws? draws = ImportanceSampler.TrySample(density, importance, out failure, progress, cancellationToken, start: density.ImportanceStart);
        return draws is null ? null : (density, draws);
    }
}
