using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.FactorGraphs.Variational;
using BayesLmm.Hamiltonian;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Posteriors.MessagePassing;

/// <summary>Draws from what message passing arrived at, refined or as it is.</summary>
internal static class VariationalPosterior
{
    /// <summary>What one must know of draws of an approximation as it is.</summary>
    public const string OfQ =
        "Draws of the approximation itself, in which coefficients and group effects do not depend on the variances: means are good, standard deviations are too small, those of variance parameters by a tenth to a half and more.";

    private const string OfResponse =
        "Variance parameters have a normal distribution with the covariance of the linear response: with fewer than about 15 groups it is too narrow, by a third and more, and it is not skewed. The rest is exact given these.";

    private const string NormalOf =
        " the normal distribution, on the sampler's scale, with the largest lower bound of the evidence under the model's own priors.";

    private const string ExactGiven = " The rest is integrated out, and is exact given these.";

    private const string EstimatedGiven = " The rest is integrated out by estimates, with 64 draws at each point, and drawn from these; so the bound is an estimate too.";

    private const string HowNear =
        " Means are within about a tenth of a standard deviation, except of variance parameters with few groups, near zero or near a bound of their prior; the standard deviations of those may be a third and more off, mostly too small.";

    private const string OfStudentQ = " With student_t residuals sigma and nu are too large besides, by a standard deviation and more.";

    private const string OfEstimates = " Coefficients and group effects are integrated out by unbiased estimates.";

    private const string NotConverged = "It was not refined, because message passing has not converged.";

    private const string NearBound =
        "The linear response is of no use here: a parameter is near a bound of its prior. Refine by importance, or use the engines gibbs or hmc.";

    private const string NoPlace = "It was not refined: the density is zero, or cannot be computed, around what message passing arrived at. The engines gibbs and hmc are exact.";

    private const string OfBadWeights =
        "Importance sampling was to make the draws those of the exact posterior under the model's own priors, and its weights are not to be relied on: the engines gibbs and hmc are exact.";

    private const string OfImportance = "Importance sampling has made the draws those of the exact posterior under the model's own priors, but for Monte Carlo error.";

    /// <summary>Points of the normal fit, for each coordinate and one more, where an evaluation is expensive, and where it is an estimate.</summary>
    private const int FewPoints = 4, StudentPoints = 8;

    /// <summary>Where an evaluation is expensive: a twentieth of a standard deviation.</summary>
    private const double WideTolerance = 0.05;

    /// <summary>Where an evaluation is an estimate, steps and the bound agree on where to end only to within this.</summary>
    private const double StudentSlack = 0.3;

    /// <summary>Pairs of draws in an estimate whose logarithm is taken.</summary>
    private const int CollapsedPairs = 32;

    /// <summary>Runs message passing and what comes after it.</summary>
    public static Posterior Sample(
        BoundModel model,
        SamplingOptions options,
        Refinement refinement,
        VariationalOptions? variational,
        IProgress<SamplingProgress>? progress,
        CancellationToken cancellationToken)
    {
        options.Validate();
        variational = (variational ?? new VariationalOptions()) with { MaxThreads = options.MaxThreads };
        VariationalFit fit = model.FitVariational(variational, progress is null ? null : new Relay(progress, options, variational), cancellationToken);
        if (model.Family == ResidualFamily.StudentT)
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
            bool isExpensive = density.Equations.Structure.Multiplications >= EngineRun.ExpensiveMultiplications;
            VariationalNormalOptions settings = isExpensive ? new() { Points = FewPoints * (density.Dimension + 1), Tolerance = WideTolerance } : new();
            return OfNormal(density, density, density.Roles, proposal, settings, options, fit, progress, cancellationToken);
        }

        if (refinement == Refinement.LinearResponse)
        {
            double[] normal = NormalDraws.Of(proposal.Center.Span, proposal.Covariance.Span, options.Chains, options.Draws, options.Seed);
            IndependentDraws draws = new(density.Dimension, normal, options.Chains, proposal.Explanation, false, fit.Elapsed);
            return Posterior.Create(density, options, new EngineRun(PosteriorEngine.Vmp, "It was asked for.", draws) { MessagePassing = Report(fit, Refinement.LinearResponse, OfResponse) });
        }

