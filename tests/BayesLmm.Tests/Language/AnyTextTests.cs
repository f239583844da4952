using System.Text;
using BayesLmm.Diagnostics;
using BayesLmm.Language;
using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;
using CsCheck;

namespace BayesLmm.Tests.Language;

/// <summary>Whatever the text, parsing ends, and ends with a tree or with diagnostics that can be printed.</summary>
public sealed class AnyTextTests
{
    private const int Texts = 26_000;

    private const string Model = """
        data "../examples/data/sleepstudy.csv"
        factor Subject levels a, b reference a contrasts sum
        let z = log(x, base = 2)
        where Days >= 2
        where Sex == "Male" & !(Days < 1)
        missing drop
        weights 1/v
        offset log(e)
        family gaussian
        Reaction ~ 1 + Days + log(x, base = 2) + (1 + Days | Subject)
        across class in school, uncorrelated
            intercept ~ 1 + size, fixed
            Days ~ 1 + center(size)
                + kind
        prior intercept ~ normal(mean = 250, sd = 100)
        prior sd(Subject, Days) ~ student_t(3, 0, 50)
        prior cor(Subject) ~ lkj(2)
        prior Sex[Male]:I(x^2) ~ exponential(0.02)
        sample chains 4, draws 1000, seed 20261122
        """;

    /// <summary>Pieces that the language is made of, and some that it is not.</summary>
    private static readonly string[] Pieces =
    [
        "data", "factor", "prior", "sample", "across", "let", "where", "missing", "weights", "offset", "known_se",
        "family", "in", "fixed", "uncorrelated", "intercept", "drop", "gaussian", "binomial", "trials", "link", "probit",
        "across g\n  intercept ~ 1 + z\n", "levels", "contrasts", "sd", "cor", "y",
        "x", "g", "normal", "flat", "`a b`", "`", "\"", "'t'",
        "1", "0", "1e999", ".5", "1e", "~", "+", "-", "*", "/", "^", ":", "%in%", "%", "|", "||", "&", "&&", "!", "<", "==", "=", "(", ")", "[", "]", ",",
        "\n", "\n  ", "\r\n", "\t", " ", "#", "\uFEFF", "é", "身", "𝛽", "\uD800", "\0", "\\", "§", ".", "..", "_",
    ];

