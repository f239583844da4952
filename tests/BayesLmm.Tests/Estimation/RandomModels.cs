namespace BayesLmm.Tests.Estimation;

/// <summary>Small models of every kind on random data.</summary>
internal static class RandomModels
{
    private const int Rows = 30;

    private static readonly string[] Formulas =
    [
        "y ~ x + (x | g) + (1 | h)",
        "y ~ x + (x + z | g)",
        "y ~ x + z + (x + z || g)",
        "y ~ 0 + x + (1 | g/h)",
        "y ~ x + (1 | g) + (0 + z | g)",
        "y ~ x + (x | g)\nweights w",
        "y ~ x + (x | g)\nknown_se w\noffset z",
        "y ~ x + z",
    ];

    /// <summary>One of the models.</summary>
    public static BoundModel Bind(System.Random random) =>
        Model.Parse("factor g\nfactor h\n" + Formulas[random.Next(Formulas.Length)]).Bind(RandomTable(random));

    private static Table RandomTable(System.Random random)
    {
        double[] Numbers(Func<int, double> number) => [.. Enumerable.Range(0, Rows).Select(number)];
        int[] g = [.. Enumerable.Range(0, Rows).Select(i => i < 6 ? i : random.Next(6))],
            h = [.. Enumerable.Range(0, Rows).Select(i => i < 3 ? i : random.Next(3))];
        double[] b = [.. Enumerable.Range(0, 12).Select(_ => random.NextDouble() - 0.5)];
        double[] x = Numbers(_ => (3 * random.NextDouble()) + 4), z = Numbers(_ => random.NextDouble() - 0.3);
        return new Table("random", [
            new NumericColumn("x", x),
            new NumericColumn("z", z),
            new NumericColumn("w", Numbers(_ => 0.5 + random.NextDouble())),
            new NumericColumn("y", Numbers(i => 5 + (0.4 * x[i]) + (3 * b[g[i]]) + (b[6 + g[i]] * x[i] * 0.3) + (2 * random.NextDouble()))),
            new NumericColumn("g", Numbers(i => g[i])),
            new NumericColumn("h", Numbers(i => h[i]))]);
    }
}
