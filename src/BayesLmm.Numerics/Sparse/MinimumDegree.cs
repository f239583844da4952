namespace BayesLmm.Numerics.Sparse;

// The quotient graph (George & Liu 1989) has variables, not yet eliminated, and elements, cliques that eliminated variables left behind. Eliminating a variable
// of least degree joins its elements and its neighbours into one new element. Degrees are bounds from above as in Amestoy, Davis & Duff (1996), eq. 2, and
// variables that cannot be told apart are eliminated together.

/// <summary>An ordering that keeps the Cholesky factor sparse: approximate minimum degree.</summary>
internal sealed class MinimumDegree
{
    /// <summary>A variable with more than this times √n neighbours is put last: it would only slow down the rest.</summary>
    private const double DenseShare = 10;

    private readonly int n;
    private readonly int[][] neighbours;  // of a variable; of an element its variables
    private readonly int[] neighbourCount;
    private readonly int[][] elements;    // of a variable
    private readonly int[] elementCount;
    private readonly int[] size;          // variables that a variable stands for; 0 when it is eliminated or merged
    private readonly bool[] isElement;
    private readonly int[] degree;        // of a variable: bound of its neighbours; of an element: its variables, counted by size
    private readonly int[] head, next, previous;
    private readonly int[] lastMerged, nextMerged;
    private readonly long[] outside;      // of an element: tag + its variables outside of the newest element
    private readonly int[] hashHead, hashNext, hashOf;
    private readonly int[] mark;
    private int markTag;
    private long tag = 1;
    private long steps;

    private MinimumDegree(SymmetricPattern pattern)
    {
        n = pattern.Order;
        neighbourCount = new int[n];
        for (int j = 0; j < n; j++)
        {
            for (int p = pattern.ColumnStarts[j] + 1; p < pattern.ColumnStarts[j + 1]; p++)
            {
                neighbourCount[j]++;
                neighbourCount[pattern.Rows[p]]++;
            }
        }

        neighbours = [.. neighbourCount.Select(count => new int[count])];
        Array.Clear(neighbourCount);
        for (int j = 0; j < n; j++)
        {
            for (int p = pattern.ColumnStarts[j] + 1; p < pattern.ColumnStarts[j + 1]; p++)
            {
                int i = pattern.Rows[p];
                neighbours[j][neighbourCount[j]++] = i;
                neighbours[i][neighbourCount[i]++] = j;
            }
        }

        elements = new int[n][];
        Array.Fill(elements, []);
        elementCount = new int[n];
        size = new int[n];
        Array.Fill(size, 1);
        isElement = new bool[n];
        degree = [.. neighbourCount];
        head = NewList(n);
        next = NewList(n);
        previous = NewList(n);
        lastMerged = [.. Enumerable.Range(0, n)];
        nextMerged = NewList(n);
        outside = new long[n];
        hashHead = NewList(n);
        hashNext = NewList(n);
        hashOf = new int[n];
        mark = new int[n];
    }

    /// <summary>The order of elimination: for each place the row or column that takes it.</summary>
    public static int[] Order(SymmetricPattern pattern) => TryOrder(pattern, long.MaxValue)!;

    /// <summary>The order of elimination, or null when finding it takes more than some steps.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="mostSteps">The most entries of lists that are read.</param>
    public static int[]? TryOrder(SymmetricPattern pattern, long mostSteps) => pattern.Order == 0 ? [] : new MinimumDegree(pattern).Run(mostSteps);

