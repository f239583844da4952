using BayesLmm.Language.Printing;
using BayesLmm.Specification.Formulas;
using BayesLmm.Specification.Printing;
using CsCheck;

namespace BayesLmm.Tests.Specification.Formulas;

/// <summary>What the printers write reads back as the formula.</summary>
public sealed class FormulaPrinterTests
{
    public static TheoryData<int> Pairs => LevelEquationTests.Pairs;

    [Theory]
    [InlineData("y ~ x*z - x:z + (x | a/b)", "y ~ 1 + x + z + (1 + x | a) + (1 + x | a:b)")]
    [InlineData("log(y) ~ 0 + (a + b + c)^2", "log(y) ~ 0 + a + b + c + a:b + a:c + b:c")]
    [InlineData("y ~ 1 + (0 + x || `my group`)", "y ~ 1 + (0 + x || `my group`)")]
    [InlineData("y ~ b:a + a", "y ~ 1 + b:a + a")]
    [InlineData("y ~ x - x + z", "y ~ 1 + x - x + z")]
    [InlineData("y ~ z - z", "y ~ 1 + z - z")]
    [InlineData("y ~ 1", "y ~ 1")]
    public void A_formula_is_written_on_one_line_in_Rs_notation(string written, string printed) =>
        Assert.Equal(printed, FormulaPrinter.Print(FormulaText.Compile(written)));

    [Fact]
    public void A_formula_printed_and_read_again_is_the_same() => Formulas.Sample(
        text =>
        {
            Formula formula = FormulaText.Compile(text);
            return FormulaText.Compile(FormulaPrinter.Print(formula)) == formula;
        },
        iter: 5_000);

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Level_equations_printed_and_read_again_have_the_formulas_terms(int pair)
    {
        Formula formula = FormulaText.Compile(LevelEquationPairs.All[pair].Formula);
        string printed = LevelEquationPrinter.Print(formula);
        Assert.Contains("across", printed, StringComparison.Ordinal);
        Assert.Equal(Terms(formula), Terms(FormulaText.Compile(printed)));
    }

    [Fact]
    public void Any_formula_printed_as_level_equations_and_read_again_has_the_same_terms() => Gen.Select(Formulas, Gen.Int[0, 255]).Sample(
        (text, constant) =>
        {
            Formula formula = FormulaText.Compile(text);
            bool InGroup(string variable, string group) => ((constant >> ((variable[0] + group.Length) % 8)) & 1) == 1;
            return Terms(FormulaText.Compile(LevelEquationPrinter.Print(formula))) == Terms(formula)
                && Terms(FormulaText.Compile(LevelEquationPrinter.Print(formula, InGroup))) == Terms(formula);
        },
        iter: 5_000);

    [Fact]
    public void A_variable_that_interacts_with_a_random_effect_goes_up_to_its_group() => Assert.Equal(
        """
        mAch ~ 1 + cses

        across school
            intercept ~ 1 + meanses + sector
            cses      ~ 1 + meanses + sector
        """,
        LevelEquationPrinter.Print(FormulaText.Compile("mAch ~ 1 + cses + meanses + sector + cses:meanses + cses:sector + (1 + cses | school)")));

    [Fact]
    public void With_data_every_variable_goes_to_the_level_at_which_it_is_constant() => Assert.Equal(
        """
        y ~ 1 + time

        across class in school, uncorrelated
            intercept ~ 1 + size
            time      ~ 1 + size

        across school
            intercept ~ 1 + sector
            time:size ~ 1 + sector, fixed
        """,
        LevelEquationPrinter.Print(
            FormulaText.Compile("y ~ sector + time + size + time:size:sector + time:size + (1 | school) + (time || school:class)"),
            (variable, group) => variable == "sector" || (variable == "size" && group == "school:class")));

    [Fact]
    public void A_coefficient_that_varies_without_a_mean_has_an_equation_with_0() => Assert.Equal(
        """
        y ~ 1 + x + (0 + z | g)

        across g
            intercept ~ 0
            x         ~ 0
        """,
        LevelEquationPrinter.Print(FormulaText.Compile("y ~ 0 + (1 + x | g) + (0 + z | g)")));

    [Fact]
    public void A_formula_without_random_terms_stays_one_line() => Assert.Equal("y ~ 1 + x", LevelEquationPrinter.Print(FormulaText.Compile("y ~ x")));

    private static readonly Gen<string> Variables = Pick(
        "a", "b", "c", "`d e`", "log(f)", "I(h^2)", "ns(f, df=3)", "bs(f, knots = c(-1,2e5), Boundary.knots=c(-3, 1e9))", "mean(a, g:h)", "center(`d e`,g)",
        "date(`day 1`, 'dd.MM.yyyy')", "sin(2*pi*f/365)");

    private static readonly Gen<string> Sums = Gen.Recursive<string>((depth, inner) => depth > 3
        ? Variables
        : Gen.OneOf(
            Variables,
            Gen.Select(inner, Pick(" + ", " + ", ":", "*", "/", " %in% ", " - "), inner,
                (left, op, right) => op is " + " or " - " ? $"{left}{op}{right}" : $"({left}){op}({right})"),
            inner.Select(sum => $"({sum})^2")));

    private static readonly Gen<string> RandomTerms = Gen.Select(
        Pick("1", "1 + a", "a", "0 + a", "1 + b:a", "1 + a*b", "0 + log(f)", "1 + c + `d e`", "ns(f, 2)"),
        Pick("|", "||"), Pick("g", "g/h", "g:h", "k", "h/k", "g:h:k"),
        (effects, bar, group) => $"({effects} {bar} {group})");

    private static readonly Gen<string> Formulas = Gen.Select(
        Pick("", "1 + ", "0 + ", "offset(log(o)) + "), Sums, RandomTerms.Array[0, 3],
        (intercept, sum, random) => $"y ~ {intercept}{string.Join(" + ", random.Prepend(sum))}");

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>The terms of a formula in an order that does not depend on how they are written.</summary>
    private static string Terms(Formula formula)
    {
        static string Of(TermList terms) => string.Join(
            " + ", terms.Terms.Select(term => string.Join(
                    ':', Enumerable.Range(0, terms.Variables.Count).Where(term.Contains).Select(i => terms.Variables[i].Name).Order(StringComparer.Ordinal)))
                .Order(StringComparer.Ordinal).Prepend(terms.HasIntercept ? "1" : "0"));
        IEnumerable<string> random = formula.Random.Select(term => $"({Of(term.Effects)} {term.Structure.Bar} {
            string.Join(':', term.Group.Select(name => name.Name).Order(StringComparer.Ordinal))})").Order(StringComparer.Ordinal);
        IEnumerable<string> offsets = formula.Offsets.Select(offset => $"offset({ExpressionPrinter.Print(offset)})");
        return string.Join(" + ", offsets.Concat(random).Prepend($"{ExpressionPrinter.Print(formula.Response)} ~ {Of(formula.Fixed)}"));
    }
}
