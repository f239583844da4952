using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.FactorGraphs.Variational;
using BayesLmm.Families;
using BayesLmm.Hamiltonian;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Sampling;

namespace BayesLmm.Posteriors.MessagePassing;

/// <summary>Draws from what message passing arrived at, refined or as it is.</summary>
internal static class VariationalPosterior
{
    /// <summary>What one must know of draws of an approximation as it is.</summary>
    public const string OfQ =
        "Draws of the approximation itself, in which coefficients and group effects do not depend on the variances: means are good, standard deviations are too small, those of variance parameters by a tenth to a half and more.";

    private const string OfResponse =
        "Variance parameters have a normal distribution with the covariance of the linear response: with fewer than about 15 groups it is too narrow, by a third and more, and it is not skewed. The rest is exact given these.";

    private const string OfStudentQ = " With student_t residuals sigma and nu are too large besides, by a standard deviation and more.";

    private const string OfEstimates = " Coefficients and group effects are integrated out by unbiased estimates.";

    private const string NotConverged = "It was not refined, because message passing has not converged.";

    private const string NearBound =
        "The linear response is of no use here: a parameter is near a bound of its prior. Refine by importance, or use the engines gibbs or hmc.";

    private const string NoPlace = "It was not refined: the density is zero, or cannot be computed, around what message passing arrived at. The engines gibbs and hmc are exact.";

    private const string OfBadWeights =
        "Importance sampling was to make the draws those of the exact posterior under the model's own priors, and its weights are not to be relied on: the engines gibbs and hmc are exact.";

    private const string OfImportance = "Importance sampling has made the draws those of the exact posterior under the model's own priors, but for Monte Carlo error.";

    /// <summary>Runs message passing and what comes after it.</summary>
    public static Posterior Sample(
        BoundModel model,
        SamplingOptions options,
        Refinement refinement,
        VariationalOptions? variational,
        IProgress<Progress>? progress,
        CancellationToken cancellationToken)
    {
        options.Validate();
        variational = (variational ?? new VariationalOptions()) with { MaxThreads = options.MaxThreads };
        VariationalFit fit = model.FitVariational(variational, progress, cancellationToken);
        if (model.Family.NormalForm == NormalForm.ScaleMixture)
        {
            return OfStudent(model, options, refinement, fit, progress, cancellationToken);
        }

        if (refinement == Refinement.None || fit.Response is null)
        {
            string shortfall = refinement == Refinement.None || fit.Interrupted ? "" : NotConverged;
            return OfApproximation(model, options, PosteriorEngine.Vmp, fit.Approximation, NotRefined(fit, OfQ, shortfall), fit.Interrupted);
        }

        MarginalDensity density = new(model);
        ImportanceStart proposal = ResponseProposal.Of(density, fit);
        if (refinement == Refinement.LinearResponse && ResponseProposal.IsBent(density, proposal))
        {
            return OfApproximation(model, options, PosteriorEngine.Vmp, fit.Approximation, NotRefined(fit, OfQ, NearBound), fit.Interrupted);
        }

        if (refinement == Refinement.Collapsed)
        {
            return OfNormal(density, density.Roles, () => CollapsedApproximation.Fit(density, proposal, options, progress, cancellationToken), options, fit);
        }

        if (refinement == Refinement.LinearResponse)
        {
            double[] normal = NormalDraws.Of(proposal.Center.Span, proposal.Covariance.Span, options.Chains, options.Draws, options.Seed);
            Draws draws = new(new Independent(), density.Dimension, normal, options.Chains, interrupted: false, fit.Elapsed);
            return Posterior.Create(density, options, new EngineRun(PosteriorEngine.Vmp, "It was asked for.", draws) { MessagePassing = Report(fit, Refinement.LinearResponse, OfResponse) });
        }

        Draws? refined = Refine(density, options, proposal, out string failure, progress, cancellationToken);
        return refined is null
            ? OfApproximation(model, options, PosteriorEngine.Vmp, fit.Approximation, NotRefined(fit, OfQ, $"It was not refined: {failure}"), cancellationToken.IsCancellationRequested)
            : Posterior.Create(density, options, new EngineRun(PosteriorEngine.Vmp, "It was asked for.", refined) { MessagePassing = Report(fit, Refinement.Importance, OfWeights(refined)) });
    }

