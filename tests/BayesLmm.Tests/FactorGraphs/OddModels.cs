using BayesLmm.Numerics;

namespace BayesLmm.Tests.FactorGraphs;

/// <summary>
/// Small models with what graphs find hard: names that are no identifiers, several terms on one factor, no effects at all, every kind of prior.
/// </summary>
internal static class OddModels
{
    private const int Rows = 120;

    /// <summary>By name, the text of each.</summary>
    public static IReadOnlyDictionary<string, string> Texts { get; } = new Dictionary<string, string>
    {
        ["interactions"] = "y ~ x * f + poly(x, 2) + I(x^2):f + (1 | g)",
        ["splines and group means"] = "y ~ ns(x, df = 3) * f + center(w, g) + mean(w, h, i) + (0 + bs(x, degree = 1) | g)",
        ["names"] = "y ~ `body \"mass\" (kg)` + `a.b` + `l'été` + (1 + `a.b` | `the group`)",
        ["levels"] = "y ~ strange + (0 + strange || g)",
        ["several terms on one factor"] = "y ~ x + (1 | g) + (0 + x | g) + (0 + f | g)",
        ["uncorrelated"] = "y ~ x + (1 + x + f || g)",
        ["nested and crossed"] = "y ~ x + (x | g/h) + (1 | i)",
        ["a group called rows"] = "y ~ x + (1 | rows) + (1 | rows_)",
        ["constants"] = "y ~ x + (1 + x || g)\nprior x ~ constant(2)\nprior sd(g, x) ~ constant(0.5)\nprior sigma ~ constant(1.5)",
        ["known_se"] = "y ~ x + (1 | g)\nknown_se w",
        ["weights and offset"] = "y ~ x + (1 | g)\nweights w\noffset x / 2",
        ["no fixed effects"] = "y ~ 0 + (1 | g) + (1 | i)",
        ["no random effects"] = "y ~ x + f",
        ["offset only"] = "y ~ 0 + (1 | g)\noffset x\nprior sigma ~ constant(1)",
        ["laplace"] = "y ~ x + (1 | g)\nprior x ~ laplace(0, 2)",
        ["cauchy"] = "y ~ x + (1 | g)\nprior x ~ cauchy(0, 2)\nprior sd(g) ~ cauchy(0, 1)",
        ["uniform"] = "y ~ x + (x | g)\nprior x ~ uniform(-2, 3)\nprior sd(g) ~ uniform(0, 10)\nprior sigma ~ flat",
        ["every kind of prior"] = "y ~ x + f + `a.b` + (1 | g)\nprior x ~ logistic(0, 2)\nprior a.b ~ lognormal(0, 1)\nprior f[q] ~ gamma(2, 1)\nprior f[r] ~ "
            + "inv_gamma(2, 1)\nprior intercept ~ exponential(1)",
        ["student_t"] = "y ~ x + (x | g)\nfamily student_t\nprior nu ~ normal(10, 5)",
        ["student_t with nu known"] = "y ~ x + (1 | g)\nfamily student_t\nprior nu ~ constant(4)",
        ["student_t, weights, offset"] = "y ~ x + (1 | g) + (1 | i)\nfamily student_t\nweights w\noffset x",
    };

    /// <summary>The bound model of a name.</summary>
    public static BoundModel Bind(string name) => Bind(Table(), Texts[name]);

    /// <summary>A model bound to the table that all have.</summary>
    public static BoundModel BindText(string text) => Bind(Table(), text);

    private static BoundModel Bind(Table table, string text) => Model.Parse(text).Bind(table);

    private static Table Table()
    {
        RandomStream random = new(3, 0);
        double[] Numbers() => [.. Enumerable.Range(0, Rows).Select(_ => random.NextNormal())];
        CategoricalColumn Levels(string name, params string[] levels) =>
            CategoricalColumn.FromTexts(name, Enumerable.Range(0, Rows).Select(i => levels[(int)(random.NextUniform() * levels.Length)]));
        return new Table("odd", [
            new NumericColumn("y", Numbers()),
            new NumericColumn("x", Numbers()),
            new NumericColumn("body \"mass\" (kg)", Numbers()),
            new NumericColumn("a.b", Numbers()),
            new NumericColumn("l'été", Numbers()),
            new NumericColumn("w", [.. Numbers().Select(Math.Exp)]),
            Levels("f", "p", "q", "r"),
            Levels("strange", "plain", "with \"quotes\"", "back\\slash\\", "two\nlines", "€ & <b>"),
            Levels("g", "g1", "g2", "g3", "g4", "g5", "g6"),
            Levels("h", "h1", "h2", "h3"),
            Levels("i", "i1", "i2", "i3", "i4", "i5"),
            Levels("the group", "1", "2", "3", "4", "5"),
            Levels("rows", "r1", "r2", "r3", "r4", "r5"),
            Levels("rows_", "s1", "s2", "s3", "s4", "s5"),
        ]);
    }
}