    private int[]? Run(long mostSteps)
    {
        List<int> order = new(n), dense = [];
        double limit = Math.Max(16, DenseShare * Math.Sqrt(n));
        for (int i = 0; i < n; i++)
        {
            if (degree[i] > limit)
            {
                dense.Add(i);
                size[i] = 0;
            }
        }

        for (int i = n - 1; i >= 0; i--)
        {
            if (size[i] > 0)
            {
                PruneNeighbours(i);
                degree[i] = neighbourCount[i];
                Insert(i);
            }
        }

        for (int least = 0; order.Count < n - dense.Count;)
        {
            while (head[least] < 0)
            {
                least++;
            }

            if (steps > mostSteps)
            {
                return null;
            }

            int pivot = head[least];
            Remove(pivot);
            int lowest = Eliminate(pivot, n - dense.Count - order.Count, order);
            least = Math.Min(least, lowest);
        }

        order.AddRange(dense.OrderBy(i => neighbourCount[i]));
        return [.. order];
    }

    /// <summary>Makes a variable an element, brings the degrees of its variables up to date, and returns the lowest of them.</summary>
    private int Eliminate(int pivot, int remaining, List<int> order)
    {
        List<int> clique = Clique(pivot);
        isElement[pivot] = true;
        elementCount[pivot] = 0;
        int cliqueSize = clique.Sum(i => size[i]);
        tag += n + 1;
        foreach (int i in clique)
        {
            Remove(i);
            for (int k = 0; k < elementCount[i]; k++)
            {
                int e = elements[i][k];
                if (isElement[e] && e != pivot)
                {
                    outside[e] = (outside[e] < tag ? tag + degree[e] : outside[e]) - size[i];
                }
            }
        }

        int lowest = n;
        List<int> touched = [];
        foreach (int i in clique)
        {
            int others = UpdateElements(i, pivot) + PruneNeighbours(i);
            if (neighbourCount[i] == 0 && elementCount[i] == 1)
            {
                // Only the new element is left: the variable is eliminated with the pivot.
                cliqueSize -= size[i];
                Merge(i, pivot);
                continue;
            }

            degree[i] = Math.Min(degree[i], others);
            touched.Add(i);
        }

        MergeIndistinguishable(touched);
        int left = remaining - size[pivot];
        int kept = 0;
        foreach (int i in touched)
        {
            if (size[i] > 0)
            {
                degree[i] = Math.Max(0, Math.Min(degree[i] + cliqueSize - size[i], left - size[i]));
                lowest = Math.Min(lowest, degree[i]);
                Insert(i);
                clique[kept++] = i;
            }
        }

        neighbours[pivot] = [.. clique.Take(kept)];
        neighbourCount[pivot] = kept;
        degree[pivot] = cliqueSize;
        for (int i = pivot; i >= 0; i = nextMerged[i])
        {
            order.Add(i);
        }

        size[pivot] = 0;
        isElement[pivot] = kept > 0;
        return lowest;
    }

    /// <summary>All variables that a variable is joined to, directly or by an element; these elements are absorbed.</summary>
    private List<int> Clique(int pivot)
    {
        List<int> clique = [];
        markTag++;
        mark[pivot] = markTag;
        Collect(neighbours[pivot].AsSpan(0, neighbourCount[pivot]), clique);
        for (int k = 0; k < elementCount[pivot]; k++)
        {
            int e = elements[pivot][k];
            if (isElement[e])
            {
                Collect(neighbours[e].AsSpan(0, neighbourCount[e]), clique);
                isElement[e] = false;
                neighbours[e] = [];
            }
        }

        neighbours[pivot] = [];
        return clique;
    }

    private void Collect(ReadOnlySpan<int> variables, List<int> clique)
    {
        foreach (int i in variables)
        {
            if (size[i] > 0 && mark[i] != markTag)
            {
                mark[i] = markTag;
                clique.Add(i);
            }
        }
    }