        ImportanceResult? refined = EngineRun.TryImportance(density, options, proposal, out string failure, progress, cancellationToken);
        return refined is null
            ? OfApproximation(model, options, PosteriorEngine.Vmp, fit.Approximation, NotRefined(fit, OfQ, $"It was not refined: {failure}"), cancellationToken.IsCancellationRequested)
            : Posterior.Create(density, options, new EngineRun(PosteriorEngine.Vmp, "It was asked for.", refined) { MessagePassing = Report(fit, Refinement.Importance, OfWeights(refined)) });
    }

    /// <summary>Fits the normal distribution of variance parameters and draws from it.</summary>
    private static Posterior OfNormal(
        IPositionSource source,
        ILogDensity density,
        IReadOnlyList<CoefficientRole> roles,
        ImportanceStart start,
        VariationalNormalOptions settings,
        SamplingOptions options,
        VariationalFit fit,
        IProgress<SamplingProgress>? progress,
        CancellationToken cancellationToken)
    {
        settings = settings with { MaxThreads = options.MaxThreads };
        string ofQ = source.Model.Family == ResidualFamily.StudentT ? OfQ + OfStudentQ : OfQ;
        VariationalNormalFit? normal;
        try
        {
            NormalRelay? relay = progress is null ? null : new NormalRelay(progress, options, settings);
            normal = VariationalNormal.Fit(density, start, settings, relay, cancellationToken);
            if (normal is null or { Converged: false, Interrupted: false } && source.Model.Family == ResidualFamily.Gaussian)
            {
                // Priors much tighter than those that stand for them in the graph put the start far from the posterior.
                VariationalNormalFit? fromMode = VariationalNormal.Fit(density, start: null, settings, relay, cancellationToken);
                normal = fromMode is not null && !(fromMode.LowerBound < normal?.LowerBound) ? fromMode : normal;
            }
        }
        catch (OperationCanceledException)
        {
            return OfApproximation(source.Model, options, PosteriorEngine.Vmp, fit.Approximation, NotRefined(fit, ofQ, ""), interrupted: true);
        }

        if (normal is null)
        {
            return OfApproximation(source.Model, options, PosteriorEngine.Vmp, fit.Approximation, NotRefined(fit, ofQ, NoPlace), interrupted: false);
        }

        IndependentDraws draws = new(density.Dimension, normal.Draw(options.Chains, options.Draws, options.Seed), options.Chains, "Draws of a fitted normal distribution.", normal.Interrupted, fit.Elapsed + normal.Elapsed);
        MessagePassingReport report = Report(fit, Refinement.Collapsed, OfCollapsed(source.Model, roles)) with { Collapsed = normal };
        return Posterior.Create(source, options, new EngineRun(PosteriorEngine.Vmp, "It was asked for.", draws) { MessagePassing = report });
    }

    /// <summary>With student_t residuals there is no linear response, and everything else is with estimates of the density.</summary>
    private static Posterior OfStudent(
        BoundModel model, SamplingOptions options, Refinement refinement, VariationalFit fit, IProgress<SamplingProgress>? progress, CancellationToken cancellationToken)
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
                density = new StudentMarginal(model, options.Seed, CollapsedPairs).WithDifferencesFor(start);
                return OfNormal(density, density, density.Gaussian.Roles, start, new() { Points = StudentPoints * (density.Dimension + 1), Slack = StudentSlack }, options, fit, progress, cancellationToken);
            }

            string failure = "a coefficient's prior has no form in which it could be. The engines hmc and gibbs are exact.";
            ImportanceResult? refined = density.IsPossible ? EngineRun.TryImportance(density, options, density.StartFrom(fit), out failure, progress, cancellationToken) : null;
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
        IndependentDraws draws = new(positions.Dimension, ApproximationSampler.Draw(positions, approximation, options), options.Chains, report.Explanation, interrupted, report.Elapsed);
        return Posterior.Create(positions, options, new EngineRun(engine, "It was asked for.", draws) { MessagePassing = report });
    }

    /// <summary>What one must know of the collapsed approximation.</summary>
    private static string OfCollapsed(BoundModel model, IReadOnlyList<CoefficientRole> roles)
    {
        bool hasSampled = roles.Any(role => role is CoefficientRole.Sampled { Coordinate.Index: >= 0 });
        string whose = hasSampled ? "Variance parameters, and coefficients whose prior is no normal, t or Laplace distribution, have" : "Variance parameters have";
        return whose + NormalOf + (model.Family == ResidualFamily.StudentT ? EstimatedGiven : ExactGiven) + HowNear;
    }

    private static string OfWeights(ImportanceResult refined) => refined.ParetoShape < ParetoSmoothing.UsableShape(refined.Weights.Length) ? OfImportance : OfBadWeights;

    /// <summary>Of q itself, and why it is no more than that where more was asked for.</summary>
    private static MessagePassingReport NotRefined(VariationalFit fit, string explanation, string shortfall) =>
        Report(fit, Refinement.None, shortfall.Length == 0 ? explanation : $"{explanation} {shortfall}") with { Shortfall = shortfall };

    private static MessagePassingReport Report(VariationalFit fit, Refinement stage, string explanation) => new(
        stage,
        fit.Approximation.LowerBound,
        fit.Sweeps,
        fit.Converged,
        stage is Refinement.Importance or Refinement.Collapsed ? [] : fit.Approximation.Model.Graph.Substitutions.Select(substitution => substitution.ToString()).ToEquatableArray(),
        explanation,
        fit.Elapsed)
    { Fit = fit };

    /// <summary>Tells of message passing as the warm-up of all chains: how far the largest change has come down to the tolerance, on the scale of logarithms.</summary>
    private sealed class Relay(IProgress<SamplingProgress> progress, SamplingOptions options, VariationalOptions variational) : IProgress<VariationalProgress>
    {
        private const int Parts = 100;

        public void Report(VariationalProgress value)
        {
            double share = double.IsFinite(value.Change) ? Math.Log(Math.Max(value.Change, variational.Tolerance)) / Math.Log(variational.Tolerance) : 0;
            for (int chain = 0; chain < options.Chains; chain++)
            {
                progress.Report(new SamplingProgress(chain, SamplingPhase.Warmup, (int)(Parts * Math.Clamp(share, 0, 1)), Parts, 0));
            }
        }
    }

    /// <summary>Tells of the normal fit as sampling: how far the length of its steps has come down to the tolerance, on the scale of logarithms.</summary>
    private sealed class NormalRelay(IProgress<SamplingProgress> progress, SamplingOptions options, VariationalNormalOptions settings) : IProgress<VariationalNormalProgress>
    {
        public void Report(VariationalNormalProgress value)
        {
            double share = double.IsFinite(value.Length) ? Math.Log(Math.Clamp(value.Length, settings.Tolerance, 1)) / Math.Log(settings.Tolerance) : 0;
            for (int chain = 0; chain < options.Chains; chain++)
            {
                progress.Report(new SamplingProgress(chain, SamplingPhase.Sampling, (int)(options.Draws * share), options.Draws, 0));
            }
        }
    }
}
