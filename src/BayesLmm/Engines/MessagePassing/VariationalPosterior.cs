using BayesLmm.Densities;
using BayesLmm.Engines.Importance;
using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.FactorGraphs.Variational;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Posteriors;
using BayesLmm.Posteriors.MessagePassing;
using BayesLmm.Posteriors.Runs;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Normal;
using BayesLmm.Sampling.Origins;
using BayesLmm.Sampling.Start;

namespace BayesLmm.Engines.MessagePassing;

/// <summary>Draws from the result of message passing, refined or unrefined.</summary>
internal static class VariationalPosterior
{
    /// <summary>Runs message passing and what comes after it.</summary>
    public static Posterior Sample(
        BoundModel model,
        DrawOptions options,
        Refinement refinement,
        VariationalOptions? variational,
        IProgress<Progress>? progress,
        CancellationToken cancellationToken)
    {
        options.Validate();
        variational = (variational ?? new VariationalOptions()) with { MaxThreads = options.Threads };
        VariationalFit fit = model.FitVariational(variational, progress, cancellationToken);
        if (model.Family.NormalForm == NormalForm.ScaleMixture)
        {
            return OfStudent(model, options, refinement, fit, progress, cancellationToken);
        }

        if (refinement == Refinement.None || fit.Response is null)
        {
            Shortfall? shortfall = refinement == Refinement.None || fit.Interrupted ? null : new Shortfall.NotConverged();
            return OfApproximation(model, options, MessagePassingEngine.Id, fit.Approximation, NotRefined(fit, shortfall), fit.Interrupted);
        }

        MarginalDensity density = new(model);
        ImportanceStart proposal = ResponseProposal.Of(density, fit);
        if (refinement == Refinement.LinearResponse && ResponseProposal.IsBent(density, proposal))
        {
            return OfApproximation(model, options, MessagePassingEngine.Id, fit.Approximation, NotRefined(fit, new Shortfall.NearBound()), fit.Interrupted);
        }

        if (refinement == Refinement.Collapsed)
        {
            return OfNormal(density, density.Roles, () => CollapsedApproximation.Fit(density, proposal, options, progress, cancellationToken), options, fit);
        }

        if (refinement == Refinement.LinearResponse)
        {
            double[] normal = NormalDraws.Of(proposal.Center.Span, proposal.Covariance.Span, options.Chains, options.Draws, options.Seed);
            Draws draws = new(new Independent(), density.Dimension, normal, options.Chains, interrupted: false, fit.Elapsed);
            return Posterior.Create(density, options, new EngineRun(MessagePassingEngine.Id, new EngineReason.AskedFor(),
                draws) { MessagePassing = Report(fit, Refinement.LinearResponse) });
        }

        Draws? refined = Refine(density, options, proposal, out string failure, progress, cancellationToken);
        return refined is null
            ? OfApproximation(model, options, MessagePassingEngine.Id, fit.Approximation, NotRefined(fit, new Shortfall.ImportanceFailed(failure)),
                cancellationToken.IsCancellationRequested)
            : Posterior.Create(density, options, new EngineRun(MessagePassingEngine.Id, new EngineReason.AskedFor(),
                refined) { MessagePassing = Report(fit, Refinement.Importance) with { HasReliableWeights = IsReliable(refined) } });
    }

    /// <summary>
    /// Importance sampling from the linear response; if its weights are unreliable, again from the collapsed approximation; the better of the two is kept.
    /// </summary>
    private static Draws? Refine(
        MarginalDensity density, DrawOptions options, ImportanceStart proposal, out string failure, IProgress<Progress>? progress,
        CancellationToken cancellationToken)
    {
        Draws? refined = ImportanceRun.TryFrom(proposal, density, options, out failure, progress, cancellationToken);
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

        ImportanceStart? start = normal is null ? null : new ImportanceStart(normal.Mean, normal.Covariance,
            "The proposal is the collapsed approximation, because the linear response was a bad one.");
        Draws? again = start is null ? null : ImportanceRun.TryFrom(start, density, options, out failure, progress, cancellationToken);
        return again is not null && !(ShapeOf(again) >= ShapeOf(refined)) ? again : refined;
    }

