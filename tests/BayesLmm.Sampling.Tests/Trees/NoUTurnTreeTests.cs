using BayesLmm.Numerics;
using BayesLmm.Sampling.NoUTurn.Trees;

namespace BayesLmm.Sampling.Tests.Trees;

/// <summary>
/// The No-U-Turn tree on the integers, exactly: all directions are enumerated and all selection probabilities carried along, so what is
/// compared are transition probabilities and not frequencies.
/// </summary>
public sealed class NoUTurnTreeTests
{
    private const int Depth = 4;                 // trajectories of up to 16 states
    private const int Reach = 1 << Depth;
    private const double Tolerance = 1e-12;      // probabilities are sums of some hundred products near rounding error
    private const double SeenByTheTest = 1e-4;   // a planted bug violates detailed balance by at least this

    public static TheoryData<ulong, string> Worlds
    {
        get
        {
            TheoryData<ulong, string> worlds = [];
            foreach (string kind in new[] { "no turns", "random turns", "long paths turn", "divergences", "turns and divergences" })
            {
                for (ulong seed = 1; seed <= 4; seed++)
                {
                    worlds.Add(seed, kind);
                }
            }

            return worlds;
        }
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void The_transition_satisfies_detailed_balance(ulong seed, string kind) =>
        Assert.InRange(WorstImbalance(World(seed, kind)), 0, Tolerance);

    [Theory]
    [MemberData(nameof(Worlds))]
    public void The_transition_leaves_the_target_invariant(ulong seed, string kind)
    {
        IntegerWorld world = World(seed, kind);
        Dictionary<int, Dictionary<int, double>> from = Enumerable.Range(-Reach, (2 * Reach) + 1).ToDictionary(i => i, i => world.Transition(i, Depth));
        Assert.All(from.Values, row => Assert.Equal(1, row.Values.Sum(), Tolerance));

        // All that can come to state 0 in one transition starts within Reach of it.
        double arriving = from.Sum(row => Math.Exp(world.LogWeight(row.Key)) * row.Value.GetValueOrDefault(0));
        double there = Math.Exp(world.LogWeight(0));
        Assert.Equal(there, arriving, Tolerance);
    }

    [Theory]
    [InlineData((int)PlantedBug.BiasedWithinSubtrees, "random turns")]
    [InlineData((int)PlantedBug.AlwaysTakesTheNewHalf, "random turns")]
    [InlineData((int)PlantedBug.ForgottenWeights, "random turns")]
    [InlineData((int)PlantedBug.SkippedTurnChecksInSubtrees, "random turns")]
    [InlineData((int)PlantedBug.TurnChecksForwardOnly, "random turns")]
    [InlineData((int)PlantedBug.DivergenceForwardOnly, "divergences")]
    public void A_planted_bug_breaks_detailed_balance(int bug, string kind)
    {
        for (ulong seed = 1; seed <= 4; seed++)
        {
            double imbalance = WorstImbalance(World(seed, kind, (PlantedBug)bug));
            Assert.True(imbalance > SeenByTheTest, $"{(PlantedBug)bug} went unnoticed with seed {seed}: {imbalance}");
        }
    }

    [Fact]
    public void Without_turns_and_with_equal_weights_the_new_half_is_always_taken()
    {
        Dictionary<int, double> next = new IntegerWorld(_ => 0, (_, _) => false, _ => false).Transition(0, 1);
        Assert.Equal(new Dictionary<int, double> { [-1] = 0.5, [0] = 0, [1] = 0.5 }, next);
    }

    [Fact]
    public void A_tree_reports_its_depth_and_why_it_ended()
    {
        Assert.Equal((3, TreeEnd.DepthReached), Grow((_, _) => false, _ => false, 3));
        Assert.Equal((2, TreeEnd.Turned), Grow((a, b) => b - a >= 3, _ => false, 5));         // whole trajectory of 4 states
        Assert.Equal((1, TreeEnd.Diverged), Grow((_, _) => false, i => i == 3, 5));           // within the second doubling
        Assert.Equal((1, TreeEnd.Turned), Grow((a, b) => (a, b) == (2, 3), _ => false, 5));   // the second doubling's subtree turns

        static (int, TreeEnd) Grow(Func<int, int, bool> turns, Func<int, bool> diverges, int maxDepth)
        {
            Tree tree = new IntegerWorld(_ => 0, turns, diverges).GrowForward(maxDepth);
            return (tree.Depth, tree.End);
        }
    }

    [Fact]
    public void The_turn_criterion_is_also_asked_across_the_gap_between_halves()
    {
        HashSet<(int, int)> asked = [];
        new IntegerWorld(_ => 0, (a, b) => !asked.Add((a, b)) && false, _ => false).GrowForward(3);
        (int, int)[] wanted = [(0, 7), (0, 4), (3, 7), (4, 7), (4, 6), (5, 7), (4, 5), (6, 7), (0, 3), (0, 2), (1, 3), (2, 3), (0, 1)];
        Assert.Equal(wanted.Order(), asked.Order());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1000, -1000)]
    [InlineData(-1e300, -1e300)]
    [InlineData(double.NegativeInfinity, 3)]
    [InlineData(double.NegativeInfinity, double.NegativeInfinity)]
    public void Weights_are_summed_on_the_log_scale(double a, double b)
    {
        double larger = Math.Max(a, b);
        double expected = double.IsNegativeInfinity(larger) ? larger : larger + Math.Log(Math.Exp(a - larger) + Math.Exp(b - larger));
        Assert.Equal(expected, NoUTurnTree.LogSumExp(a, b), 1e-15);
    }

    /// <summary>The largest |π(i)K(i→j) − π(j)K(j→i)| relative to π(i), over states near 0.</summary>
    private static double WorstImbalance(IntegerWorld world)
    {
        Dictionary<int, Dictionary<int, double>> from = Enumerable.Range(-Reach, (2 * Reach) + 1).ToDictionary(i => i, i => world.Transition(i, Depth));
        double worst = 0;
        foreach ((int i, Dictionary<int, double> row) in from.Where(pair => double.IsFinite(world.LogWeight(pair.Key))))
        {
            foreach (int j in from.Keys)
            {
                double forth = Math.Exp(world.LogWeight(i)) * row.GetValueOrDefault(j);
                double back = Math.Exp(world.LogWeight(j)) * from[j].GetValueOrDefault(i);
                worst = Math.Max(worst, Math.Abs(forth - back) / Math.Exp(world.LogWeight(i)));
            }
        }

        return worst;
    }

    private static IntegerWorld World(ulong seed, string kind, PlantedBug bug = PlantedBug.None)
    {
        bool turning = kind is "random turns" or "turns and divergences";
        bool diverging = kind is "divergences" or "turns and divergences";
        return new IntegerWorld(
            logWeight: i => 2 * Hash(seed, i, 0),
            turns: (a, b) => kind == "long paths turn" ? b - a > 5 : turning && Hash(seed, a, b) < 0.1,
            diverges: i => diverging && Hash(seed, i, 1_000_000) < 0.1,
            bug);
    }

    /// <summary>A uniform number that is a function of its arguments.</summary>
    private static double Hash(ulong seed, int a, int b) => new RandomStream(seed, ((ulong)(uint)a << 32) | (uint)b).NextUniform();
}
