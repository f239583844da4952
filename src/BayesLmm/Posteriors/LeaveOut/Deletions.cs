using System.Numerics.Tensors;
using BayesLmm.Densities;
using BayesLmm.Numerics;
using BayesLmm.Sampling;
using MathNet.Numerics.Distributions;

namespace BayesLmm.Posteriors.LeaveOut;

/// <summary>
/// The posterior of a model with normal residuals without each of several sets of rows, from its draws: nothing is fitted again. See
/// <see cref="LeaveGroupsOut"/>.
/// </summary>
internal sealed class Deletions
{
    /// <summary>Numbers of a block of sets that are kept at a time, 400 MB.</summary>
    private const long MostNumbers = 50_000_000;

    private readonly Posterior posterior;
    private readonly DeletionPlan plan;
    private readonly DrawSelection draws;
    private readonly int p;
    private readonly int threads;
    private readonly string[] names;
    private readonly double[][] others;

    private Deletions(Posterior posterior, DeletionPlan plan)
    {
        this.posterior = posterior;
        this.plan = plan;
        draws = new DrawSelection(posterior, plan.Multiplications);
        p = plan.Coefficients.Count;
        threads = posterior.Options.Threads == 0 ? Environment.ProcessorCount : posterior.Options.Threads;
        names = [.. posterior.Parameters.Select(column => column.Name)];
        others = [.. posterior.Parameters.Skip(p).Select(draws.Of)];
    }

    /// <summary>Leaves out each of the sets.</summary>
    /// <param name="posterior">Draws of the marginal density.</param>
    /// <param name="density">That density.</param>
    /// <param name="sets">The sets.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public static (LeftOutGroup[] Groups, ParameterWithout[] All, int DrawCount) Run(
        Posterior posterior, MarginalDensity density, IReadOnlyList<LeftOutRows> sets, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        Deletions deletions = new(posterior, new DeletionPlan(density, sets));
        int perSet = deletions.draws.Count * ((2 * deletions.p) + 2), size = (int)Math.Clamp(MostNumbers / Math.Max(1, perSet), 1, Math.Max(1, sets.Count));
        int blocks = (sets.Count + size - 1) / size;
        LeftOutGroup[] groups = new LeftOutGroup[sets.Count];
        ParameterWithout[] all = [];
        for (int block = 0; block < blocks; block++)
        {
            int first = block * size, count = Math.Min(size, sets.Count - first);
            Numbers numbers = deletions.Compute(first, count, (done, total) => progress?.Report(
                new Progress(true, (block * total) + done, blocks * total)), cancellationToken);
            all = deletions.All(numbers);
            Parallel.For(0, count, i => groups[first + i] = deletions.Summarize(first + i, numbers.Sets[i], all));
        }

