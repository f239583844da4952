using System.Globalization;

namespace BayesLmm.Tests.Design;

/// <summary>Tables of nested and of crossed designs with simulated responses; every label is as a person would have written it.</summary>
internal sealed class NestingDesigns(int seed)
{
    private readonly Random random = new(seed);
    private readonly List<double> y = [];
    private readonly List<string> a = [], b = [];

    /// <summary>Inner labels that start anew: 1 to counts[j] in the outer level j, each with some rows.</summary>
    /// <param name="counts">The inner levels of each outer one.</param>
    /// <param name="rows">The rows of each inner level.</param>
    /// <param name="sdOuter">The standard deviation between outer levels.</param>
    /// <param name="sdInner">The standard deviation between inner levels.</param>
    /// <param name="nameOuter">The label of an outer level.</param>
    /// <param name="nameInner">The label of an inner level.</param>
    public Table Nested(
        int[] counts, int rows, double sdOuter, double sdInner, Func<int, string>? nameOuter = null, Func<int, string>? nameInner = null)
    {
        for (int j = 0; j < counts.Length; j++)
        {
            double outer = sdOuter * Normal();
            for (int i = 0; i < counts[j]; i++)
            {
                double inner = sdInner * Normal();
                for (int r = 0; r < rows; r++)
                {
                    Add(outer + inner + Normal(), (nameOuter ?? Number)(j), (nameInner ?? Number)(i));
                }
            }
        }

        return Build();
    }

    /// <summary>Two crossed factors, each with effects of its own.</summary>
    /// <param name="levels">The levels of the first.</param>
    /// <param name="others">The levels of the second.</param>
    /// <param name="rows">The rows of a pair; 0 where it does not occur.</param>
    /// <param name="sdInteraction">The standard deviation between pairs.</param>
    /// <param name="name">The label of a level of the first.</param>
    /// <param name="nameOther">The label of a level of the second.</param>
    public Table Crossed(
        int levels, int others, Func<int, int, int> rows, double sdInteraction = 0, Func<int, string>? name = null, Func<int, string>? nameOther = null)
    {
        double[] first = [.. Enumerable.Range(0, levels).Select(_ => Normal())], second = [.. Enumerable.Range(0, others).Select(_ => 1.5 * Normal())];
        for (int i = 0; i < levels; i++)
        {
            for (int j = 0; j < others; j++)
            {
                double pair = sdInteraction * Normal();
                for (int r = rows(i, j); r > 0; r--)
                {
                    Add(first[i] + second[j] + pair + Normal(), (name ?? Number)(i), (nameOther ?? Number)(j));
                }
            }
        }

        return Build();
    }

    /// <summary>Whether a row of a design with gaps is there.</summary>
    public bool Chance(double probability) => random.NextDouble() < probability;

    /// <summary>Another level at random.</summary>
    public int Any(int levels) => random.Next(levels);

    public static string Number(int i) => (i + 1).ToString(CultureInfo.InvariantCulture);

    public static string Text(int i) => "p" + Number(i);

    private Table Build() =>
        Table.FromColumns("t", Column.Numeric("y", y), Labels("a", a), Labels("b", b));

    private static Column Labels(string name, List<string> labels) => labels.All(label => double.TryParse(label, CultureInfo.InvariantCulture, out _))
        ? Column.Numeric(name, labels.Select(label => double.Parse(label, CultureInfo.InvariantCulture)))
        : Column.Categorical(name, labels);

    private void Add(double value, string first, string second)
    {
        y.Add(20 + value);
        a.Add(first);
        b.Add(second);
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
