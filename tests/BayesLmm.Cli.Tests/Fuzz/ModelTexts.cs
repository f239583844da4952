using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace BayesLmm.Cli.Tests.Fuzz;

/// <summary>
/// Model texts that strangers might write: the repository's models and the examples of the language reference with tokens lost, doubled, swapped, exchanged
/// for others of the grammar or for hostile ones; nested and repeated; and bytes that are no text.
/// </summary>
internal sealed partial class ModelTexts
{
    private static readonly string[] Grammar =
    [
        "~", "+", "-", "*", "/", ":", "^", "|", "||", "(", ")", "[", "]", ",", "\"", "'", "`", "#", "\n", "\n    ", "%in%", "%", "!", "&", "<", "<=", "==", "=",
        "0", "1", "2", "-1", "data", "factor", "levels", "contrasts", "reference", "let", "where", "missing", "drop", "error", "weights", "offset", "known_se",
        "family", "gaussian", "student_t", "bernoulli", "binomial", "poisson", "negative_binomial", "trials", "link",
        "logit", "probit", "cloglog", "log", "across", "in", "uncorrelated", "fixed", "prior", "sample", "chains", "draws", "warmup",
        "seed", "target_acceptance",
        "max_tree_depth", "intercept", "coefficients", "sd", "cor", "sigma", "nu", "normal", "cauchy", "laplace", "logistic", "exponential", "gamma",
        "inv_gamma", "lognormal", "uniform", "lkj", "flat", "constant", "log", "log2", "log10", "log1p", "exp", "sqrt", "abs", "center", "scale", "poly", "I",
        "treatment", "sum", "helmert", "decimal", "date", "is_missing", "mean", "sin", "cos", "ns", "bs", "(1 | g)", "(x || g)", "y ~ x", "I(x^2)",
    ];

    private static readonly string[] Hostile =
    [
        "1e300", "1e-300", "1e309", "-1e308", "99999999999999999999999", "0x10", "1e", ".", "..", "NaN", "Inf", "0.1.2", "`a b`", "``", "`\u2028`", "`\u202e`",
        "`\u001b[31m`", "\"\u0085\"", "\0", "\u0007", "\t", "\r", "\r\n", "\u00a0", "\ufeff", "é", "变量", "𝒙", "\ud800", "/*", "*/", "//", "\\", "$", "{", "}",
        "<script>", "';--", "\"../../../etc/passwd\"", "data \"a\0b.csv\"", "data \"http://localhost/x.csv\"", "data \"*.csv\"", "1/0", "0^0", "(-1)^0.5",
        "weights 1e300", "known_se 1e-150", "prior sd(g) ~ lkj(1e-300)", "sample chains 0", "sample draws 1e99", "(1 | g/g/g)", "(1 | 1/g)", "poly(x, 99)",
    ];

    private static readonly string[] Numbers =
    [
        "0", "1", "2", "-1", "3", "0.5", "1e-9", "1e9", "1e-30", "1e30", "1e-150", "1e150", "1e-300", "1e300", "1e308", "5e-324", "100",
        "1000000", "12345678901",
    ];

    private static readonly string[] Expressions =
    [
        "x * 1e80", "x / 1e80", "x + 1e9", "1/x", "log(x)", "exp(x)", "exp(x)^9", "x^20", "(x:x)", "x*y", "I(x^2)", "poly(x, 3)", "ns(x, 3)", "bs(x, 4)",
        "center(x)", "scale(x)", "factor(x)", "x - 1", "0*x", "x - x",
    ];

    private readonly string[] corpus;
    private readonly string[][] tokens;

    private ModelTexts(string[] corpus)
    {
        this.corpus = corpus;
        tokens = [.. corpus.Select(text => Token().Matches(text).Select(match => match.Value).ToArray())];
    }

    /// <summary>All names that the texts use, as columns of a small table.</summary>
    public string Table
    {
        get
        {
            string[] names = [.. tokens.SelectMany(text => text).Where(token => Name().IsMatch(token)).Distinct().Except(Grammar).Prepend("y").Prepend("x")
                .Prepend("g").Distinct()];
            Random random = new(1);
            StringBuilder table = new(string.Join(',', names) + "\n");
            for (int row = 0; row < 30; row++)
            {
                table.AppendJoin(',', names.Select((name, column) => column % 3 == 0
                    ? "abcdefg"[random.Next(2 + (column % 6))].ToString()
                    : (1 + (random.NextDouble() * 9)).ToString("F3", CultureInfo.InvariantCulture))).Append('\n');
            }

            return table.ToString();
        }
    }

