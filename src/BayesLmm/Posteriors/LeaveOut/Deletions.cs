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

    /// <summary>The fewest draws that a set is left out at, and the fewest for each coefficient of a quadratic function of the variance parameters.</summary>
    private const int FewestNodes = 50, NodesPerCoefficient = 2;

    /// <summary>
    /// A quadratic function that misses log densities by less than this, in the root mean square, gives them at the other draws: weights are then off by 2 %.
    /// </summary>
    private const double LargestMiss = 0.02;

    private readonly Posterior posterior;
    private readonly DeletionPlan plan;
    private readonly DrawSelection draws;
    private readonly QuadraticSurface? surface;
    private readonly bool[]? isNode;
    private readonly int p;
    private readonly int threads;
    private readonly string[] names;
    private readonly double[][] others;

    private Deletions(Posterior posterior, DeletionPlan plan, double budget)
    {
        this.posterior = posterior;
        this.plan = plan;
        draws = new DrawSelection(posterior);
        int fewest = Math.Max(FewestNodes, NodesPerCoefficient * QuadraticSurface.CoefficientCount(plan.Density.Dimension));
        if (draws.Nodes(budget / Math.Max(1, plan.Multiplications), fewest) is { } nodes)
        {
            surface = QuadraticSurface.Create(plan.Density, draws, nodes);
            if (surface is null)
            {
                draws = new DrawSelection(posterior, plan.Multiplications);
            }
            else
            {
                isNode = new bool[draws.Count];
                Array.ForEach(nodes, node => isNode[node] = true);
            }
        }

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
    /// <param name="budget">The multiplications from which sets are left out at fewer draws than there are.</param>
    public static (LeftOutGroup[] Groups, ParameterWithout[] All, int DrawCount) Run(
        Posterior posterior, MarginalDensity density, IReadOnlyList<LeftOutRows> sets, IProgress<Progress>? progress, CancellationToken cancellationToken,
        double budget = DrawSelection.Budget)
    {
        Deletions deletions = new(posterior, new DeletionPlan(density, sets), budget);
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

        return (groups, all, deletions.surface?.Nodes.Length ?? deletions.draws.Count);
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
                if (draws.Computed[s] == s && (isNode is null || isNode[s]))
                {
                    Compute(evaluator, s, first, numbers);
                }

                report(Interlocked.Increment(ref done), S);
            }
        });
        if (surface is not null)
        {
            Parallel.For(0, count + 1, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
                (i == count ? numbers.Full : numbers.Sets[i]).Fill(surface, p));
            return numbers;
        }

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

        double[] weights = new double[draws.Count];
        double efficiency = 1;
        PsisScore score;
        if (set.Miss > LargestMiss)
        {
            score = OfNodes(set.LogDensities, weights);
        }
        else
        {
            efficiency = PsisScore.RelativeEfficiency(set.LogDensities, posterior.Draws.Origin, posterior.Draws, draws.Thinning);
            score = PsisScore.Of(set.LogDensities, efficiency, weights);
        }

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

    /// <summary>The score by the draws that were computed alone; the others have weight 0.</summary>
    private PsisScore OfNodes(double[] logDensities, double[] weights)
    {
        int[] nodes = surface!.Nodes.ToArray();
        double[] own = new double[nodes.Length];
        PsisScore score = PsisScore.Of(Array.ConvertAll(nodes, node => logDensities[node]), 1, own);
        Array.Clear(weights);
        for (int k = 0; k < nodes.Length; k++)
        {
            weights[nodes[k]] = own[k];
        }

        return score;
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

        /// <summary>What a quadratic function misses of the log densities; 0 where all were computed.</summary>
        public double Miss { get; private set; }

        public double[] Means { get; } = new double[draws * p];

        public double[] Variances { get; } = new double[draws * p];

        public void Fill(QuadraticSurface surface, int p)
        {
            if (!surface.AreFinite(LogDensities))
            {
                LogDensities[0] = double.NaN;
                return;
            }

            Miss = surface.Fill(LogDensities, 1);
            surface.Fill(Scores, 1);
            for (int j = 0; j < p; j++)
            {
                surface.Fill(Means.AsSpan(j), p);
                surface.Fill(Variances.AsSpan(j), p);
            }
        }

        public void Copy(int from, int to, int p)
        {
            LogDensities[to] = LogDensities[from];
            Scores[to] = Scores[from];
            Means.AsSpan(from * p, p).CopyTo(Means.AsSpan(to * p));
            Variances.AsSpan(from * p, p).CopyTo(Variances.AsSpan(to * p));
        }
    }
}
