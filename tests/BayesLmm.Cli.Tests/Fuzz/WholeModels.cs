using System.Globalization;
using System.Text;

namespace BayesLmm.Cli.Tests.Fuzz;

/// <summary>
/// Models that are models: statements that fit together and a table of their columns, with numbers at the ends of what a double holds, terms that say the same
/// twice and groups of one row. What they break is the computation.
/// </summary>
internal static class WholeModels
{
    private const int Rows = 30;

    private static readonly string[] Predictors =
    [
        "x", "z", "w", "f", "x*z", "x:f", "x + z + w", "I(x^2)", "poly(x, 2)", "ns(x, 3)", "bs(x, 4)", "center(x)", "scale(z)", "log(w)", "exp(x)", "x - 1",
        "I(x - x)", "x + I(2 * x)", "factor(h)", "center(x, g)", "mean(x, g)", "v", "v", "v*x",
        "poly(v, 2)", "scale(v)", "row", "offset(v)", "I(1 / z)", "I(x > 3)", "(x + z + f)^2",
    ];

    private static readonly string[] Terms =
    [
        "(1 | g)", "(x | g)", "(x || g)", "(1 | g/h)", "(1 | g:h)", "(1 | h)", "(0 + x | g)", "(1 | row)", "(x | row)", "(v | g)", "(v || g)", "(v | h)",
        "(f | g)", "(f || g)", "(0 + f | h)", "(x + z | g)", "(1 | f)", "(1 | g*h)", "(I(x - x) | g)", "(ns(x, 2) | g)", "(x + I(2 * x) | g)", "(1 + w | h)",
    ];

    private static readonly string[] Targets = ["intercept", "coefficients", "sd(g)", "sd(g, intercept)", "sd(h)", "sigma", "shape"];

    private static readonly string[] Distributions =
    [
        "normal(N, P)", "student_t(S, N, P)", "cauchy(N, P)", "laplace(N, P)", "logistic(N, P)", "exponential(P)", "gamma(S, P)", "inv_gamma(S, P)",
        "lognormal(N, P)", "uniform(0, P)", "uniform(-1, P)", "flat", "constant(P)", "normal(0, P)", "student_t(3, 0, P)",
    ];

    /// <summary>What a letter of the patterns stands for: any number N, a positive one P, a shape S, a factor D by which data are still data.</summary>
    private static readonly Dictionary<char, string[]> Numbers = new()
    {
        ['N'] = ["0", "1", "-1", "10", "1000", "1e-9", "-1e9", "1e30", "-1e80", "1e150", "1e-200", "1e249", "-1e249", "5e-324", "1e300"],
        ['P'] = ["1", "0.5", "3", "10", "1000", "1e-9", "1e9", "1e-30", "1e30", "1e-80", "1e80", "1e-150", "1e150", "1e-249", "1e249", "1e-300", "0"],
        ['S'] = ["1", "2", "3", "0.5", "30", "0.01", "1e-5", "1e5", "1e8", "1e-8"],
        ['D'] = ["1", "-2", "1000", "1e-9", "1e9", "1e-20", "1e20", "1e-50", "-1e50", "1e-59", "1e59", "1e80", "0"],
    };

    private static readonly string[] Responses = ["y", "y", "y", "scaled", "scaled", "log(w)", "I(x + z)", "I(y > 5)", "n", "n", "n", "b", "k"];

    private static readonly string[] Statements =
    [
        "family student_t", "family student_t", "family poisson", "family negative_binomial", "family bernoulli", "family bernoulli link cloglog",
        "family binomial trials m", "family binomial trials m, link probit", "family binomial trials m * 9",
        "weights w", "weights w * D", "weights w^9", "weights exp(x * x)",
        "known_se w", "known_se D", "known_se w * D",
        "offset v", "where x > 2", "where row != 3", "factor f contrasts sum", "factor h", "prior cor(g) ~ lkj(S)", "weights 1 + D * (row == 3)",
    ];

    /// <summary>The table that the models are of: numbers, groups, a constant and the number of the row.</summary>
    public static string Table
    {
        get
        {
            Random random = new(2);
            StringBuilder table = new("y,x,z,w,f,g,h,one,row,n,m,b,k\n");
            for (int row = 0; row < Rows; row++)
            {
                table.Append(CultureInfo.InvariantCulture,
                    $"{10 * random.NextDouble():F3},{1 + (9 * random.NextDouble()):F3},{random.NextDouble() - 0.5:F3},{random.NextDouble() + 0.01:F3},"
                    + $"{"abc"[random.Next(3)]},{"pqrstu"[row % 6]},{random.Next(4)},1,{row},"
                    + $"{random.Next(6)},{random.Next(5, 9)},{random.Next(2)},{(random.Next(3) == 0 ? "yes" : "no")}\n");
            }

            return table.ToString();
        }
    }

    /// <summary>A text, the same for the same state of the random numbers.</summary>
    public static string Next(Random random)
    {
        StringBuilder text = new();
        Add("let v = " + Any(["x * D", "x + D", "z / D", "x^3 * D", "D - x", "D"], random));
        Add("let scaled = y * " + Any(["D", "D + x", "w * D"], random));
        text.Append(Any(Responses, random)).Append(" ~ ")
            .AppendJoin(" + ", [.. Some(Predictors, random, 2), .. Some(Terms, random, 2).DefaultIfEmpty("(1 | g)")]).Append('\n');
        foreach (string statement in Some(Statements, random, 2))
        {
            Add(statement);
        }

        foreach (string target in Some(Targets, random, 2))
        {
            Add($"prior {target} ~ {Any(Distributions, random)}");
        }

        return text.ToString();

        void Add(string pattern)
        {
            foreach (char letter in pattern)
            {
                text.Append(Numbers.TryGetValue(letter, out string[]? numbers) ? Any(numbers, random) : letter.ToString());
            }

            text.Append('\n');
        }
    }

    /// <summary>A text whose statements go with the table, so that there is something to compute; after many attempts any.</summary>
    public static string NextThatBinds(Random random, Table table)
    {
        const int Attempts = 30;
        string text = Next(random);
        for (int attempt = 1; attempt < Attempts && !Binds(text, table); attempt++)
        {
            text = Next(random);
        }

        return text;
    }

    private static bool Binds(string text, Table table)
    {
        try
        {
            return Model.Parse(text).Bind(table) is not null;
        }
        catch (ModelException)
        {
            return false;
        }
    }

    private static string Any(string[] choices, Random random) => choices[random.Next(choices.Length)];

    private static IEnumerable<string> Some(string[] choices, Random random, int most) =>
        Enumerable.Range(0, random.Next(most + 1)).Select(_ => Any(choices, random)).Distinct();
}
