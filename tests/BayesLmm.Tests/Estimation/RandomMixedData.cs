using BayesLmm.Distributions;

namespace BayesLmm.Tests.Estimation;

/// <summary>Random unbalanced data with group effects, missing values, weights and an offset, and models of every structure for them.</summary>
internal static class RandomMixedData
{
    /// <summary>The right-hand sides: one factor, slopes, nested, crossed, several terms on a factor, no intercept, no random term.</summary>
    public static readonly string[] Models =
    [
        "x + f + (1 | g)",
        "x + (x | g)",
        "x * f + (x || g)",
        "x + (1 | g) + (0 + x | g)",
        "f + (1 | g/h)",
        "x + (x | g) + (1 | k)",
        "scale(x) + poly(t, 2) + (1 | k) + (f | g)",
        "0 + x + (1 | g) + (1 | k)",
        "0 + f + (0 + f | g)",
        "x + f",
        "center(x, g) + mean(x, g) + sin(t) + (1 | g)",
        "ns(t, 3) + bs(x, degree = 2) + (ns(t, 2) | k)",
    ];

    /// <summary>The statements that may stand under a formula.</summary>
    public static readonly string[] Statements = ["", "weights w", "offset o", "weights w\noffset o", "known_se s"];

    /// <summary>The columns y, x, t, f (text), g, h (numbered within g), k, w, o, s; some values are missing.</summary>
    public static Table Create(System.Random random, int n, int groups = 8, int crossed = 5, bool missing = true)
    {
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        double[] byG = [.. Enumerable.Range(0, groups).Select(_ => 3 * Normal())], slope = [.. byG.Select(_ => Normal())];
        double[] byK = [.. Enumerable.Range(0, crossed).Select(_ => 2 * Normal())], byH = [.. Enumerable.Range(0, 3 * groups).Select(_ => 2 * Normal())];
        double[] x = [.. Enumerable.Range(0, n).Select(_ => 5 + Normal())], t = [.. x.Select(_ => Normal())], w = [.. x.Select(_ => 0.3 + random.NextDouble())];
        double[] o = [.. x.Select(_ => 5 * Normal())], s = [.. x.Select(_ => 0.5 + random.NextDouble())];
        int[] g = [.. Enumerable.Range(0, n).Select(i => i < groups ? i : random.Next(groups))],
            k = [.. Enumerable.Range(0, n).Select(i => i < crossed ? i : random.Next(crossed))];
        int[] h = [.. g.Select(_ => random.Next(3))], f = [.. Enumerable.Range(0, n).Select(i => i < 3 ? i : random.Next(3))];
        double[] y = [.. Enumerable.Range(0, n).Select(
            i => 10 + (2 * (x[i] - 5)) + f[i] + byG[g[i]] + (slope[g[i]] * (x[i] - 5)) + byK[k[i]] + byH[(3 * g[i]) + h[i]] + (Normal() / Math.Sqrt(w[i])))];
        for (int i = groups; missing && i < n; i++)
        {
            if (random.Next(12) == 0)
            {
                (random.Next(2) == 0 ? x : y)[i] = double.NaN;
            }
        }

        return new Table("random", [
            new NumericColumn("y", y), new NumericColumn("x", x), new NumericColumn("t", t),
            CategoricalColumn.FromTexts("f", f.Select(code => "abc"[code].ToString())),
            new NumericColumn("g", [.. g.Select(code => (double)code)]), new NumericColumn("h", [.. h.Select(code => (double)code)]),
            new NumericColumn("k", [.. k.Select(code => (double)code)]),
            new NumericColumn("w", w), new NumericColumn("o", o), new NumericColumn("s", s)]);
    }

    /// <summary>
    /// A fit of a model and statements chosen by a seed. It has converged: where the search ends among all but singular covariance matrices, twins that
    /// multiply them out lose the digits.
    /// </summary>
    public static RemlFit Fit(int seed, out Table table)
    {
        System.Random random = new(seed);
        while (true)
        {
            table = Create(random, random.Next(60, 110));
            string text = $"y ~ {Models[random.Next(Models.Length)]}\n{Statements[random.Next(Statements.Length)]}";
            RemlFit fit = Model.Parse(text).Bind(table).FitReml(restricted: random.Next(4) > 0);
            if (fit.Optimum.Converged)
            {
                return fit;
            }
        }
    }
}
