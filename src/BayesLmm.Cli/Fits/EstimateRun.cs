using BayesLmm.Cli.Inputs;
using BayesLmm.Estimation;
using BayesLmm.Reports.Content;

namespace BayesLmm.Cli.Fits;

/// <summary>The estimates beside a posterior.</summary>
/// <param name="Reml">REML, where the family has it.</param>
/// <param name="Laplace">Maximum likelihood for other families; null where the likelihood has no maximum and priors keep the posterior proper.</param>
/// <param name="Step">What was done.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record Estimates(RemlFit? Reml, LaplaceFit? Laplace, Step Step, TimeSpan Elapsed);

/// <summary>The work of estimating beside a posterior.</summary>
internal static class EstimateRun
{
    /// <summary>What is said while it runs.</summary>
    public static string Activity(BoundModel model) => model.HasReml ? "estimating by REML" : "estimating by maximum likelihood";

    /// <summary>Estimates.</summary>
    /// <param name="model">The model.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ModelException">The likelihood has no maximum, and no prior makes up for that.</exception>
    public static Estimates Run(BoundModel model, TimeProvider time, CancellationToken cancellationToken)
    {
        if (model.HasReml)
        {
            (RemlFit reml, TimeSpan elapsed) = RemlRun.Fit(model, restricted: true, time, cancellationToken);
            return new Estimates(reml, null, Step.Reml, elapsed);
        }

        long begin = time.GetTimestamp();
        if (!model.TryFitLaplace(out LaplaceFit? fit, out NoMaximum? reason, null, cancellationToken) && IsImproper(model, reason))
        {
            throw InputDiagnostics.CannotRun(reason.ToString());
        }

        return new Estimates(null, fit, Step.Likelihood, time.GetElapsedTime(begin));
    }

    /// <summary>Whether coefficients that go to infinity have flat priors: then the posterior does not exist either.</summary>
    private static bool IsImproper(BoundModel model, NoMaximum reason) =>
        reason.Reason == NoMaximumReason.Separation
        && model.FixedEffects.Any(effect => !effect.Prior.IsProper && reason.Coefficients.Contains(effect.Name));
}