        return (groups, all, deletions.draws.Count);
    }

    private Numbers Compute(int first, int count, Action<int, int> report, CancellationToken cancellationToken)
    {
        int S = draws.Count, done = 0, next = -1;
        Numbers numbers = new(new SetNumbers(S, p), [.. Enumerable.Range(0, count).Select(_ => new SetNumbers(S, p))]);
        Parallel.For(0, Math.Min(threads, S), new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
        {
            DeletionEvaluator evaluator = new(plan);
            for (int s = Interlocked.Increment(ref next); s < S; s = Interlocked.Increment(ref next))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (draws.Computed[s] == s)
                {
                    Compute(evaluator, s, first, numbers);
                }

                report(Interlocked.Increment(ref done), S);
            }
        });
        for (int s = 0; s < S; s++)
        {
            if (draws.Computed[s] is { } source && source != s)
            {
                numbers.Full.Copy(source, s, p);
                foreach (SetNumbers set in numbers.Sets)
                {
                    set.Copy(source, s, p);
                }
            }
        }

        return numbers;
    }

    private void Compute(DeletionEvaluator evaluator, int s, int first, Numbers numbers)
    {
        if (!evaluator.TryMove(draws.Position(s)))
        {
            throw new InvalidOperationException($"The density cannot be computed at draw {s + 1}.");
        }

        evaluator.Coefficients(numbers.Full.Means.AsSpan(s * p, p), numbers.Full.Variances.AsSpan(s * p, p));
        for (int i = 0; i < numbers.Sets.Length; i++)
        {
            SetNumbers set = numbers.Sets[i];
            (set.LogDensities[s], set.Scores[s]) = evaluator.LeaveOut(first + i, set.Means.AsSpan(s * p, p), set.Variances.AsSpan(s * p, p));
        }
    }

    /// <summary>Every parameter with all rows.</summary>
    private ParameterWithout[] All(Numbers numbers)
    {
        double[] equal = new double[draws.Count];
        Array.Fill(equal, 1.0 / equal.Length);
        return Parameters(numbers.Full, equal, 1, null);
    }

    private LeftOutGroup Summarize(int index, SetNumbers set, ParameterWithout[] all)
    {
        LeftOutRows rows = plan.Rows[index];
        if (rows.Rows.Length == 0 || !Array.TrueForAll(set.LogDensities, double.IsFinite))
        {
            return new LeftOutGroup(rows.Name, rows.Rows.Length, double.NaN, double.NaN, double.NaN, double.NaN, []);
        }

        double efficiency = PsisScore.RelativeEfficiency(set.LogDensities, posterior.Draws.Origin, posterior.Draws, draws.Thinning);
        double[] weights = new double[draws.Count];
        PsisScore score = PsisScore.Of(set.LogDensities, efficiency, weights);
        double pit = 0;
        for (int s = 0; rows.Rows.Length == 1 && s < weights.Length; s++)
        {
            pit += weights[s] * Normal.CDF(0, 1, set.Scores[s]);
        }

        return new LeftOutGroup(
            rows.Name, rows.Rows.Length, score.Elpd, score.MonteCarloError, score.LogPredictive, score.ParetoK,
            Parameters(set, weights, efficiency, all).ToEquatableArray())
        {
            Pit = rows.Rows.Length == 1 ? Math.Clamp(pit, 0, 1) : double.NaN,
        };
    }

    /// <summary>Coefficients by their exact distribution given each draw; variance parameters by the weighted draws.</summary>
    private ParameterWithout[] Parameters(SetNumbers set, double[] weights, double efficiency, ParameterWithout[]? all)
    {
        ParameterWithout[] result = new ParameterWithout[names.Length];
        for (int i = 0; i < result.Length; i++)
        {
            double mean = 0, inner = 0, outer = 0, squares = 0;
            for (int s = 0; s < weights.Length; s++)
            {
                mean += weights[s] * (i < p ? set.Means[(s * p) + i] : others[i - p][s]);
                inner += i < p ? weights[s] * set.Variances[(s * p) + i] : 0;
            }

            for (int s = 0; s < weights.Length; s++)
            {
                double distance = (i < p ? set.Means[(s * p) + i] : others[i - p][s]) - mean;
                outer += weights[s] * distance * distance;
                squares += weights[s] * weights[s] * distance * distance;
            }

            double shift = all is null || all[i].Sd == 0 ? 0 : (mean - all[i].Mean) / all[i].Sd;
            result[i] = new ParameterWithout(names[i], mean, Math.Sqrt(inner + outer), shift, Math.Sqrt(squares / efficiency));
        }

        return result;
    }

    /// <summary>The numbers of all sets of a block, and those with all rows.</summary>
    private sealed record Numbers(SetNumbers Full, SetNumbers[] Sets);

    /// <summary>The numbers of a set at every draw.</summary>
    private sealed class SetNumbers(int draws, int p)
    {
        public double[] LogDensities { get; } = new double[draws];

        public double[] Scores { get; } = new double[draws];

        public double[] Means { get; } = new double[draws * p];

        public double[] Variances { get; } = new double[draws * p];

        public void Copy(int from, int to, int p)
        {
            LogDensities[to] = LogDensities[from];
            Scores[to] = Scores[from];
            Means.AsSpan(from * p, p).CopyTo(Means.AsSpan(to * p));
            Variances.AsSpan(from * p, p).CopyTo(Variances.AsSpan(to * p));
        }
    }
}
