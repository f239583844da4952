using BayesLmm.Numerics;
using BayesLmm.Sampling.Densities;
using BayesLmm.Sampling.Start;

namespace BayesLmm.Sampling.Importance;

/// <summary>Makes the proposal: from the mode and the curvature there, then from weighted draws.</summary>
internal static class ProposalBuilder
{
    // of five draws; the fifth comes from the proposal at the mode, which bounds the weights should the fit have gone wrong
    private const int AdaptedTurns = 4;
    private const double FewestForHalves = 40;

    /// <summary>The proposal with all its rounds of adaptation done.</summary>
    /// <param name="density">The target.</param>
    /// <param name="start">Where to begin: the mode and the curvature there, or a comparable approximation.</param>
    /// <param name="logDensity">The log density there.</param>
    /// <param name="options">The kind of proposal, and how often it is adapted.</param>
    /// <param name="team">Evaluates.</param>
    /// <param name="evaluations">Increased by the number of values that it takes.</param>
    /// <param name="cancellationToken">Ends adaptation early.</param>
    public static FoldedMixture Build(
        ILogDensity density, ImportanceStart start, double logDensity, ImportanceOptions options, EvaluationTeam team, ref int evaluations,
        CancellationToken cancellationToken)
    {
        int d = density.Dimension;
        double[] mode = [.. start.Center];
        double[] covariance = [.. start.Covariance];
        foreach (SignSymmetry symmetry in density.Symmetries)
        {
            symmetry.TurnToNearSide(mode, covariance);
        }

        double nu = options.Proposal is ProposalKind.Normal or ProposalKind.SplitNormal ? double.PositiveInfinity : options.DegreesOfFreedom;
        bool splits = options.Proposal is ProposalKind.SplitNormal or ProposalKind.SplitStudentT;
        double[] variances = [.. Enumerable.Range(0, d).Select(i => covariance[(i * d) + i])];
        PrincipalAxes axes = PrincipalAxes.Of(covariance, d);
        double[] ones = [.. Enumerable.Repeat(1.0, d)];
        (double[] above, double[] below) = (ones, ones);
        if (splits)
        {
            (above, below) = HalfScales.Along(team.First, mode, logDensity, axes);
            evaluations += 6 * d;
        }

        SplitProposal first = new(mode, axes, above, below, nu);
        FoldedMixture mixture = new([(first, 1)], density.Symmetries, mode, variances);
        for (int round = 0; round < options.AdaptationRounds && !cancellationToken.IsCancellationRequested; round++)
        {
            WeightedPoints pilot = new(mixture, d, new RandomStream(options.Seed, RandomStreams.OfProposals(1 + round)));
            pilot.Extend(PilotSize(d, options.EffectiveSize), team, cancellationToken);
            evaluations += pilot.Count;
            if (pilot.Smooth() is not var (weights, _))
            {
                break;
            }

            (SplitProposal adapted, double[] center, double[] widths) = Fit(pilot.Points, weights, covariance, d, splits, nu);
            mixture = new FoldedMixture([(adapted, AdaptedTurns), (first, 1)], density.Symmetries, center, widths);
        }

        return mixture;
    }

    /// <summary>
    /// Draws of a round of adaptation: enough for the moments, and a tenth of the requested draws beyond a thousand, which is a small part of the work.
    /// </summary>
    private static int PilotSize(int d, int effectiveSize) => 100 + (20 * d) + (Math.Max(0, effectiveSize - 1000) / 10);

    /// <summary>
    /// A proposal by the cross-entropy method (Rubinstein &amp; Kroese 2004): the weighted maximum-likelihood estimate of its centre and scales, axis by axis
    /// on the principal axes of the weighted covariance, which a few pseudo-draws with the curvature's covariance keep regular.
    /// </summary>
    private static (SplitProposal Proposal, double[] Center, double[] Variances) Fit(double[] points, double[] weights, double[] curvature, int d, bool splits,
        double nu)
    {
        int n = weights.Length;
        double worth = 1 / weights.Sum(w => w * w);
        double[] mean = new double[d], covariance = new double[d * d];
        for (int p = 0; p < n; p++)
        {
            for (int i = 0; i < d; i++)
            {
                mean[i] += weights[p] * points[(p * d) + i];
            }
        }

        double pseudo = d + 1;
        double share = worth / (worth + pseudo);
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
            {
                double sum = 0;
                for (int p = 0; p < n; p++)
                {
                    sum += weights[p] * (points[(p * d) + i] - mean[i]) * (points[(p * d) + j] - mean[j]);
                }

                covariance[(i * d) + j] = (share * sum) + ((1 - share) * curvature[(i * d) + j]);
            }
        }

        double[] variances = [.. Enumerable.Range(0, d).Select(i => covariance[(i * d) + i])];
        PrincipalAxes axes = PrincipalAxes.Of(covariance, d);
        double[] above = [.. Enumerable.Repeat(1.0, d)], below = [.. above];
        double[] center = [.. mean];
        if (splits && worth >= FewestForHalves)
        {
            double[] y = new double[n];
            for (int j = 0; j < d; j++)
            {
                for (int p = 0; p < n; p++)
                {
                    y[p] = 0;
                    for (int i = 0; i < d; i++)
                    {
                        y[p] += axes.Inverse[(j * d) + i] * (points[(p * d) + i] - mean[i]);
                    }
                }

                (double m, above[j], below[j]) = HalfScales.FitSplitNormal(y, weights);
                for (int i = 0; i < d; i++)
                {
                    center[i] += axes.Columns[(i * d) + j] * m;
                }
            }
        }

        return (new SplitProposal(center, axes, above, below, nu), center, variances);
    }
}
