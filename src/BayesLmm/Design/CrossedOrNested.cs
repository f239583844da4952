namespace BayesLmm.Design;

/// <summary>How one factor of a pair lies in the other, judged from data.</summary>
/// <param name="InnerIsSecond">Whether the second of the pair is the inner one.</param>
/// <param name="StartsAnew">Whether the inner labels are the first ones in every outer level.</param>
internal sealed record LikelyNesting(bool InnerIsSecond, bool StartsAnew);

// Two factors a and b are written as crossed. If the labels of b start anew in every level of a, rows of one label have nothing in common across the levels of
// a, and the pairs differ by more than a and b together explain: with several rows a pair, the mean square of the interaction is large against the one within
// pairs, and the one of b is not large against that of the interaction (the F tests of the two-way layout with random interaction). Sums of squares are those
// of what the fixed effects leave. F is judged by the cube-root normal approximation (Paulson 1942). Where the levels of a have different numbers of labels and
// each has just the first ones, the labels themselves say that they start anew: then the response is asked only whether equal labels have something in common.

/// <summary>Finds out whether crossed factors are more likely nested.</summary>
internal sealed class CrossedOrNested
{
    /// <summary>Rows a pair: at least half of the pairs have two.</summary>
    private const int Repeats = 2;

    /// <summary>Above this normal score a factor's labels have something in common: one-sided 5 %.</summary>
    private const double OwnEffect = 1.645;

    /// <summary>
    /// From these normal scores on the pairs differ: 1 % where every outer level has the same first labels, as it also has in a complete crossing; 5 % where
    /// some have more of them than others, as in few crossings; 0.1 % for labels in no order.
    /// </summary>
    private const double PairsDiffer = 2.326, PairsDifferUnbalanced = 1.645, PairsDifferOtherwise = 3.09;

    /// <summary>Outer levels with so many different numbers of labels, each with just the first ones, are hardly crossed with them.</summary>
    private const int FewestCounts = 3;

    private const int MostSweeps = 200;
    private const double SweepTolerance = 1e-9;

    private readonly int[] a, b;
    private readonly int countA, countB;
    private readonly (int A, int B)[] cells;
    private readonly double[] rows;
    private readonly int[] cellOf;

    private CrossedOrNested(int[] a, int countA, int[] b, int countB)
    {
        (this.a, this.countA, this.b, this.countB) = (a, countA, b, countB);
        Dictionary<(int, int), int> numbers = [];
        List<double> counts = [];
        cellOf = new int[a.Length];
        for (int row = 0; row < a.Length; row++)
        {
            (int, int) pair = (a[row], b[row]);
            if (!numbers.TryGetValue(pair, out cellOf[row]))
            {
                cellOf[row] = counts.Count;
                numbers.Add(pair, counts.Count);
                counts.Add(0);
            }

            counts[cellOf[row]]++;
        }

        cells = [.. numbers.Keys];
        rows = [.. counts];
    }

    /// <summary>The likely nesting of two factors, or null when they are crossed, are nested already, or have too few rows a pair to tell.</summary>
    /// <param name="a">The codes of the first.</param>
    /// <param name="countA">Its levels.</param>
    /// <param name="b">The codes of the second.</param>
    /// <param name="countB">Its levels.</param>
    /// <param name="residuals">What the fixed effects leave of the response; asked for only if the pairs repeat.</param>
    public static LikelyNesting? Judge(int[] a, int countA, int[] b, int countB, Func<double[]> residuals)
    {
        CrossedOrNested pair = new(a, countA, b, countB);
        return pair.PairsRepeat ? pair.Judge(residuals()) : null;
    }

    private int InteractionDegrees => cells.Length - countA - countB + 1;

    /// <summary>Whether pairs have several rows and labels of either factor occur with several of the other.</summary>
    private bool PairsRepeat => InteractionDegrees > 0 && a.Length > cells.Length
        && 2 * rows.Count(count => count >= Repeats) >= cells.Length
        && cells.GroupBy(cell => cell.A).Count(level => level.Count() > 1) * 2 >= countA
        && cells.GroupBy(cell => cell.B).Count(level => level.Count() > 1) * 2 >= countB;

    private LikelyNesting? Judge(double[] residuals)
    {
        double[] means = new double[cells.Length];
        double within = WithinPairs(residuals, means);
        double additive = Additive(means), onlyA = AroundMeans(means, countA, cell => cell.A), onlyB = AroundMeans(means, countB, cell => cell.B);
        double interaction = additive / InteractionDegrees;
        double pairsDiffer = NormalScore(interaction, InteractionDegrees, within / (a.Length - cells.Length), a.Length - cells.Length);
        double ofA = NormalScore((onlyB - additive) / (countA - 1), countA - 1, interaction, InteractionDegrees);
        double ofB = NormalScore((onlyA - additive) / (countB - 1), countB - 1, interaction, InteractionDegrees);
        int bCounts = CountsOfFirst(cells.Select(cell => (cell.A, cell.B))), aCounts = CountsOfFirst(cells.Select(cell => (cell.B, cell.A)));
        bool bAnew = AreInOrder(cells.Select(cell => (cell.A, cell.B))), aAnew = AreInOrder(cells.Select(cell => (cell.B, cell.A)));
        bool secondIsInner = ofA >= OwnEffect || ofB >= OwnEffect ? ofB < ofA
            : aAnew != bAnew ? bAnew
            : Runs(a) != Runs(b) ? Runs(a) < Runs(b)
            : ofB <= ofA;
        int counts = secondIsInner ? bCounts : aCounts;
        double least = counts switch
        {
            0 => PairsDifferOtherwise,
            1 => PairsDiffer,
            < FewestCounts => PairsDifferUnbalanced,
            _ => double.NegativeInfinity,
        };
        return pairsDiffer >= least && (secondIsInner ? ofB : ofA) < OwnEffect ? new LikelyNesting(secondIsInner, counts > 0) : null;
    }

