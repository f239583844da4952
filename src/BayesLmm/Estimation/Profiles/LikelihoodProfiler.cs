using System.Collections.Concurrent;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Sampling;
using MathNet.Numerics.Distributions;

namespace BayesLmm.Estimation.Profiles;

/// <summary>
/// Profiles the likelihood of a model, parameter by parameter, in parallel; every parameter starts from the maximum, so that results do not depend on threads.
/// </summary>
internal sealed class LikelihoodProfiler
{
    private readonly RemlFit fit;
    private readonly LikelihoodMaximum maximum;
    private readonly ConcurrentBag<RemlCriterion> criteria = [];
    private readonly ConcurrentBag<(double Deviance, double[] Lambda)> better = [];

    /// <summary>Prepares.</summary>
    /// <param name="fit">A fit by maximum likelihood.</param>
    public LikelihoodProfiler(RemlFit fit)
    {
        this.fit = fit;
        maximum = LikelihoodMaximum.From(fit);
    }

    /// <summary>
    /// A fit by maximum likelihood from the best point that profiles found, if that is a better maximum than theirs; null if no better one was found.
    /// </summary>
    public RemlFit? BetterFit(CancellationToken cancellationToken)
    {
        if (better.IsEmpty)
        {
            return null;
        }

        ThetaLayout layout = new(fit.Model.Products.Terms);
        double[] theta = new double[layout.Dimension];
        layout.Gather(better.MinBy(point => point.Deviance).Lambda, theta);
        RemlFit found = new RemlEstimator(fit.Model, restricted: false).Fit(cancellationToken, theta);
        return found.Criterion < fit.Criterion ? found : null;
    }

    /// <summary>The intervals of some parameters.</summary>
    public EquatableArray<ProfileInterval> Intervals(
        Parameter[] parameters, double cut, int maxThreads, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        ProfileInterval[] found = new ProfileInterval[parameters.Length];
        int done = 0;
        ParallelOptions parallel =
            new() { MaxDegreeOfParallelism = maxThreads == 0 ? Environment.ProcessorCount : maxThreads, CancellationToken = cancellationToken };
        Parallel.For(0, parameters.Length, parallel, i =>
        {
            RemlCriterion criterion = criteria.TryTake(out RemlCriterion? idle) ? idle : NewCriterion();
            found[i] = Interval(criterion, parameters[i], cut, cancellationToken);
            criteria.Add(criterion);
            progress?.Report(new Progress(isSampling: true, Interlocked.Increment(ref done), parameters.Length));
        });
        return EquatableArray.Create<ProfileInterval>(found);
    }

    /// <summary>The profile of a parameter on a grid; null for a correlation with an effect of no variance.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="cut">How far up the deviance the grid goes on either side.</param>
    /// <param name="pointsASide">Number of points on either side of the estimate.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public LikelihoodProfile? Profile(Parameter parameter, double cut, int pointsASide, CancellationToken cancellationToken)
    {
        if (Hold(NewCriterion(), parameter) is not { } held)
        {
            return null;
        }

        ProfileSearch search = new(held, maximum.Deviance, cancellationToken);
        List<ProfilePoint> points = [new(held.Report(held.Estimate), maximum.Deviance, 0, true)];
        foreach (int side in (int[])[-1, 1])
        {
            (IntervalEnd end, double v) = search.FindEnd(side, cut);
            if (end is not (IntervalEnd.Crossing or IntervalEnd.Bound) || v == held.Estimate)
            {
                continue;
            }

            for (int i = 1; i <= pointsASide; i++)
            {
                double at = i == pointsASide ? v : held.Estimate + ((v - held.Estimate) * i / pointsASide);
                ProfiledPoint point = end == IntervalEnd.Bound && i == pointsASide ? search.AtBound(v) : search.Thoroughly(at);
                points.Add(new ProfilePoint(held.Report(at), point.Deviance, side * Math.Sqrt(Math.Max(0, search.Excess(point))), point.Converged));
            }
        }

        Note(search);
        return new LikelihoodProfile(parameter, held.Report(held.Estimate), maximum.Deviance, points.OrderBy(point => point.Value).ToEquatableArray());
    }