    /// <summary>The models of the repository and the examples of the reference.</summary>
    public static ModelTexts Load()
    {
        string folder = Path.Combine(Cli.Root, "models");
        string reference = File.ReadAllText(Path.Combine(folder, "README.md"));
        return new ModelTexts([.. Directory.EnumerateFiles(folder, "*.blmm").Order(StringComparer.Ordinal).Select(File.ReadAllText)
            .Concat(Example().Matches(reference).Select(match => match.Groups[1].Value)).Append("y ~ x + (1 | g)")]);
    }

    /// <summary>A text, the same for the same state of the random numbers.</summary>
    public byte[] Next(Random random)
    {
        if (random.Next(40) == 0)
        {
            byte[] noise = new byte[random.Next(300)];
            random.NextBytes(noise);
            return noise;
        }

        List<string> text = [.. tokens[random.Next(tokens.Length)]];
        bool isGentle = random.Next(2) == 0;
        for (int mutations = random.Next(4) == 0 ? random.Next(2, 7) : 1; mutations > 0; mutations--)
        {
            if (isGentle)
            {
                Exchange(text, random);
            }
            else
            {
                Mutate(text, random);
            }
        }

        byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(text));
        if (random.Next(12) == 0 && bytes.Length > 0)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }

    /// <summary>Exchanges a name or a number for another one, so that the model is often still one, of odd shape or with extreme numbers.</summary>
    private void Exchange(List<string> text, Random random)
    {
        int[] places = [.. Enumerable.Range(0, text.Count).Where(place => Name().IsMatch(text[place]) || char.IsAsciiDigit(text[place][0]))];
        if (places.Length == 0)
        {
            return;
        }

        int place = places[random.Next(places.Length)];
        string[] donor = tokens[random.Next(tokens.Length)];
        string[] names = [.. text.Concat(donor).Where(token => Name().IsMatch(token))];
        text[place] = char.IsAsciiDigit(text[place][0]) ? Numbers[random.Next(Numbers.Length)]
            : random.Next(6) == 0 ? Expressions[random.Next(Expressions.Length)].Replace("x", text[place], StringComparison.Ordinal)
            : names[random.Next(names.Length)];
    }

    private void Mutate(List<string> text, Random random)
    {
        int place = random.Next(text.Count + 1), other = random.Next(text.Count + 1);
        switch (random.Next(12))
        {
            case 0 when place < text.Count:
                text.RemoveAt(place);
                break;
            case 1 when place < text.Count:
                text.Insert(place, text[place]);
                break;
            case 2 when place < text.Count && other < text.Count:
                (text[place], text[other]) = (text[other], text[place]);
                break;
            case 3 when place < text.Count:
                text[place] = Any(random);
                break;
            case 4 when place < other:
                text.RemoveRange(place, other - place);
                break;
            case 5:
                string[] donor = tokens[random.Next(tokens.Length)];
                int from = random.Next(donor.Length);
                text.InsertRange(place, donor[from..random.Next(from, donor.Length)]);
                break;
            case 6:
                text.Insert(place, string.Concat(Enumerable.Repeat(Any(random), random.Next(2, 60))));
                break;
            case 7 when place < text.Count:
                int depth = random.Next(1, 120);
                text[place] = new string('(', depth) + text[place] + new string(')', random.Next(4) == 0 ? random.Next(depth) : depth);
                break;
            case 8:
                text.Insert(place, "\n" + corpus[random.Next(corpus.Length)]);
                break;
            default:
                text.Insert(place, Any(random));
                break;
        }
    }

    private string Any(Random random) => random.Next(4) switch
    {
        0 => Hostile[random.Next(Hostile.Length)],
        1 => tokens[random.Next(tokens.Length)] is var text ? text[random.Next(text.Length)] : "",
        _ => Grammar[random.Next(Grammar.Length)],
    };

    [GeneratedRegex(@"[\p{L}_.][\w.]*|[\d.]+(?:e[+-]?\d+)?|""[^""\n]*""|`[^`\n]*`|\n[ ]*|[ ]+|#[^\n]*|.", RegexOptions.Singleline)]
    private static partial Regex Token();

    [GeneratedRegex(@"^\p{L}[\w.]*$")]
    private static partial Regex Name();

    [GeneratedRegex(@"```blmm\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