    /// <summary>The sum of squares within pairs; fills in the pairs' means.</summary>
    private double WithinPairs(double[] values, double[] means)
    {
        for (int row = 0; row < cellOf.Length; row++)
        {
            means[cellOf[row]] += values[row] / rows[cellOf[row]];
        }

        return Enumerable.Range(0, cellOf.Length).Sum(row => (values[row] - means[cellOf[row]]) * (values[row] - means[cellOf[row]]));
    }

    /// <summary>The sum of squares of the pairs' means around those of one factor.</summary>
    private double AroundMeans(double[] means, int levels, Func<(int A, int B), int> levelOf)
    {
        double[] own = LevelMeans(means, levels, levelOf);
        return Enumerable.Range(0, cells.Length).Sum(c => rows[c] * (means[c] - own[levelOf(cells[c])]) * (means[c] - own[levelOf(cells[c])]));
    }

    /// <summary>The sum of squares that effects of both factors leave, fitted in turn.</summary>
    private double Additive(double[] means)
    {
        double[] left = [.. means];
        double before = double.PositiveInfinity;
        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            Subtract(left, countA, cell => cell.A);
            Subtract(left, countB, cell => cell.B);
            double now = Enumerable.Range(0, left.Length).Sum(c => rows[c] * left[c] * left[c]);
            if (before - now <= SweepTolerance * now)
            {
                return now;
            }

            before = now;
        }

        return before;
    }

    private void Subtract(double[] means, int levels, Func<(int A, int B), int> levelOf)
    {
        double[] own = LevelMeans(means, levels, levelOf);
        for (int c = 0; c < means.Length; c++)
        {
            means[c] -= own[levelOf(cells[c])];
        }
    }

    private double[] LevelMeans(double[] means, int levels, Func<(int A, int B), int> levelOf)
    {
        double[] sums = new double[levels], counts = new double[levels];
        for (int c = 0; c < means.Length; c++)
        {
            sums[levelOf(cells[c])] += rows[c] * means[c];
            counts[levelOf(cells[c])] += rows[c];
        }

        return [.. sums.Zip(counts, (sum, count) => count > 0 ? sum / count : 0)];
    }

    /// <summary>
    /// The number of different k if every outer level has the k commonest inner labels, as labels that start anew are whatever the order of their names;
    /// otherwise 0.
    /// </summary>
    private static int CountsOfFirst(IEnumerable<(int Outer, int Inner)> pairs)
    {
        (int Outer, int Inner)[] all = [.. pairs];
        Dictionary<int, int> levelsWith = all.CountBy(pair => pair.Inner).ToDictionary();
        int[] sorted = [.. levelsWith.Values.OrderDescending()];
        Dictionary<int, int> atLeast = sorted.Select((count, i) => (count, i)).GroupBy(entry => entry.count)
            .ToDictionary(group => group.Key, group => group.Max(entry => entry.i) + 1);
        (int Count, int Rank)[] levels =
            [.. all.GroupBy(pair => pair.Outer).Select(level => (level.Count(), level.Max(pair => atLeast[levelsWith[pair.Inner]])))];
        return levels.All(level => level.Count == level.Rank) ? levels.Select(level => level.Count).Distinct().Count() : 0;
    }

    /// <summary>Whether every outer level has the first k inner labels in the order of their names.</summary>
    private static bool AreInOrder(IEnumerable<(int Outer, int Inner)> pairs) =>
        pairs.GroupBy(pair => pair.Outer).All(level => level.Max(pair => pair.Inner) == level.Count() - 1);

    /// <summary>Stretches of rows with one value: what changes less often in the order of the table is more likely the outer factor.</summary>
    private static int Runs(int[] codes) => Enumerable.Range(1, codes.Length - 1).Count(row => codes[row] != codes[row - 1]);

    /// <summary>The normal score of a ratio of mean squares.</summary>
    private static double NormalScore(double upper, double upperDegrees, double lower, double lowerDegrees)
    {
        if (!(lower > 0))
        {
            return upper > 0 ? double.PositiveInfinity : 0;
        }

        double root = Math.Cbrt(Math.Max(upper, 0) / lower), v = 2 / (9 * upperDegrees), w = 2 / (9 * lowerDegrees);
        return (((1 - w) * root) - (1 - v)) / Math.Sqrt((w * root * root) + v);
    }
}
