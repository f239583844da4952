using BayesLmm.Design.Expressions;

namespace BayesLmm.Design.Columns;

/// <summary>How a factor of k levels is coded by k − 1 columns: R's contr.treatment, contr.sum, contr.helmert and contr.poly.</summary>
/// <param name="Names">The parts of coefficients' names that distinguish the columns.</param>
/// <param name="Matrix">The value of each column (second index) for each level (first index).</param>
internal sealed record Contrasts(string[] Names, double[,] Matrix)
{
    /// <summary>The name of the coding when none is given.</summary>
    public const string Default = "treatment";

    /// <summary>The coding of a name that the parser has checked.</summary>
    public static Contrasts Create(string name, IReadOnlyList<string> levels) => name switch
    {
        "treatment" => Treatment(levels),
        "sum" => Sum(levels.Count),
        "helmert" => Helmert(levels.Count),
        "poly" => Polynomial(levels.Count),
        _ => throw new ArgumentException($"The parser let the unknown contrast '{name}' through.", nameof(name)),
    };

    /// <summary>An indicator of every level: used in place of contrasts if the factor's margin is not in the model.</summary>
    public static Contrasts Indicators(IReadOnlyList<string> levels) =>
        new([.. levels], Fill(levels.Count, levels.Count, (level, column) => level == column ? 1 : 0));

    private static Contrasts Treatment(IReadOnlyList<string> levels) =>
        new([.. levels.Skip(1)], Fill(levels.Count, levels.Count - 1, (level, column) => level == column + 1 ? 1 : 0));

    private static Contrasts Sum(int k) =>
        new(Numbers(k - 1), Fill(k, k - 1, (level, column) => level == column ? 1 : level == k - 1 ? -1 : 0));

    private static Contrasts Helmert(int k) =>
        new(Numbers(k - 1), Fill(k, k - 1, (level, column) => level <= column ? -1 : level == column + 1 ? column + 1 : 0));

    private static Contrasts Polynomial(int k)
    {
        double[] scores = [.. Enumerable.Range(1, k).Select(level => (double)level)];
        double[][] columns = OrthogonalPolynomials.Train(scores, k - 1)!.Apply(scores);
        string[] names = [.. Enumerable.Range(1, k - 1).Select(degree => degree switch
        {
            1 => ".L",
            2 => ".Q",
            3 => ".C",
            _ => FormattableString.Invariant($"^{degree}")
        })];
        return new Contrasts(names, Fill(k, k - 1, (level, column) => columns[column][level]));
    }

    private static string[] Numbers(int count) => [.. Enumerable.Range(1, count).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    private static double[,] Fill(int rows, int columns, Func<int, int, double> value)
    {
        double[,] matrix = new double[rows, columns];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                matrix[i, j] = value(i, j);
            }
        }

        return matrix;
    }
}