    /// <summary>Importance sampling from the linear response; where its weights are not to be relied on, once more from the collapsed approximation, and the better of the two is kept.</summary>
    private static Draws? Refine(
        MarginalDensity density, SamplingOptions options, ImportanceStart proposal, out string failure, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        Draws? refined = EngineRun.TryImportance(density, options, proposal, out failure, progress, cancellationToken);
        if (cancellationToken.IsCancellationRequested || (refined is not null && IsReliable(refined)))
        {
            return refined;
        }

        VariationalNormalFit? normal;
        try
        {
            normal = CollapsedApproximation.Fit(density, proposal, options, progress, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return refined;
        }

        ImportanceStart? start = normal is null ? null : new ImportanceStart(normal.Mean, normal.Covariance, "The proposal is the collapsed approximation, because the linear response was a bad one.");
        Draws? again = start is null ? null : EngineRun.TryImportance(density, options, start, out failure, progress, cancellationToken);
        return again is not null && !(ShapeOf(again) >= ShapeOf(refined)) ? again : refined;
    }

    /// <summary>Fits the normal distribution of variance parameters and draws from it.</summary>
    private static Posterior OfNormal(IPositionSource source, IReadOnlyList<CoefficientRole> roles, Func<VariationalNormalFit?> tryFit, SamplingOptions options, VariationalFit fit)
    {
        string ofQ = source.Model.Family.NormalForm == NormalForm.ScaleMixture ? OfQ + OfStudentQ : OfQ;
        VariationalNormalFit? normal;
        try
        {
            normal = tryFit();
        }
        catch (OperationCanceledException)
        {
            return OfApproximation(source.Model, options, PosteriorEngine.Vmp, fit.Approximation, NotRefined(fit, ofQ, ""), interrupted: true);
        }

        if (normal is null)
        {
            return OfApproximation(source.Model, options, PosteriorEngine.Vmp, fit.Approximation, NotRefined(fit, ofQ, NoPlace), interrupted: false);
        }

        double[] values = normal.Draw(options.Chains, options.Draws, options.Seed);
        Draws draws = new(new Independent(), normal.Mean.Count, values, options.Chains, normal.Interrupted, fit.Elapsed + normal.Elapsed);
        MessagePassingReport report = Report(fit, Refinement.Collapsed, CollapsedApproximation.Explain(source.Model, roles)) with { Collapsed = normal };
        return Posterior.Create(source, options, new EngineRun(PosteriorEngine.Vmp, "It was asked for.", draws) { MessagePassing = report });
    }

    /// <summary>With student_t residuals there is no linear response, and everything else is with estimates of the density.</summary>
    private static Posterior OfStudent(
        BoundModel model, SamplingOptions options, Refinement refinement, VariationalFit fit, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        string shortfall = "";
        if (refinement == Refinement.LinearResponse)
        {
            shortfall = "With student_t residuals there is no linear response; refine by importance, or use the engines hmc or gibbs.";
        }
        else if (refinement != Refinement.None && !fit.Converged)
        {
            shortfall = fit.Interrupted ? "" : NotConverged;
        }
        else if (refinement != Refinement.None)
        {
            StudentMarginal density = new(model, options.Seed);
            if (refinement == Refinement.Collapsed && density.IsPossible)
            {
                ImportanceStart start = density.StartFrom(fit);
                StudentMarginal estimated = CollapsedApproximation.Estimated(density, start);
                return OfNormal(estimated, estimated.Gaussian.Roles, () => CollapsedApproximation.Fit(estimated, start, options, progress, cancellationToken), options, fit);
            }

            string failure = "a coefficient's prior has no form in which it could be. The engines hmc and gibbs are exact.";
            Draws? refined = density.IsPossible ? EngineRun.TryImportance(density, options, density.StartFrom(fit), out failure, progress, cancellationToken) : null;
            if (refined is not null)
            {
                return Posterior.Create(density, options, new EngineRun(PosteriorEngine.Vmp, "It was asked for.", refined) { MessagePassing = Report(fit, Refinement.Importance, OfWeights(refined) + OfEstimates) });
            }

            shortfall = $"It was not refined: {failure}";
        }

        return OfApproximation(
            model, options, PosteriorEngine.Vmp, fit.Approximation, NotRefined(fit, OfQ + OfStudentQ, shortfall), fit.Interrupted || cancellationToken.IsCancellationRequested);
    }

    /// <summary>Draws of an approximation as it is.</summary>
    public static Posterior OfApproximation(
        BoundModel model, SamplingOptions options, PosteriorEngine engine, VariationalApproximation approximation, MessagePassingReport report, bool interrupted)
    {
        PlainPositions positions = new(model, approximation.Effects);
        Draws draws = new(new Independent(), positions.Dimension, ApproximationSampler.Draw(positions, approximation, options), options.Chains, interrupted, report.Elapsed);
        return Posterior.Create(positions, options, new EngineRun(engine, "It was asked for.", draws) { MessagePassing = report });
    }

    private static double? ShapeOf(Draws? refined) => refined?.Origin.Weights?.ParetoShape;

    private static bool IsReliable(Draws refined) => refined.Origin.Weights is { AreReliable: true };

    private static string OfWeights(Draws refined) => IsReliable(refined) ? OfImportance : OfBadWeights;

    /// <summary>Of q itself, and why it is no more than that where more was asked for.</summary>
    private static MessagePassingReport NotRefined(VariationalFit fit, string explanation, string shortfall) =>
        Report(fit, Refinement.None, shortfall.Length == 0 ? explanation : $"{explanation} {shortfall}") with { Shortfall = shortfall };

    private static MessagePassingReport Report(VariationalFit fit, Refinement stage, string explanation) => new(
        stage,
        fit.Approximation.LowerBound,
        fit.Sweeps,
        fit.Converged,
        stage is Refinement.Importance or Refinement.Collapsed ? [] : fit.Approximation.Model.Substitutions.Select(substitution => substitution.ToString()).ToEquatableArray(),
        explanation,
        fit.Elapsed)
    { Fit = fit };
}
