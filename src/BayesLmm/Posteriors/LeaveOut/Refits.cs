using System.Numerics.Tensors;
using BayesLmm.Densities;
using BayesLmm.Families;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.Rows;
using BayesLmm.Sampling;
using MathNet.Numerics;

namespace BayesLmm.Posteriors.LeaveOut;

/// <summary>The posterior without some rows by fitting the model again, with the same priors, number of draws and seed.</summary>
internal static class Refits
{
    /// <summary>Fits the model without some rows.</summary>
    /// <param name="posterior">The posterior with all rows.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="rows">The rows that are left out.</param>
    /// <param name="all">Every parameter with all rows; empty for those of the posterior's draws.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public static LeftOutGroup Run(
        Posterior posterior, IPosteriorEngine engine, LeftOutRows rows, IReadOnlyList<ParameterWithout> all, IProgress<Progress>? progress,
        CancellationToken cancellationToken) =>
        Read(posterior, Fit(posterior, engine, rows, progress, cancellationToken), rows, all);

    /// <summary>What a fit without some rows says about them, and about the parameters.</summary>
    /// <param name="posterior">The posterior with all rows.</param>
    /// <param name="without">The posterior of <see cref="Fit"/> without these rows.</param>
    /// <param name="rows">The rows that are left out.</param>
    /// <param name="all">Every parameter with all rows; empty for those of the posterior's draws.</param>
    public static LeftOutGroup Read(Posterior posterior, Posterior without, LeftOutRows rows, IReadOnlyList<ParameterWithout> all)
    {
        double[] logDensities = without.Source is MarginalDensity density && posterior.Source is MarginalDensity
            ? Marginal(without, density, posterior.Model)
            : Conditional(without, posterior.Model, rows.Rows);
        double largest = TensorPrimitives.Max<double>(logDensities);
        double[] densities = Array.ConvertAll(logDensities, value => Math.Exp(value - largest));
        double mean = TensorPrimitives.Average<double>(densities);
        int thinning = without.DrawsPerChain / (densities.Length / without.Chains);
        return new LeftOutGroup(
            rows.Name, rows.Rows.Length, largest + Math.Log(mean), without.Draws.Origin.Assess(densities, without.Draws, thinning).MeanError / mean,
            double.NaN, double.NaN, Parameters(without, all).ToEquatableArray())
        {
            WasRefitted = true,
            Pit = rows.Rows.Length == 1 ? Probability(without, posterior.Model, rows.Rows[0]) : double.NaN,
        };
    }

    /// <summary>The posterior without some rows.</summary>
    /// <inheritdoc cref="Run" path="/param"/>
    public static Posterior Fit(
        Posterior posterior, IPosteriorEngine engine, LeftOutRows rows, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        Posterior without = engine.Draw(ReducedModel.Without(posterior.Model, rows.Rows), posterior.Options, progress, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();   // an engine that is interrupted answers with the draws that it has
        return without;
    }

    /// <summary>Every parameter of the draws.</summary>
    public static IEnumerable<ParameterWithout> Parameters(Posterior posterior, IReadOnlyList<ParameterWithout> all) =>
        posterior.ParameterSummaries.Select((summary, i) => new ParameterWithout(
            summary.Name, summary.Mean, summary.Sd, all.Count == 0 || all[i].Sd == 0 ? 0 : (summary.Mean - all[i].Mean) / all[i].Sd, summary.MeanError));

    /// <summary>log p(y | φ) − log p(y₋ | φ) at every draw.</summary>
    private static double[] Marginal(Posterior without, MarginalDensity density, BoundModel full)
    {
        double[] result = new double[without.Draws.Count];
        MarginalDensity all = density.Given(full);
        int next = -1;
        int threads = without.Options.Threads == 0 ? Environment.ProcessorCount : without.Options.Threads;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
        {
            MarginalDensityEvaluator with = all.CreateEvaluator(), reduced = density.CreateEvaluator();
            for (int s = Interlocked.Increment(ref next); s < result.Length; s = Interlocked.Increment(ref next))
            {
                ReadOnlySpan<double> position = without.Draws.Draw(s / without.DrawsPerChain, s % without.DrawsPerChain);
                with.Evaluate(position);
                reduced.Evaluate(position);
                result[s] = with.LogLikelihood - reduced.LogLikelihood;
            }
        });
        return result;
    }

    /// <summary>The sum of the rows' log densities at every draw of parameters and group effects; the effects of a level without rows are drawn anew.</summary>
    private static double[] Conditional(Posterior without, BoundModel full, int[] rows)
    {
        KeptDraws draws = new(without);
        RowPredictor predictor = RowPredictor.OfTraining(full, draws);
        double[] sum = new double[draws.Count], row = new double[draws.Count];
        foreach (int i in rows)
        {
            predictor.Compute(i, row);
            full.Family.Rows.LogDensities(full.Response[i], full.Design.WeightOf(i), row, draws.FamilyParameters, row);
            TensorPrimitives.Add(sum, row, sum);
        }

        return sum;
    }

    private static double Probability(Posterior without, BoundModel full, int row)
    {
        KeptDraws draws = new(without);
        RowPredictor predictor = RowPredictor.OfTraining(full, draws);
        double[] values = new double[draws.Count];
        predictor.Compute(row, values);
        ResponsePlaces.Compute(full, row, without.Options.Seed, values, draws.FamilyParameters, values);
        return TensorPrimitives.Average<double>(values);
    }
}
