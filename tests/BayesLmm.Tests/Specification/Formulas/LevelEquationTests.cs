using BayesLmm.Design;
using BayesLmm.Design.Columns;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Tests.Specification.Formulas;

public sealed class LevelEquationTests
{
    public static TheoryData<int> Pairs => [.. Enumerable.Range(0, LevelEquationPairs.All.Length)];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Level_equations_compile_to_the_formula(int pair)
    {
        (string formula, string equations) = LevelEquationPairs.All[pair];
        Formula compiled = FormulaText.Compile(equations);
        Assert.Equal(FormulaPrinter.Print(FormulaText.Compile(formula)), FormulaPrinter.Print(compiled));
        Assert.Equal(FormulaText.Compile(formula), compiled);
    }

    [Fact]
    public void There_are_pairs_enough() => Assert.True(LevelEquationPairs.All.Length >= 15);

    [Theory]
    [InlineData("sleepstudy", "", "Reaction ~ 1 + Days + (1 + Days | Subject)", "Reaction ~ 1 + Days\nacross Subject\n  intercept ~ 1\n  Days ~ 1")]
    [InlineData("sleepstudy", "", "Reaction ~ 1 + Days + (1 + Days || Subject)",
        "Reaction ~ 1 + Days\nacross Subject, uncorrelated\n  intercept ~ 1\n  Days ~ 1")]
    [InlineData("sleepstudy", "", "Reaction ~ 1 + Days + (0 + Days | Subject)", "Reaction ~ 1 + Days\nacross Subject\n  Days ~ 1")]
    [InlineData(
        "radon",
        "",
        "log_radon ~ floor + log_uranium + floor:log_uranium + (1 + floor | county)",
        "log_radon ~ floor\nacross county\n  intercept ~ 1 + log_uranium\n  floor ~ 1 + log_uranium")]
    [InlineData("radon", "", "log_radon ~ floor + log_uranium + (1 | county)", "log_radon ~ floor\nacross county\n  intercept ~ log_uranium")]
    [InlineData("orthodont", "", "distance ~ age * Sex + (age | Subject)", "distance ~ age\nacross Subject\n  intercept ~ Sex\n  age ~ Sex")]
    [InlineData("orthodont", "", "distance ~ age * Sex + (1 | Subject)", "distance ~ age\nacross Subject\n  intercept ~ Sex\n  age ~ Sex, fixed")]
    [InlineData("pastes", "", "strength ~ 1 + (1 | batch/cask)", "strength ~ 1\nacross cask in batch\n  intercept ~ 1\nacross batch\n  intercept ~ 1")]
    [InlineData("oats", "", "yield ~ nitro + Variety + (1 | Block/Variety)",
        "yield ~ nitro\nacross Variety in Block\n  intercept ~ Variety\nacross Block\n  intercept ~ 1")]
    [InlineData("machines", "factor Worker\n", "score ~ Machine + (0 + Machine | Worker)", "score ~ Machine\nacross Worker\n  Machine ~ 1")]
    [InlineData("machines", "factor Worker\n", "score ~ Machine + (1 | Worker) + (1 | Worker:Machine)",
        "score ~ 1\nacross Machine in Worker\n  intercept ~ Machine\nacross Worker\n  intercept ~ 1")]
    [InlineData("penicillin", "", "diameter ~ 1 + (1 | plate) + (1 | sample)", "diameter ~ 1\nacross plate\n  intercept ~ 1\nacross sample\n  intercept ~ 1")]
    public void Both_notations_bind_to_the_same_design(string data, string factors, string formula, string equations)
    {
        Table table = TableReader.Read(Repository.PathOf("examples", "data", data + ".csv"));
        CheckSame(Model.Parse(factors + formula).Bind(table), Model.Parse(factors + equations).Bind(table));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Every_pair_binds_to_the_same_model_on_data_made_for_it(int pair)
    {
        (string formula, string equations) = LevelEquationPairs.All[pair];
        Model expected = Model.Parse(formula), written = Model.Parse(equations);
        Assert.Equal(expected.Columns.Order(), written.Columns.Order());
        HashSet<string> groups = [.. expected.Formula.Random.SelectMany(term => term.Group).Select(name => name.Name)];
        System.Random random = new(pair);
        Table table = new("made", [.. expected.Columns.Order().Select(name => new NumericColumn(
            name, [.. Enumerable.Range(0, 120).Select(_ => groups.Contains(name) ? random.Next(5) : Math.Round(10 * random.NextDouble(), 3))]))]);
        CheckSame(expected.Bind(table), written.Bind(table));
    }

    /// <summary>Everything that a bound model holds is equal by value, except for the text that it was read from.</summary>
    private static void CheckSame(BoundModel expected, BoundModel bound)
    {
        Assert.Equal(expected.Parameters, bound.Parameters);
        Assert.Equal(expected.Priors, bound.Priors);
        Assert.Equal(expected.FixedEffects, bound.FixedEffects);
        Assert.Equal(expected.GroupTerms, bound.GroupTerms);
        Assert.Equal(expected.SigmaPrior, bound.SigmaPrior);
        Assert.Equal(expected.Products.Fixed, bound.Products.Fixed);
        Assert.Equal(expected.Products.Terms, bound.Products.Terms);
        Assert.True(expected.Products.Blocks.Values.SequenceEqual(bound.Products.Blocks.Values));
        Assert.True(expected.Products.ZX.SequenceEqual(bound.Products.ZX));
        Assert.True(expected.Products.ZY.SequenceEqual(bound.Products.ZY));
        Assert.Equal(expected.Design.Response, bound.Design.Response);
        CheckColumns(expected.Design.FixedEffects.Columns, bound.Design.FixedEffects.Columns);
        Assert.Equal(expected.Design.RandomTerms.Count, bound.Design.RandomTerms.Count);
        foreach ((RandomTermDesign first, RandomTermDesign second) in expected.Design.RandomTerms.Zip(bound.Design.RandomTerms))
        {
            Assert.Equal((first.Group, first.Levels, first.Structure), (second.Group, second.Levels, second.Structure));
            Assert.Equal(first.Codes, second.Codes);
            CheckColumns(first.Columns, second.Columns);
        }
    }

    [Fact]
    public void A_model_in_level_equations_shows_its_formula() => Assert.Equal(
        "y ~ 1 + x + z + x:z + (1 + x | g)",
        Model.Parse("y ~ x\nacross g\n  intercept ~ z\n  x ~ z").FormulaText);

    [Fact]
    public void Blocks_may_stand_in_any_order_and_before_the_formula()
    {
        string[] parts = ["y ~ x", "across b in a\n  intercept ~ q\n  x ~ 1", "across a\n  intercept ~ p\n  q ~ p, fixed", "across c in b in a\n  x ~ r"];
        Formula expected = FormulaText.Compile(string.Join('\n', parts));
        int[][] orders = [[1, 2, 3, 0], [3, 2, 1, 0], [2, 0, 3, 1]];
        Assert.All(orders, order => Assert.Equal(expected, FormulaText.Compile(string.Join('\n', order.Select(i => parts[i])))));
    }

    [Fact]
    public void Diagnostics_of_several_stages_come_together()
    {
        Assert.False(Model.TryParse("y ~ x\nprior x ~ norml(0, 1)\nacross g\n  xx ~ 1\n  intercept ~ 1", "m", out _, out var diagnostics));
        Assert.Equal(["BL0042", "BL2031"], diagnostics.Select(diagnostic => diagnostic.Code));
    }

    [Fact]
    public void A_block_that_cannot_be_read_makes_no_further_diagnostics()
    {
        Assert.False(Model.TryParse("y ~ x\nacross b in a\n  intercept ~ 1 + (z\nacross a\n  z ~ 1", "m", out _, out var diagnostics));
        Assert.Equal("BL0012", Assert.Single(diagnostics).Code);
    }

    private static void CheckColumns(IReadOnlyList<DesignColumn> expected, IReadOnlyList<DesignColumn> actual)
    {
        Assert.Equal(expected.Select(column => column.Name), actual.Select(column => column.Name));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.Values, pair.Second.Values));
    }
}
