using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Design.Columns;
using BayesLmm.Numerics;

namespace BayesLmm.Posteriors.Checks;

/// <summary>What can be seen in standardised residuals that the model says are not there: each a number that is about 0, or small, if it holds.</summary>
internal sealed class Discrepancies
{
    /// <summary>Groups with fewer rows say nothing of their spread or of the order of their rows.</summary>
    private const int FewestRows = 3;

    private static readonly string[] OfShape = ["residuals: skewness", "residuals: kurtosis"];

    private readonly List<(string Name, Func<double[], double[], double> Of)> others = [];

    /// <summary>The discrepancies of a model.</summary>
    public Discrepancies(ModelDesign design)
    {
        others.Add(("residuals: largest", (e, _) => Math.Abs(TensorPrimitives.MaxMagnitude<double>(e))));
        others.Add(("spread against fitted values", (e, fitted) => SampleStatistics.Correlation(Array.ConvertAll(e, Math.Abs), fitted)));
        foreach (DesignColumn column in design.FixedEffects.CenteredColumns.Where((column, j) => IsNumeric(column, j, design.FixedEffects.HasIntercept)))
        {
            double[] curve = Curve(column.Values);
            others.Add(($"curvature in {column.Name}", (e, _) => SampleStatistics.Correlation(e, curve)));
        }

        foreach (RandomTermDesign term in design.RandomTerms.DistinctBy(term => term.Group))
        {
            int[][] rows = [.. Enumerable.Range(0, term.Codes.Length).GroupBy(row => term.Codes[row]).Select(group => group.ToArray())
                .Where(group => group.Length >= FewestRows)];
            if (rows.Length >= 2)
            {
                others.Add(($"spread across {term.Group}", (e, _) => SpreadOfSpreads(e, rows)));
                others.Add(($"order of rows within {term.Group}", (e, _) => Autocorrelation(e, rows)));
            }
        }
    }

    /// <summary>Their names.</summary>
    public IEnumerable<string> Names => OfShape.Concat(others.Select(one => one.Name));

    /// <summary>How many there are.</summary>
    public int Count => OfShape.Length + others.Count;

    /// <summary>Computes all.</summary>
    /// <param name="residuals">Standardised residuals.</param>
    /// <param name="fitted">The rows' expected values.</param>
    /// <param name="values">Receives a number each.</param>
    public void Compute(double[] residuals, double[] fitted, Span<double> values)
    {
        (values[0], values[1]) = SampleStatistics.SkewnessAndKurtosis(residuals);
        for (int i = 0; i < others.Count; i++)
        {
            values[OfShape.Length + i] = others[i].Of(residuals, fitted);
        }
    }

    /// <summary>A column with more than two values that stands for a numeric predictor by itself.</summary>
    private static bool IsNumeric(DesignColumn column, int j, bool hasIntercept) =>
        !(hasIntercept && j == 0) && column.Name == column.Term && column.Values.Distinct().Take(3).Count() == 3;

    /// <summary>The square of a column, less what is linear in it.</summary>
    private static double[] Curve(double[] x)
    {
        double mean = TensorPrimitives.Average<double>(x);
        double[] squares = Array.ConvertAll(x, value => (value - mean) * (value - mean)), curve = new double[x.Length];
        double square = TensorPrimitives.Average<double>(squares), third = 0;
        foreach (double value in x)
        {
            third += Math.Pow(value - mean, 3);
        }

        double slope = square > 0 ? third / (square * x.Length) : 0;
        for (int i = 0; i < x.Length; i++)
        {
            curve[i] = squares[i] - square - (slope * (x[i] - mean));
        }

        return curve;
    }

    /// <summary>The standard deviation over groups of the logarithm of the root mean square residual.</summary>
    private static double SpreadOfSpreads(double[] e, int[][] rows)
    {
        double[] logs = new double[rows.Length];
        for (int j = 0; j < logs.Length; j++)
        {
            double squares = 0;
            foreach (int row in rows[j])
            {
                squares += e[row] * e[row];
            }

            logs[j] = 0.5 * Math.Log(Math.Max(1e-300, squares / rows[j].Length));
        }

        return SampleStatistics.Sd(logs);
    }

    /// <summary>The correlation of residuals with those of the row before, within groups.</summary>
    private static double Autocorrelation(double[] e, int[][] rows)
    {
        double products = 0, squares = 0;
        foreach (int[] group in rows)
        {
            for (int i = 0; i < group.Length; i++)
            {
                squares += e[group[i]] * e[group[i]];
                products += i == 0 ? 0 : e[group[i]] * e[group[i - 1]];
            }
        }

        return squares > 0 ? products / squares : 0;
    }
}
