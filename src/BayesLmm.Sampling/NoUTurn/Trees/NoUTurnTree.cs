namespace BayesLmm.Sampling.NoUTurn.Trees;

/// <summary>Why a tree stopped growing.</summary>
internal enum TreeEnd
{
    /// <summary>The allowed number of doublings was reached.</summary>
    DepthReached,

    /// <summary>The path turned back on itself.</summary>
    Turned,

    /// <summary>The integration error became too large.</summary>
    Diverged,
}

/// <summary>A grown tree: the number of completed doublings, the selected state and the reason for the end.</summary>
internal readonly record struct Tree(int Depth, int Selected, TreeEnd End);

/// <summary>
/// The multinomial No-U-Turn transition: a trajectory is doubled forward or backward in time, at random, until it turns back on itself, and one
/// of its states is selected so that the target distribution is left invariant.
/// </summary>
/// <remarks>
/// Hoffman &amp; Gelman 2014, <i>The No-U-Turn sampler</i>, JMLR 15:1593, Algorithm 3, with the multinomial selection and the generalised
/// criterion of Betancourt 2017, <i>A conceptual introduction to Hamiltonian Monte Carlo</i>, App. A.3–A.4, and the two further checks across
/// the gap between subtrees that Stan has had since 2.21 (they end trajectories that close up exactly).
/// </remarks>
internal static class NoUTurnTree
{
    /// <summary>Grows a tree.</summary>
    /// <param name="path">The trajectory, at its start.</param>
    /// <param name="maxDepth">The most doublings, 0 … 63; the trajectory has at most 2^maxDepth states.</param>
    /// <param name="directions">Random bits: bit k is 1 if doubling k goes forward in time.</param>
    public static Tree Grow<TTrajectory>(ref TTrajectory path, int maxDepth, ulong directions)
        where TTrajectory : struct, ITrajectory
    {
        Segment tree = path.Start();
        for (int depth = 0; depth < maxDepth; depth++)
        {
            bool forward = ((directions >> depth) & 1) == 1;
            TreeEnd? failure = Extend(ref path, depth, forward, out Segment fresh);
            if (failure is TreeEnd end)
            {
                return new Tree(depth, tree.Selected, end);
            }

            // Biased progressive selection (Betancourt 2017, App. A.3.2): the new half is taken with min(1, w_new / w_old), which
            // prefers states far from the start and still satisfies detailed balance.
            bool turned = JoinHalves(ref path, ref tree, fresh, forward, fresh.LogWeight - tree.LogWeight);
            if (turned)
            {
                return new Tree(depth + 1, tree.Selected, TreeEnd.Turned);
            }
        }

        return new Tree(maxDepth, tree.Selected, TreeEnd.DepthReached);
    }

    /// <summary>Builds the subtree of 2^<paramref name="depth"/> new states; null if it is complete, otherwise why not.</summary>
    private static TreeEnd? Extend<TTrajectory>(ref TTrajectory path, int depth, bool forward, out Segment subtree)
        where TTrajectory : struct, ITrajectory
    {
        if (depth == 0)
        {
            return path.TryStep(forward, out subtree) ? null : TreeEnd.Diverged;
        }

        Segment fresh = default;
        TreeEnd? failure = Extend(ref path, depth - 1, forward, out subtree) ?? Extend(ref path, depth - 1, forward, out fresh);
        if (failure is not null)
        {
            return failure;
        }

        // Within a subtree the selection is multinomial: the newer half is taken with w_new / (w_old + w_new).
        double logProbability = fresh.LogWeight - LogSumExp(subtree.LogWeight, fresh.LogWeight);
        return JoinHalves(ref path, ref subtree, fresh, forward, logProbability) ? TreeEnd.Turned : null;
    }

    /// <summary>Joins the newer half to the older in order of time, selects between them, and returns whether the whole makes a U-turn.</summary>
    private static bool JoinHalves<TTrajectory>(ref TTrajectory path, ref Segment tree, in Segment fresh, bool forward, double logProbability)
        where TTrajectory : struct, ITrajectory
    {
        Segment left = forward ? tree : fresh;
        Segment right = forward ? fresh : tree;
        bool turned = path.Turns(left, right)
            || path.Turns(left, path.Single(right.First))
            || path.Turns(path.Single(left.Last), right);
        int selected = path.Select(tree.Selected, fresh.Selected, logProbability);
        tree = path.Join(left, right, selected, LogSumExp(left.LogWeight, right.LogWeight));
        return turned;
    }

    /// <summary>log(eᵃ + eᵇ) without overflow.</summary>
    internal static double LogSumExp(double a, double b)
    {
        double larger = Math.Max(a, b);
        return double.IsNegativeInfinity(larger) ? larger : larger + Math.Log(1 + Math.Exp(-Math.Abs(a - b)));
    }
}
