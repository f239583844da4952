namespace BayesLmm.Plots.Statistics;

/// <summary>
/// The density of pairs of numbers on a grid: counts in cells, smoothed by a normal kernel along each axis with the bandwidth sd n^(−1/6) (Scott 1992,
/// eq. 6.42), which is cut off and renormalised at the grid's edges. Immutable.
/// </summary>
internal sealed class PlaneDensity
{
    private const int Cells = 80;        // along each axis
    private const double Margin = 0.08;  // of the range, at each end
    private const double Reach = 4;      // of the kernel, in bandwidths

    private readonly double[] xs, ys;
    private readonly double[,] heights;

    private PlaneDensity(double[] xs, double[] ys, double[,] heights) => (this.xs, this.ys, this.heights) = (xs, ys, heights);

    /// <summary>The density; null where one of the numbers is always the same.</summary>
    /// <param name="first">The first numbers.</param>
    /// <param name="second">The second numbers, as many.</param>
    public static PlaneDensity? Of(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        double[] xs = Grid(first, out double stepX, out double widthX), ys = Grid(second, out double stepY, out double widthY);
        if (!(stepX > 0) || !(stepY > 0))
        {
            return null;
        }

        double[,] counts = new double[Cells, Cells];
        for (int i = 0; i < first.Length; i++)
        {
            int cellX = Math.Clamp((int)Math.Round((first[i] - xs[0]) / stepX), 0, Cells - 1);
            int cellY = Math.Clamp((int)Math.Round((second[i] - ys[0]) / stepY), 0, Cells - 1);
            counts[cellX, cellY]++;
        }

        return new PlaneDensity(xs, ys, Smooth(Smooth(counts, widthX / stepX, alongX: true), widthY / stepY, alongX: false));
    }

    /// <summary>The height above which the density holds a share of the whole.</summary>
    public double HeightThatHolds(double share)
    {
        double[] sorted = [.. heights.Cast<double>().OrderDescending()];
        double total = sorted.Sum(), sum = 0;
        foreach (double height in sorted)
        {
            sum += height;
            if (sum >= share * total)
            {
                return height;
            }
        }

        return 0;
    }

    /// <summary>The curve at which the density has a height, as short pieces joined where they meet.</summary>
    public IEnumerable<(double[] Xs, double[] Ys)> Contour(double height)
    {
        List<((double X, double Y) From, (double X, double Y) To)> pieces = [];
        for (int i = 0; i + 1 < Cells; i++)
        {
            for (int j = 0; j + 1 < Cells; j++)
            {
                AddPieces(pieces, i, j, height);
            }
        }

        return Join(pieces);
    }

    private static double[] Grid(ReadOnlySpan<double> values, out double step, out double width)
    {
        (double least, double greatest, double sum, double squares) = (double.PositiveInfinity, double.NegativeInfinity, 0, 0);
        foreach (double value in values)
        {
            (least, greatest, sum) = (Math.Min(least, value), Math.Max(greatest, value), sum + value);
        }

        double mean = sum / values.Length;
        foreach (double value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        double room = Margin * (greatest - least);
        double first = least - room;
        step = (greatest - least + (2 * room)) / (Cells - 1);
        width = Math.Sqrt(squares / Math.Max(1, values.Length - 1)) * Math.Pow(values.Length, -1.0 / 6);
        double own = step;
        return [.. Enumerable.Range(0, Cells).Select(i => first + (i * own))];
    }

    private static double[,] Smooth(double[,] counts, double cells, bool alongX)
    {
        int reach = Math.Max(1, (int)Math.Ceiling(Reach * cells));
        double[,] smooth = new double[Cells, Cells];
        for (int i = 0; i < Cells; i++)
        {
            for (int j = 0; j < Cells; j++)
            {
                int middle = alongX ? i : j;
                double sum = 0, weights = 0;
                for (int k = Math.Max(0, middle - reach); k <= Math.Min(Cells - 1, middle + reach); k++)
                {
                    double z = (k - middle) / cells, weight = Math.Exp(-0.5 * z * z);
                    sum += weight * (alongX ? counts[k, j] : counts[i, k]);
                    weights += weight;
                }

                smooth[i, j] = sum / weights;
            }
        }

        return smooth;
    }

    /// <summary>The pieces of the curve in one cell of the grid (marching squares).</summary>
    private void AddPieces(List<((double X, double Y) From, (double X, double Y) To)> pieces, int i, int j, double height)
    {
        (int I, int J)[] corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)];
        List<(double X, double Y)> crossings = [];
        for (int side = 0; side < 4; side++)
        {
            // Both cells beside an edge of the grid compute its crossing in one direction, so that pieces meet to the last bit.
            ((int a, int b), (int c, int d)) = side < 2 ? (corners[side], corners[side + 1]) : (corners[(side + 1) % 4], corners[side]);
            double first = heights[a, b], second = heights[c, d];
            if ((first >= height) != (second >= height))
            {
                double part = (height - first) / (second - first);
                crossings.Add((double.Lerp(xs[a], xs[c], part), double.Lerp(ys[b], ys[d], part)));
            }
        }

        for (int k = 0; k + 1 < crossings.Count; k += 2)
        {
            pieces.Add((crossings[k], crossings[k + 1]));
        }
    }

    private static IEnumerable<(double[] Xs, double[] Ys)> Join(List<((double X, double Y) From, (double X, double Y) To)> pieces)
    {
        ILookup<(double, double), int> ends = pieces.SelectMany((piece, i) => new[] { (piece.From, i), (piece.To, i) })
            .ToLookup(end => end.Item1, end => end.i);
        bool[] used = new bool[pieces.Count];
        for (int start = 0; start < pieces.Count; start++)
        {
            if (used[start])
            {
                continue;
            }

            used[start] = true;
            LinkedList<(double X, double Y)> line = new([pieces[start].From, pieces[start].To]);
            Extend(line, forward: true);
            Extend(line, forward: false);
            yield return ([.. line.Select(point => point.X)], [.. line.Select(point => point.Y)]);
        }

        void Extend(LinkedList<(double X, double Y)> line, bool forward)
        {
            while (true)
            {
                (double X, double Y) end = forward ? line.Last!.Value : line.First!.Value;
                int next = ends[end].Where(i => !used[i]).DefaultIfEmpty(-1).First();
                if (next < 0)
                {
                    return;
                }

                used[next] = true;
                (double X, double Y) other = pieces[next].From == end ? pieces[next].To : pieces[next].From;
                if (forward)
                {
                    line.AddLast(other);
                }
                else
                {
                    line.AddFirst(other);
                }
            }
        }
    }
}
