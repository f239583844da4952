using BayesLmm.Numerics;

namespace BayesLmm.Estimation;

/// <summary>
/// Entries of Q⁻¹: those on the pattern of Q from the selected inverse, which has every pair of levels that occurs in some row; others by solving for a column
/// of Q⁻¹ and keeping the wanted part.
/// </summary>
internal sealed class InverseEntries
{
    private readonly MixedModelSystem system;
    private readonly Lock gate;
    private readonly Dictionary<(int Row, int Column), double> solved = [];

    /// <summary>Reads from a system whose selected inverse is computed.</summary>
    /// <param name="system">The system.</param>
    /// <param name="gate">Held while the system solves.</param>
    public InverseEntries(MixedModelSystem system, Lock gate)
    {
        this.system = system;
        this.gate = gate;
    }

    /// <summary>[Q⁻¹]_ij, or false when it is neither on the pattern nor <see cref="Solve">solved for</see>.</summary>
    public bool TryGet(int i, int j, out double value)
    {
        SymmetricPattern pattern = system.Equations.Structure.Pattern;
        int column = Math.Min(i, j), row = Math.Max(i, j);
        int start = pattern.ColumnStarts[column];
        ReadOnlySpan<int> rows = pattern.Rows[start..pattern.ColumnStarts[column + 1]];

        // A level's own effects stand first in its columns.
        int own = row - column;
        int place = own < rows.Length && rows[own] == row ? own : rows.BinarySearch(row);
        if (place >= 0)
        {
            value = system.Inverse.Values[system.Inverse.Places[start + place]];
            return true;
        }

        return solved.TryGetValue((row, column), out value);
    }

    /// <summary>[Q⁻¹]_ij.</summary>
    /// <exception cref="InvalidOperationException">It was not solved for.</exception>
    public double this[int i, int j] =>
        TryGet(i, j, out double value) ? value : throw new InvalidOperationException($"The entry ({i}, {j}) of the inverse was not solved for.");

    /// <summary>Computes column j of Q⁻¹ and keeps some of it.</summary>
    /// <param name="j">The column.</param>
    /// <param name="wanted">The rows to keep.</param>
    /// <param name="work">q numbers.</param>
    public void Solve(int j, IEnumerable<int> wanted, double[] work)
    {
        Array.Clear(work);
        work[j] = 1;
        lock (gate)
        {
            system.Factor.Solve(work);
        }

        foreach (int i in wanted)
        {
            solved[(Math.Max(i, j), Math.Min(i, j))] = work[i];
        }
    }
}
