namespace BayesLmm.Design.Expressions;

/// <summary>The mean and the standard deviation of a predictor in each group, by the group's name; R's <c>ave</c>.</summary>
internal sealed class GroupMoments
{
    private readonly Dictionary<string, (double Mean, double Sd)> byGroup;

    private GroupMoments(Dictionary<string, (double Mean, double Sd)> byGroup, double mean, double sd)
    {
        this.byGroup = byGroup;
        Mean = mean;
        Sd = sd;
    }

    /// <summary>The average over the rows of their groups' means, which is the mean of all values.</summary>
    public double Mean { get; }

    /// <summary>The root of the average over the rows of their groups' variances.</summary>
    public double Sd { get; }

    /// <summary>Whether a group is among them.</summary>
    public bool Contains(string group) => byGroup.ContainsKey(group);

    /// <summary>A group's mean and its standard deviation, with denominator n − 1; NaN for a group without a value.</summary>
    public (double Mean, double Sd) this[string group] => byGroup.TryGetValue(group, out (double, double) moments) ? moments : (double.NaN, double.NaN);

    /// <summary>The moments of some rows.</summary>
    /// <param name="values">The predictor; rows without a value do not count.</param>
    /// <param name="groups">The rows' groups.</param>
    public static GroupMoments Train(double[] values, RowGroups groups)
    {
        int count = groups.Names.Count;
        int[] n = new int[count];
        double[] means = new double[count], rest = new double[count], squares = new double[count];
        void AddUp(Action<int, double> add)
        {
            for (int row = 0; row < values.Length; row++)
            {
                if (groups.Codes[row] >= 0 && !double.IsNaN(values[row]))
                {
                    add(groups.Codes[row], values[row]);
                }
            }
        }

        AddUp((group, value) => (n[group], means[group]) = (n[group] + 1, means[group] + value));
        for (int group = 0; group < count; group++)
        {
            means[group] /= n[group];
        }

        // As R does, the mean is corrected by what rounding left of the deviations from it.
        AddUp((group, value) => rest[group] += value - means[group]);
        for (int group = 0; group < count; group++)
        {
            means[group] += double.IsFinite(means[group]) ? rest[group] / n[group] : 0;
        }

        AddUp((group, value) => squares[group] += (value - means[group]) * (value - means[group]));
        Dictionary<string, (double, double)> moments = new(StringComparer.Ordinal);
        double rows = 0, sum = 0, variance = 0;
        for (int group = 0; group < count; group++)
        {
            if (n[group] > 0)
            {
                double own = squares[group] / (n[group] - 1);
                moments.Add(groups.Names[group], (means[group], Math.Sqrt(own)));
                rows += n[group];
                sum += n[group] * means[group];
                variance += n[group] * own;
            }
        }

        return new GroupMoments(moments, sum / rows, Math.Sqrt(variance / rows));
    }
}