    /// <summary>
    /// The deviance as a function of a parameter's coordinate and of free coordinates of the others; null for a correlation with an effect of no variance.
    /// </summary>
    internal HeldParameter? Hold(RemlCriterion criterion, Parameter parameter)
    {
        switch (parameter.Kind)
        {
            case ParameterKind.Coefficient:
                int index = Enumerable.Range(0, fit.FixedEffects.Count).First(j => fit.FixedEffects[j].Name == parameter.Name);
                return new HeldCoefficient(criterion, maximum, index, fit.FixedEffects[index].Estimate, fit.FixedEffects[index].StandardError);
            case ParameterKind.ResidualSd:
                return new HeldSigma(criterion, maximum);
            default:
                return HoldGroupParameter(criterion, parameter);
        }
    }

    internal RemlCriterion NewCriterion() => new(fit.Model.Products, restricted: false, fit.Model.HasKnownErrors);

    private HeldParameter? HoldGroupParameter(RemlCriterion criterion, Parameter parameter)
    {
        // The same name may stand for two terms' parameters when two terms on one factor have the same effect; then the first is meant.
        for (int k = 0; k < fit.Model.GroupTerms.Count; k++)
        {
            GroupTerm term = fit.Model.GroupTerms[k];
            for (int i = 0; i < term.Width; i++)
            {
                if (parameter == Parameter.Sd(term.Group, term.Effects[i]))
                {
                    return new HeldSd(criterion, maximum, k, i, fit.StandardError(parameter.Name));
                }
            }

            foreach ((int i, int j) in term.Structure.CorrelatedPairs(term.Width))
            {
                if (parameter == Parameter.Cor(term.Group, term.Effects[i], term.Effects[j]))
                {
                    return double.IsNaN(fit[parameter.Name]) ? null : new HeldCorrelation(criterion, maximum, k, i, j, fit.StandardError(parameter.Name));
                }
            }
        }

        throw new ArgumentException($"The model has no parameter '{parameter}'.", nameof(parameter));
    }

    private ProfileInterval Interval(RemlCriterion criterion, Parameter parameter, double cut, CancellationToken cancellationToken)
    {
        if (Hold(criterion, parameter) is not { } held)
        {
            // With one of the two variances at 0, every correlation has the maximal likelihood.
            return new ProfileInterval(parameter, null, -1, 1, IntervalEnd.Bound, IntervalEnd.Bound, true);
        }

        ProfileSearch search = new(held, maximum.Deviance, cancellationToken);
        (IntervalEnd lowerEnd, double lower) = search.FindEnd(-1, cut);
        (IntervalEnd upperEnd, double upper) = search.FindEnd(1, cut);
        if (parameter.Kind == ParameterKind.ResidualSd && lowerEnd == IntervalEnd.None)
        {
            lowerEnd = IntervalEnd.Bound;
            lower = double.NegativeInfinity;
        }

        Note(search);
        return new ProfileInterval(
            parameter,
            held.Report(held.Estimate),
            lowerEnd is IntervalEnd.Crossing or IntervalEnd.Bound ? held.Report(lower) : null,
            upperEnd is IntervalEnd.Crossing or IntervalEnd.Bound ? held.Report(upper) : null,
            lowerEnd,
            upperEnd,
            !search.SomeDidNotConverge && search.Better is null);
    }

    private void Note(ProfileSearch search)
    {
        if (search.Better is { } found)
        {
            better.Add(found);
        }
    }

    /// <summary>The quantile of χ²₁ at a level.</summary>
    public static double CutOff(double level) => ChiSquared.InvCDF(1, level);
}
