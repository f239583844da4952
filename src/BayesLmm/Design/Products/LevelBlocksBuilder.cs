using BayesLmm.Numerics;

namespace BayesLmm.Design.Products;

/// <summary>Accumulates the non-zero blocks of ZᵀZ, in time proportional to rows and blocks.</summary>
internal static class LevelBlocksBuilder
{
    /// <summary>The lower triangle of ZᵀZ by blocks.</summary>
    /// <param name="terms">Z.</param>
    /// <param name="shapes">How levels are numbered.</param>
    /// <param name="n">Number of rows.</param>
    public static LevelBlocks Build(EquatableArray<RandomTermDesign> terms, EquatableArray<TermShape> shapes, int n)
    {
        int levels = shapes.Sum(shape => shape.LevelCount);
        int[] order = [.. Enumerable.Range(0, terms.Count).OrderBy(k => shapes[k].FirstLevel)];
        int[] columnStarts = new int[levels + 1];
        List<int> rows = [];
        List<int> valueStarts = [];
        List<double> values = [];
        int[] blockOf = new int[levels];
        Array.Fill(blockOf, -1);
        List<int> found = [];
        for (int a = 0; a < order.Length; a++)
        {
            RandomTermDesign columnTerm = terms[order[a]];
            TermShape column = shapes[order[a]];
            double[] diagonals = DiagonalBlocks(columnTerm);
            bool isLast = a == order.Length - 1;
            (int[] starts, int[] rowsByLevel) = isLast ? (new int[column.LevelCount + 1], []) : SortByLevel(columnTerm.Codes, column.LevelCount, n);
            for (int level = 0; level < column.LevelCount; level++)
            {
                int columnLevel = column.FirstLevel + level;
                ReadOnlySpan<int> own = rowsByLevel.AsSpan(starts[level], starts[level + 1] - starts[level]);
                int size = column.Width * column.Width;
                rows.Add(columnLevel);
                valueStarts.Add(values.Count);
                values.AddRange(diagonals.AsSpan(level * size, size));
                found.Clear();
                for (int b = a + 1; b < order.Length; b++)
                {
                    int first = found.Count;
                    foreach (int row in own)
                    {
                        int other = shapes[order[b]].FirstLevel + terms[order[b]].Codes[row];
                        if (blockOf[other] < 0)
                        {
                            blockOf[other] = 0;
                            found.Add(other);
                        }
                    }

                    found.Sort(first, found.Count - first, null);
                }

                int next = 0;
                for (int b = a + 1; b < order.Length; b++)
                {
                    TermShape other = shapes[order[b]];
                    for (; next < found.Count && found[next] < other.FirstLevel + other.LevelCount; next++)
                    {
                        blockOf[found[next]] = values.Count;
                        rows.Add(found[next]);
                        valueStarts.Add(values.Count);
                        values.AddRange(Enumerable.Repeat(0.0, other.Width * column.Width));
                    }

                    Accumulate(own, columnTerm, terms[order[b]], other, blockOf, values);
                }

                foreach (int other in found)
                {
                    blockOf[other] = -1;
                }

                columnStarts[columnLevel + 1] = rows.Count;
            }
        }

        return new LevelBlocks(columnStarts, [.. rows], [.. valueStarts], [.. values]);
    }

    /// <summary>The diagonal blocks of a term, level by level, in one pass over the rows.</summary>
    private static double[] DiagonalBlocks(RandomTermDesign term)
    {
        int r = term.Columns.Count;
        double[] blocks = new double[term.Levels.Count * r * r];
        for (int i = 0; i < r; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                ReadOnlySpan<double> left = term.Columns[i].Values, right = term.Columns[j].Values;
                for (int row = 0; row < left.Length; row++)
                {
                    blocks[(term.Codes[row] * r * r) + (i * r) + j] += left[row] * right[row];
                }

                for (int level = 0; j < i && level < term.Levels.Count; level++)
                {
                    blocks[(level * r * r) + (j * r) + i] = blocks[(level * r * r) + (i * r) + j];
                }
            }
        }

        return blocks;
    }

    private static void Accumulate(
        ReadOnlySpan<int> own, RandomTermDesign columnTerm, RandomTermDesign rowTerm, TermShape rowShape, int[] blockOf, List<double> values)
    {
        Span<double> target = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(values);
        int width = columnTerm.Columns.Count;
        foreach (int row in own)
        {
            Span<double> block = target[blockOf[rowShape.FirstLevel + rowTerm.Codes[row]]..];
            for (int i = 0; i < rowShape.Width; i++)
            {
                double zi = rowTerm.Columns[i].Values[row];
                for (int j = 0; j < width; j++)
                {
                    block[(i * width) + j] += zi * columnTerm.Columns[j].Values[row];
                }
            }
        }
    }

    /// <summary>Rows by level, in ascending order within a level: a counting sort.</summary>
    private static (int[] Starts, int[] Rows) SortByLevel(int[] codes, int levelCount, int n)
    {
        int[] starts = new int[levelCount + 1];
        foreach (int code in codes)
        {
            starts[code + 1]++;
        }

        for (int level = 0; level < levelCount; level++)
        {
            starts[level + 1] += starts[level];
        }

        int[] next = starts[..levelCount];
        int[] rows = new int[n];
        for (int row = 0; row < n; row++)
        {
            rows[next[codes[row]]++] = row;
        }

        return (starts, rows);
    }
}
