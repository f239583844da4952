using System.Diagnostics;
using System.Numerics;
using BayesLmm.Diagnostics;
using BayesLmm.Numerics;
using BayesLmm.Specification;
using BayesLmm.Specification.Formulas;
using BayesLmm.Specification.Printing;

namespace BayesLmm.Tests.Specification.Formulas;

/// <summary>Operators that multiply terms have limits, and what is below them is expanded and printed soon.</summary>
public sealed class LimitTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static TheoryData<string, int> Large => new()
    {
        { "y ~ " + Join(" + ", 500), 500 },
        { "y ~ " + Join(" + ", 500) + " + (1 | g) + (x1 | h)", 500 },
        { "y ~ " + Join("*", 10) + " + (1 | g)", 1023 },
        { "y ~ " + Join("/", 160) + " + (1 | g)", 160 },
        { "y ~ 1 + (1 | " + Join("/", 160) + ")", 0 },
        { "y ~ 1 + (1 | " + Join("*", 8) + ")", 0 },
        { "y ~ 1 + (" + Join(" + ", 400) + " | g)", 0 },
    };

    [Theory]
    [MemberData(nameof(Large))]
    public void Large_formulas_are_read_and_printed_soon(string text, int terms)
    {
        Stopwatch watch = Stopwatch.StartNew();

        Model model = Model.Parse(text);
        string printed = FormulaPrinter.Print(model.Formula), levels = LevelEquationPrinter.Print(model.Formula);
        int priors = model.ResolvePriors().Count;

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Patience);
        Assert.Equal(terms, model.Formula.Fixed.Terms.Count);
        Assert.True(printed.Length > 10_000 || printed == FormulaPrinter.Print(Model.Parse(printed).Formula));
        Assert.True(levels.Length > 0 && priors > terms);
    }

    [Theory]
    [InlineData("*", 20, "BL2091")]
    [InlineData("/", 600, "BL2091")]
    [InlineData("+", 501, "BL2091")]
    public void Grouping_factors_have_a_limit(string sign, int count, string code)
    {
        Assert.False(Model.TryParse($"y ~ x + (1 | {Join(sign, count)})", "m", out _, out EquatableArray<Diagnostic> diagnostics));

        Assert.Equal(code, Assert.Single(diagnostics).Code);
    }

    [Fact]
    public void Random_terms_have_a_limit_together()
    {
        string text = "y ~ x" + string.Concat(Enumerable.Range(0, 501).Select(i => $" + (1 | g{i})"));

        Assert.False(Model.TryParse(text, "m", out _, out EquatableArray<Diagnostic> diagnostics));

        Diagnostic error = Assert.Single(diagnostics);
        Assert.Equal(("BL2091", "This expands to more than 500 random terms; write the grouping factors that are meant."), (error.Code, error.Message));
    }

    [Fact]
    public void Random_effects_have_a_limit()
    {
        Assert.False(Model.TryParse($"y ~ x + ({Join("*", 11)} | g)", "m", out _, out EquatableArray<Diagnostic> diagnostics));

        Assert.Equal("BL2092", Assert.Single(diagnostics).Code);
    }

    [Theory]
    [InlineData("(1 | 1/g)")]
    [InlineData("(1 | 1/1)")]
    [InlineData("(1 | g/1)")]
    [InlineData("(1 | (1/g):h)")]
    [InlineData("(1 | 1*g/h)")]
    public void A_number_is_no_grouping_factor(string term)
    {
        Assert.False(Model.TryParse("y ~ x + " + term, "m", out _, out EquatableArray<Diagnostic> diagnostics));

        Assert.All(diagnostics, error => Assert.Equal("BL2015", error.Code));
    }

    [Fact]
    public void Terms_of_any_number_of_variables_are_sets()
    {
        Random random = new(5);
        for (int round = 0; round < 300; round++)
        {
            int size = 1 + random.Next(200);
            (Term first, BigInteger a) = Make(random, size);
            (Term second, BigInteger b) = Make(random, 1 + random.Next(200));
            int index = random.Next(220);

            Check(first.Union(second), a | b);
            Check(first.Without(index), a & ~(BigInteger.One << index));
            Assert.Equal((a & b) == a, first.IsSubsetOf(second));
            Assert.True(first.IsSubsetOf(first.Union(second)));
            Assert.Equal(a == b, first == second);
            Assert.Equal(first, first.Union(Term.Of(index)).Without(index).Union(first));
        }

        Assert.Equal(Term.Intercept, Term.Of(130).Without(130));
        Assert.Equal(Term.Of(3).GetHashCode(), Term.Of(3).Union(Term.Of(130)).Without(130).GetHashCode());
    }

    private static void Check(Term term, BigInteger bits)
    {
        Assert.Equal(Enumerable.Range(0, 220).Where(i => !(bits >> i).IsEven), Enumerable.Range(0, 220).Where(term.Contains));
        Assert.Equal(Enumerable.Range(0, 220).Count(term.Contains), term.Degree);
    }

    private static (Term Term, BigInteger Bits) Make(Random random, int size)
    {
        Term term = Term.Intercept;
        BigInteger bits = BigInteger.Zero;
        for (int i = random.Next(6); i > 0; i--)
        {
            int index = random.Next(size);
            term = term.Union(Term.Of(index));
            bits |= BigInteger.One << index;
        }

        return (term, bits);
    }

    private static string Join(string sign, int count) => string.Join(sign, Enumerable.Range(0, count).Select(i => $"x{i}"));
}
