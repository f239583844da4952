using BayesLmm.Densities;
using BayesLmm.Engines.Importance;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Normal;
using BayesLmm.Sampling.Start;

namespace BayesLmm.Engines.MessagePassing;

/// <summary>
/// The normal distribution of variance parameters with the rest integrated out: how it is fitted to a model's density, and how well it fits.
/// </summary>
internal static class CollapsedApproximation
{
    /// <summary>Points of the fit, per coordinate and one more: when an evaluation is expensive, and when it is an estimate.</summary>
    private const int FewPoints = 4, StudentPoints = 8;

    /// <summary>The tolerance when an evaluation is expensive: a twentieth of a standard deviation.</summary>
    private const double WideTolerance = 0.05;

    /// <summary>When an evaluation is an estimate, steps and the bound agree on the end only to within this.</summary>
    private const double StudentSlack = 0.3;

    /// <summary>Antithetic pairs of draws in an estimate whose logarithm is taken.</summary>
    private const int Pairs = 32;

    /// <summary>Fits it; null where the density is zero, or cannot be computed, around the start and no mode was found.</summary>
    /// <param name="density">The density.</param>
    /// <param name="start">Where to begin. If that fails, the fit begins at the mode: priors much tighter than their substitutes in the graph put the start far
    /// from the posterior.</param>
    /// <param name="options">How many threads it may take.</param>
    /// <param name="progress">Receives progress, as from sampling.</param>
    /// <param name="cancellationToken">Ends the fit early with its current result.</param>
    /// <exception cref="OperationCanceledException">It was cancelled before it had any result.</exception>
    public static VariationalNormalFit? Fit(
        MarginalDensity density, ImportanceStart start, DrawOptions options, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        bool isExpensive = density.Equations.Structure.Multiplications >= ImportanceRun.ExpensiveMultiplications;
        VariationalNormalOptions settings = new() { MaxThreads = options.Threads };
        if (isExpensive)
        {
            settings = settings with { Points = FewPoints * (density.Dimension + 1), Tolerance = WideTolerance };
        }

        VariationalNormalFit? fit = start.IsUsable ? VariationalNormal.Fit(density, start, settings, progress, cancellationToken) : null;
        if (fit is { Converged: true } or { Interrupted: true })
        {
            return fit;
        }

        VariationalNormalFit? fromMode = VariationalNormal.Fit(density, start: null, settings, progress, cancellationToken);
        return fromMode is not null && !(fromMode.LowerBound < fit?.LowerBound) ? fromMode : fit;
    }

    /// <summary>The estimated density of a model with student_t residuals as the fit needs it.</summary>
    /// <param name="density">The density as importance sampling uses it.</param>
    /// <param name="start">Where the fit begins.</param>
    public static StudentMarginal Estimated(StudentMarginal density, ImportanceStart start) => density.WithGradient(Pairs, start);

    /// <summary>The same for a model with student_t residuals, whose density is <see cref="Estimated"/>.</summary>
    /// <inheritdoc cref="Fit(MarginalDensity, ImportanceStart, DrawOptions, IProgress{Progress}?, CancellationToken)"/>
    public static VariationalNormalFit? Fit(
        StudentMarginal density, ImportanceStart start, DrawOptions options, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        VariationalNormalOptions settings = new() { Points = StudentPoints * (density.Dimension + 1), Slack = StudentSlack, MaxThreads = options.Threads };
        return VariationalNormal.Fit(density, start, settings, progress, cancellationToken);
    }
}
