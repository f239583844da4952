namespace BayesLmm;

/// <summary>One draw of a posterior: every parameter and group effect by name.</summary>
public readonly struct PosteriorDraw
{
    private readonly Dictionary<string, DrawColumn> columns;
    private readonly Posterior posterior;

    internal PosteriorDraw(Posterior posterior, Dictionary<string, DrawColumn> columns, int index)
    {
        this.posterior = posterior;
        this.columns = columns;
        Index = index;
    }

    /// <summary>Which draw it is, counted from 0 through all chains.</summary>
    public int Index { get; }

    /// <summary>The value of a parameter or group effect: <c>Days</c>, <c>sd(Subject, Days)</c>, <c>Subject[308, Days]</c>.</summary>
    /// <param name="name">Its name, as it is printed.</param>
    /// <exception cref="ArgumentException">There is no quantity of that name.</exception>
    public double this[string name]
    {
        get
        {
            if (!columns.TryGetValue(name, out DrawColumn? column))
            {
                columns[name] = column = posterior.AllDrawsOf(name);
            }

            return column.Values[Index];
        }
    }
}