    /// <summary>
    /// Drops absorbed elements of a variable, and those inside of the new one, adds the new one in front, and returns how many variables the others reach
    /// outside of it.
    /// </summary>
    private int UpdateElements(int i, int pivot)
    {
        int[] old = elements[i];
        int count = elementCount[i], kept = 1;
        long reach = 0;
        steps += count + neighbourCount[i];

        // Every place is read before it is written, so that one array is enough.
        int[] target = old.Length > count ? old : new int[count + 4];
        int carried = pivot, write = 0;
        for (int k = 0; k < count; k++)
        {
            int e = old[k];
            if (!isElement[e] || e == pivot)
            {
                continue;
            }

            long beyond = outside[e] - tag;
            if (beyond <= 0)
            {
                isElement[e] = false;
                neighbours[e] = [];
                continue;
            }

            reach += beyond;
            target[write] = carried;
            carried = e;
            write++;
            kept++;
        }

        target[write] = carried;
        elements[i] = target;
        elementCount[i] = kept;
        return (int)Math.Min(reach, n);
    }

    /// <summary>Drops neighbours of a variable that are gone, or that the newest element joins it to, and returns how many variables are left.</summary>
    private int PruneNeighbours(int i)
    {
        int[] list = neighbours[i];
        int kept = 0, total = 0;
        for (int k = 0; k < neighbourCount[i]; k++)
        {
            int j = list[k];
            if (size[j] > 0 && !isElement[j] && (markTag == 0 || mark[j] != markTag))
            {
                list[kept++] = j;
                total += size[j];
            }
        }

        neighbourCount[i] = kept;
        return total;
    }

    /// <summary>Merges variables with the same neighbours and the same elements.</summary>
    private void MergeIndistinguishable(List<int> variables)
    {
        foreach (int i in variables)
        {
            uint hash = 0;
            for (int k = 0; k < neighbourCount[i]; k++)
            {
                hash += (uint)neighbours[i][k];
            }

            for (int k = 0; k < elementCount[i]; k++)
            {
                hash += (uint)elements[i][k];
            }

            hashOf[i] = (int)(hash % (uint)n);
            hashNext[i] = hashHead[hashOf[i]];
            hashHead[hashOf[i]] = i;
        }

        foreach (int first in variables)
        {
            for (int i = hashHead[hashOf[first]]; i >= 0; i = hashNext[i])
            {
                if (size[i] == 0)
                {
                    continue;
                }

                markTag++;
                MarkAll(i);
                for (int j = hashNext[i]; j >= 0; j = hashNext[j])
                {
                    if (size[j] > 0 && IsMarked(j) && neighbourCount[j] == neighbourCount[i] && elementCount[j] == elementCount[i])
                    {
                        Merge(j, i);
                    }
                }
            }

            hashHead[hashOf[first]] = -1;
        }
    }

    private void MarkAll(int i)
    {
        foreach (int j in neighbours[i].AsSpan(0, neighbourCount[i]))
        {
            mark[j] = markTag;
        }

        foreach (int e in elements[i].AsSpan(0, elementCount[i]))
        {
            mark[e] = markTag;
        }
    }

    private bool IsMarked(int i)
    {
        foreach (int j in neighbours[i].AsSpan(0, neighbourCount[i]))
        {
            if (mark[j] != markTag)
            {
                return false;
            }
        }

        foreach (int e in elements[i].AsSpan(0, elementCount[i]))
        {
            if (mark[e] != markTag)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Makes one variable represent another too.</summary>
    private void Merge(int from, int into)
    {
        size[into] += size[from];
        size[from] = 0;
        nextMerged[lastMerged[into]] = from;
        lastMerged[into] = lastMerged[from];
        neighbours[from] = [];
        neighbourCount[from] = 0;
        elements[from] = [];
        elementCount[from] = 0;
    }

    private void Insert(int i)
    {
        int d = degree[i];
        next[i] = head[d];
        previous[i] = -1;
        if (head[d] >= 0)
        {
            previous[head[d]] = i;
        }

        head[d] = i;
    }

    private void Remove(int i)
    {
        if (previous[i] >= 0)
        {
            next[previous[i]] = next[i];
        }
        else
        {
            head[degree[i]] = next[i];
        }

        if (next[i] >= 0)
        {
            previous[next[i]] = previous[i];
        }
    }

    private static int[] NewList(int count)
    {
        int[] list = new int[count];
        Array.Fill(list, -1);
        return list;
    }
}
