using BayesLmm.Numerics.Parallel;
using BayesLmm.Sampling.NoUTurn.Trees;

namespace BayesLmm.Sampling.Tests.Trees;

/// <summary>What is deliberately wrong with a trajectory; each stands for a mistake in the tree code.</summary>
internal enum PlantedBug
{
    None,

    /// <summary>Within subtrees the newer half is preferred, as only the top level may.</summary>
    BiasedWithinSubtrees,

    /// <summary>At the top level the newer half is always taken.</summary>
    AlwaysTakesTheNewHalf,

    /// <summary>All states weigh the same.</summary>
    ForgottenWeights,

    /// <summary>U-turns are looked for in the whole trajectory but not within subtrees.</summary>
    SkippedTurnChecksInSubtrees,

    /// <summary>U-turns are looked for on one side of the start only.</summary>
    TurnChecksForwardOnly,

    /// <summary>A divergence is stepped over when it lies in the past.</summary>
    DivergenceForwardOnly,
}

/// <summary>
/// The integers as a trajectory. A selection is not a state but the whole probability distribution of the state to be selected, so that one
/// tree gives the exact transition probabilities for its directions.
/// </summary>
internal sealed class IntegerWorld(Func<int, double> logWeight, Func<int, int, bool> turns, Func<int, bool> diverges, PlantedBug bug = PlantedBug.None)
{
    public List<Dictionary<int, double>> Selections { get; } = [];

    /// <summary>The target's log density. It is zero where paths diverge: a divergence means an energy e¹⁰⁰⁰ times less likely.</summary>
    public double LogWeight(int state) => diverges(state) ? double.NegativeInfinity : logWeight(state);

    /// <summary>The exact distribution of the next state: the mean over all sequences of directions.</summary>
    public Dictionary<int, double> Transition(int start, int maxDepth)
    {
        Dictionary<int, double> next = [];
        ulong count = 1UL << maxDepth;
        for (ulong directions = 0; directions < count; directions++)
        {
            Selections.Clear();
            IntegerTrajectory path = new(this, start);
            Tree tree = NoUTurnTree.Grow(ref path, maxDepth, directions);
            foreach ((int state, double probability) in Selections[tree.Selected])
            {
                next[state] = next.GetValueOrDefault(state) + (probability / count);
            }
        }

        return next;
    }

    /// <summary>A tree from 0 that always goes forward.</summary>
    public Tree GrowForward(int maxDepth)
    {
        IntegerTrajectory path = new(this, 0);
        return NoUTurnTree.Grow(ref path, maxDepth, ulong.MaxValue);
    }

    private struct IntegerTrajectory : ITrajectory
    {
        private readonly IntegerWorld world;
        private readonly int start;
        private int first;
        private int last;

        public IntegerTrajectory(IntegerWorld world, int start)
        {
            this.world = world;
            this.start = first = last = start;
        }

        public readonly Segment Start() => Leaf(start);

        public bool TryStep(bool forward, out Segment leaf)
        {
            int next = forward ? ++last : --first;
            leaf = Leaf(next);
            return !world.Diverges(next, start);
        }

        public readonly bool Turns(in Segment left, in Segment right) => world.Turns(left.First, right.Last, start);

        public readonly Segment Single(int state) => new(state, state, 0, -1, 0);

        public readonly int Select(int old, int fresh, double logProbability) => world.Mix(old, fresh, logProbability, start);

        public readonly Segment Join(in Segment left, in Segment right, int selected, double logWeight)
        {
            Assert.Equal(left.Last + 1, right.First);   // halves are neighbours, in the order of time
            return new(left.First, right.Last, 0, selected, logWeight);
        }

        private readonly Segment Leaf(int state)
        {
            world.Selections.Add(new() { [state] = 1 });
            return new(state, state, 0, world.Selections.Count - 1, world.WeightInTree(state));
        }
    }

    private double WeightInTree(int state) => bug switch
    {
        PlantedBug.ForgottenWeights => 0,
        PlantedBug.DivergenceForwardOnly => logWeight(state),
        _ => LogWeight(state),
    };

    private bool Diverges(int state, int start) => diverges(state) && !(bug == PlantedBug.DivergenceForwardOnly && state < start);

    private bool Turns(int first, int last, int start) => turns(first, last) && bug switch
    {
        PlantedBug.SkippedTurnChecksInSubtrees => first <= start && start <= last,
        PlantedBug.TurnChecksForwardOnly => last > start,
        _ => true,
    };

    private int Mix(int old, int fresh, double logProbability, int start)
    {
        bool atTop = Selections[old].ContainsKey(start);
        double p = (bug, atTop) switch
        {
            (PlantedBug.BiasedWithinSubtrees, false) => Math.Min(1, Math.Exp(logProbability) / (1 - Math.Exp(logProbability))),
            (PlantedBug.AlwaysTakesTheNewHalf, true) => 1,
            _ => Math.Min(1, Math.Exp(logProbability)),
        };
        Dictionary<int, double> mixed = [];
        foreach ((int state, double q) in Selections[old])
        {
            mixed[state] = q * (1 - p);
        }

        foreach ((int state, double q) in Selections[fresh])
        {
            mixed[state] = mixed.GetValueOrDefault(state) + (q * p);
        }

        Selections.Add(mixed);
        return Selections.Count - 1;
    }
}