    /// <summary>Fits the normal distribution of variance parameters and draws from it.</summary>
    private static Posterior OfNormal(IPositionSource source, IReadOnlyList<CoefficientRole> roles, Func<VariationalNormalFit?> tryFit, DrawOptions options,
        VariationalFit fit)
    {
        VariationalNormalFit? normal;
        try
        {
            normal = tryFit();
        }
        catch (OperationCanceledException)
        {
            return OfApproximation(source.Model, options, MessagePassingEngine.Id, fit.Approximation, NotRefined(fit, null), interrupted: true);
        }

        if (normal is null)
        {
            return OfApproximation(source.Model, options, MessagePassingEngine.Id, fit.Approximation, NotRefined(fit, new Shortfall.NoDensity()),
                interrupted: false);
        }

        double[] values = normal.Draw(options.Chains, options.Draws, options.Seed);
        Draws draws = new(new Independent(), normal.Mean.Count, values, options.Chains, normal.Interrupted, fit.Elapsed + normal.Elapsed);
        MessagePassingReport report = Report(fit, Refinement.Collapsed) with
        {
            Collapsed = normal,
            HasFittedCoefficients = roles.Any(role => role is CoefficientRole.Sampled { Coordinate.Index: >= 0 }),
        };
        return Posterior.Create(source, options, new EngineRun(MessagePassingEngine.Id, new EngineReason.AskedFor(), draws) { MessagePassing = report });
    }

    /// <summary>With student_t residuals there is no linear response, and everything else uses estimates of the density.</summary>
    private static Posterior OfStudent(
        BoundModel model, DrawOptions options, Refinement refinement, VariationalFit fit, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        Shortfall? shortfall = null;
        if (refinement == Refinement.LinearResponse)
        {
            shortfall = new Shortfall.NoResponse(model.Family.Residuals);
        }
        else if (refinement != Refinement.None && !fit.Converged)
        {
            shortfall = fit.Interrupted ? null : new Shortfall.NotConverged();
        }
        else if (refinement != Refinement.None)
        {
            StudentMarginal density = new(model, options.Seed);
            if (refinement == Refinement.Collapsed && density.IsPossible)
            {
                ImportanceStart start = StudentProposal.From(density, fit);
                StudentMarginal estimated = CollapsedApproximation.Estimated(density, start);
                return OfNormal(estimated, estimated.Gaussian.Roles, () => CollapsedApproximation.Fit(estimated, start, options, progress, cancellationToken),
                    options, fit);
            }

            string failure = "";
            Draws? refined = density.IsPossible ? ImportanceRun.TryFrom(StudentProposal.From(density, fit), density, options, out failure, progress,
                cancellationToken) : null;
            if (refined is not null)
            {
                return Posterior.Create(density, options, new EngineRun(MessagePassingEngine.Id, new EngineReason.AskedFor(),
                    refined) { MessagePassing = Report(fit, Refinement.Importance) with { HasReliableWeights = IsReliable(refined) } });
            }

            shortfall = density.IsPossible ? new Shortfall.ImportanceFailed(failure) : new Shortfall.NoForm();
        }

        return OfApproximation(
            model, options, MessagePassingEngine.Id, fit.Approximation, NotRefined(fit, shortfall),
            fit.Interrupted || cancellationToken.IsCancellationRequested);
    }

    /// <summary>Draws of an unrefined approximation.</summary>
    public static Posterior OfApproximation(
        BoundModel model, DrawOptions options, string engine, VariationalApproximation approximation, MessagePassingReport report, bool interrupted)
    {
        PlainPositions positions = new(model, approximation.Effects);
        Draws draws = new(new Independent(), positions.Dimension, ApproximationSampler.Draw(positions, approximation, options), options.Chains, interrupted,
            report.Elapsed);
        return Posterior.Create(positions, options, new EngineRun(engine, new EngineReason.AskedFor(), draws) { MessagePassing = report });
    }

    private static double? ShapeOf(Draws? refined) => refined?.Origin.Weights?.ParetoShape;

    private static bool IsReliable(Draws refined) => refined.Origin.Weights is { AreReliable: true };

    /// <summary>Draws of q itself, with the reason if a refinement was asked for.</summary>
    private static MessagePassingReport NotRefined(VariationalFit fit, Shortfall? shortfall) => Report(fit, Refinement.None) with { NotRefined = shortfall };

    private static MessagePassingReport Report(VariationalFit fit, Refinement stage) => new(
        stage,
        fit.Approximation.LowerBound,
        fit.Sweeps,
        fit.Converged,
        stage is Refinement.Importance or Refinement.Collapsed ? [] : fit.Approximation.Model.Substitutions.Select(substitution => substitution.ToString())
            .ToEquatableArray(),
        fit.Elapsed)
    {
        Fit = fit,
        IsBuiltIn = true,
        HasIndefiniteResponse = fit.Response is { IsPositiveDefinite: false },
        IsScaleMixture = fit.Approximation.StudentResiduals is not null,
    };
}
