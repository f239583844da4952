namespace BayesLmm.Sampling.NoUTurn.Dynamics;

/// <summary>
/// The memory of a trajectory: a fixed number of phase-space states and of momentum sums, handed out and taken back by number. A state is held
/// by up to three places of a segment (first, last, selected) and is free again when the last of them lets go.
/// </summary>
internal sealed class StatePool
{
    // State s holds six vectors: q position, g gradient of the log density, p momentum, v = Sigma p velocity, u = Sigma g, y = Sigma⁻¹(q − c).
    private const int VectorsPerState = 6;

    private readonly int dimension;
    private readonly double[] vectors;
    private readonly double[] sums;
    private readonly double[] logDensities;
    private readonly double[] energies;
    private readonly int[] holders;
    private readonly int[] freeStates;
    private readonly int[] freeSums;
    private int freeStateCount;
    private int freeSumCount;

    /// <summary>Room for a tree of <paramref name="maxDepth"/> doublings: one finished segment a level, the tree itself and one new leaf.</summary>
    public StatePool(int dimension, int maxDepth)
    {
        int segments = maxDepth + 3;
        int states = 3 * segments;
        this.dimension = dimension;
        vectors = new double[states * VectorsPerState * dimension];
        sums = new double[segments * dimension];
        logDensities = new double[states];
        energies = new double[states];
        holders = new int[states];
        freeStates = new int[states];
        freeSums = new int[segments];
        Reset(0);
    }

    public Span<double> Position(int state) => Vector(state, 0);

    public Span<double> Gradient(int state) => Vector(state, 1);

    public Span<double> Momentum(int state) => Vector(state, 2);

    public Span<double> Velocity(int state) => Vector(state, 3);

    /// <summary>Sigma times the gradient: the acceleration.</summary>
    public Span<double> Acceleration(int state) => Vector(state, 4);

    /// <summary>Sigma⁻¹ times the position less the centre: minus the gradient of a normal target; used by the split integrator alone.</summary>
    public Span<double> Pull(int state) => Vector(state, 5);

    public ref double LogDensity(int state) => ref logDensities[state];

    /// <summary>The Hamiltonian: minus log density plus kinetic energy.</summary>
    public ref double Energy(int state) => ref energies[state];

    /// <summary>A momentum sum; the complement ~s of a state's number stands for that state's momentum, the sum over itself alone.</summary>
    public Span<double> Sum(int handle) => handle >= 0 ? sums.AsSpan(handle * dimension, dimension) : Momentum(~handle);

    /// <summary>Takes a state, held by <paramref name="holderCount"/> places.</summary>
    public int TakeState(int holderCount)
    {
        int state = freeStates[--freeStateCount];
        holders[state] = holderCount;
        return state;
    }

    /// <summary>One place fewer holds the state.</summary>
    public void ReleaseState(int state)
    {
        if (--holders[state] == 0)
        {
            freeStates[freeStateCount++] = state;
        }
    }

    public int TakeSum() => freeSums[--freeSumCount];

    public void ReleaseSum(int handle)
    {
        if (handle >= 0)
        {
            freeSums[freeSumCount++] = handle;
        }
    }

    /// <summary>Frees everything but one state, which then is held by three places.</summary>
    public void Reset(int kept)
    {
        freeStateCount = 0;
        for (int state = holders.Length - 1; state >= 0; state--)
        {
            if (state != kept)
            {
                freeStates[freeStateCount++] = state;
            }
        }

        holders[kept] = 3;
        freeSumCount = freeSums.Length;
        for (int i = 0; i < freeSums.Length; i++)
        {
            freeSums[i] = i;
        }
    }

    private Span<double> Vector(int state, int which) => vectors.AsSpan(((state * VectorsPerState) + which) * dimension, dimension);
}
