namespace BayesLmm.Sampling.NoUTurn.Trees;

/// <summary>
/// The No-U-Turn tree's view of the path along which it grows: a line of states, one of them the start, with a weight each. States, sums and
/// selections are handles that only the trajectory can read, so the same tree code runs on Hamiltonian paths and, in the tests, on the
/// integers, where its transition probabilities can be written down exactly.
/// </summary>
internal interface ITrajectory
{
    /// <summary>The segment that holds the starting state alone.</summary>
    Segment Start();

    /// <summary>Steps once beyond the end of the path in a direction of time; each call continues from the end of the last step in that direction.</summary>
    /// <param name="forward">Whether the step goes forward in time.</param>
    /// <param name="leaf">The segment that holds the new state alone.</param>
    /// <returns>False if the path diverged and ends; <paramref name="leaf"/> is then undefined.</returns>
    bool TryStep(bool forward, out Segment leaf);

    /// <summary>
    /// Whether the path from the first state of <paramref name="left"/> to the last of <paramref name="right"/>, its neighbour, makes a U-turn.
    /// </summary>
    bool Turns(in Segment left, in Segment right);

    /// <summary>The one-state segment of a state, for <see cref="Turns"/> only.</summary>
    Segment Single(int state);

    /// <summary>Gives the fresh selection with probability min(1, exp(<paramref name="logProbability"/>)), otherwise the old.</summary>
    int Select(int old, int fresh, double logProbability);

    /// <summary>Joins two neighbours into one segment; neither may be used afterwards.</summary>
    Segment Join(in Segment left, in Segment right, int selected, double logWeight);
}