    [Fact]
    public void No_mixture_of_pieces_breaks_the_parser() =>
        Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 40].Select(string.Concat).Sample(MustBehave, iter: Texts);

    [Fact]
    public void No_mutation_of_a_model_breaks_the_parser() =>
        Gen.Select(Gen.Int[0, Model.Length - 1], Gen.Int[0, 12], Gen.Int[0, Pieces.Length - 1], Gen.Int[0, Model.Length - 1])
            .Select((at, removed, piece, second) =>
            {
                StringBuilder text = new(Model);
                text.Remove(at, Math.Min(removed, text.Length - at)).Insert(at, Pieces[piece]);
                return text.Insert(Math.Min(second, text.Length), Pieces[piece]).ToString();
            })
            .Sample(MustBehave, iter: Texts);

    [Fact]
    public void No_mixture_of_level_equations_breaks_the_compiler() => Gen.Select(LevelTexts, Gen.Int[0, 200], Gen.Int[0, Pieces.Length - 1])
        .Select((text, at, piece) => at < text.Length && at % 3 == 0 ? text.Insert(at, Pieces[piece]) : text)
        .Sample(MustBehave, iter: Texts);

    [Fact]
    public void Formulas_that_explode_are_refused_at_once()
    {
        string[] names = [.. Enumerable.Range(0, 60).Select(i => $"x{i}")];
        string crossed = string.Join(" * ", names), summed = string.Join(" + ", names);
        string deep =
            string.Concat(Enumerable.Range(0, 200).Select(i => $"across g{i}\n  intercept ~ {string.Join(" * ", names.Take(14))}\n  x{i} ~ ({summed})^2\n"));
        foreach (string text in new[] { $"y ~ {crossed}", $"y ~ ({summed})^20", $"y ~ {summed}\n{deep}" })
        {
            BayesLmm.Model.TryParse(text, "m", out _, out var diagnostics);
            Assert.Equal("BL2026", Assert.Single(diagnostics).Code);
        }
    }

    [Fact]
    public void No_string_of_characters_breaks_the_parser() => Gen.String[0, 60].Sample(MustBehave, iter: Texts);

    [Fact]
    public void Leaving_out_any_token_is_legal_or_reported_on_its_line()
    {
        foreach (TextSpan token in TokensOf(Model))
        {
            MustPointAtLine(Model.Remove(token.Start, token.Length), token.Start);
        }
    }

    [Fact]
    public void Misspelling_any_word_by_one_letter_is_legal_or_reported_on_its_line()
    {
        foreach (TextSpan token in TokensOf(Model).Where(token => char.IsLetter(Model[token.Start])))
        {
            for (int i = token.Start; i < token.End; i++)
            {
                MustPointAtLine(Model.Remove(i, 1), i);
                MustPointAtLine(Model.Remove(i, 1).Insert(i, "q"), i);
                MustPointAtLine(Model.Insert(i, "q"), i);
            }
        }
    }

    [Fact]
    public void Misspelling_a_word_of_the_language_by_one_letter_suggests_it()
    {
        string[] words =
        [
            "data", "factor", "levels", "reference", "contrasts", "let", "where", "missing", "drop", "weights", "offset", "family", "gaussian", "across",
            "uncorrelated",
            "fixed", "prior", "normal", "mean", "student_t", "lkj", "exponential", "sample", "chains", "draws", "seed",
        ];
        foreach (string word in words)
        {
            int at = Model.IndexOf(word, StringComparison.Ordinal);
            at = word == "data" ? 0 : at;
            ParsedModel result = ModelParser.Parse(Model.Remove(at + 1, 1).Insert(at + 1, "q"));
            Assert.Equal(word, Assert.Single(result.Diagnostics).Suggestion);
        }
    }

    private static Gen<string> Pick(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>Models with blocks of equations: right ones, and ones with coefficients that do not exist, repeated groups and random terms.</summary>
    private static Gen<string> LevelTexts
    {
        get
        {
            Gen<string> sums =
                Pick("1", "0", "x", "1 + z", "0 + z", "z * w", "1 + (1 | g)", "x:z", "-1 + w", "I(x^2) + z", "offset(z)", "z - z", "(x + z + w)^3");
            Gen<string> equations = Gen.Select(Pick("intercept", "x", "z", "x:z", "z:x", "w", "I(x^2)", "(x)", "1"), sums, Pick("", "", ", fixed"),
                (c, sum, end) => $"    {c} ~ {sum}{end}\n");
            Gen<string> blocks = Gen.Select(Pick("g", "h", "h in g", "g in h", "k in h in g"), Pick("", ", uncorrelated"), equations.Array[0, 4],
                (group, option, lines) => $"across {group}{option}\n{string.Concat(lines)}");
            return Gen.Select(sums, blocks.Array[0, 4], (sum, parts) => $"y ~ {sum}\n{string.Concat(parts)}");
        }
    }

    private static bool MustBehave(string text)
    {
        ParsedModel result = ModelParser.Parse(text);
        string printed = DiagnosticPrinter.Print(result.Diagnostics);
        bool spansAreInside = result.Diagnostics.All(diagnostic => diagnostic.Span is not { } span || (span.Start >= 0 && span.End <= text.Length));
        bool compiles = BayesLmm.Model.TryParse(text, "m", out Model? model, out _);
        bool reparses = result.Syntax.Statements.OfType<FormulaStatement>().All(formula => ModelParser.Parse(ExpressionPrinter.Print(formula)).Succeeded);
        return spansAreInside && reparses && (!compiles || model!.FormulaText.Length > 0)
            && (result.Succeeded ? result.Syntax.Statements.Any(statement => statement is FormulaStatement) : printed.Length > 0);
    }

    private static void MustPointAtLine(string text, int offset)
    {
        SourceText source = new("m", text);
        ParsedModel result = ModelParser.Parse(source);
        int line = source.PositionOf(offset).Line;
        bool pointsThere = result.Diagnostics.Any(diagnostic => diagnostic.Span is { } span && source.PositionOf(span.Start).Line == line);
        Assert.True(result.Succeeded || pointsThere, $"Line {line} of\n{text}\ngave\n{DiagnosticPrinter.Print(result.Diagnostics)}");
    }

    /// <summary>Words, numbers, quoted texts and single signs: cut here without the parser's own tokenizer.</summary>
    private static IEnumerable<TextSpan> TokensOf(string text)
    {
        int i = 0;
        while (i < text.Length)
        {
            int start = i;
            if (text[i] == '"')
            {
                i = text.IndexOf('"', i + 1) + 1;
            }
            else if (char.IsLetterOrDigit(text[i]))
            {
                while (i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] is '_' or '.'))
                {
                    i++;
                }
            }
            else
            {
                i++;
            }

            if (!char.IsWhiteSpace(text[start]))
            {
                yield return new TextSpan(start, i - start);
            }
        }
    }
}
