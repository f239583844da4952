using BayesLmm.Diagnostics;
using BayesLmm.Distributions;
using BayesLmm.Language;
using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;

namespace BayesLmm.Tests.Language;

public sealed class ModelParserTests
{
    private const string Sleepstudy = """
        # Sleep deprivation and reaction time (Belenky et al. 2003)
        data "../examples/data/sleepstudy.csv"
        factor Subject

        Reaction ~ 1 + Days + (1 + Days | Subject)

        prior intercept    ~ normal(250, 100)
        prior Days         ~ normal(0, 20)
        prior sd(Subject)  ~ student_t(3, 0, 50)
        prior cor(Subject) ~ lkj(2)
        prior sigma        ~ exponential(0.02)

        sample chains 4, draws 1000, seed 20261122
        """;

    [Fact]
    public void A_whole_model_is_read_statement_by_statement()
    {
        ModelSyntax syntax = Parse(Sleepstudy);

        Assert.Equal(
            [typeof(DataStatement), typeof(FactorStatement), typeof(FormulaStatement), .. Enumerable.Repeat(typeof(PriorStatement), 5),
                typeof(SampleStatement)],
            syntax.Statements.Select(statement => statement.GetType()));
        Assert.Equal("../examples/data/sleepstudy.csv", ((DataStatement)syntax.Statements[0]).Path);
        Assert.Equal("Reaction ~ 1 + Days + (1 + Days | Subject)", ExpressionPrinter.Print((FormulaStatement)syntax.Statements[2]));
        PriorStatement spread = (PriorStatement)syntax.Statements[5];
        Assert.Equal("sd(Subject)", spread.Parameter.Name);
        Assert.Equal("student_t", spread.Distribution.Name.Text);
        Assert.Equal([3.0, 0.0, 50.0], spread.Distribution.Arguments.Select(argument => argument.Value));
        SampleStatement sample = (SampleStatement)syntax.Statements[8];
        Assert.Equal([("chains", 4.0), ("draws", 1000.0), ("seed", 20261122.0)], sample.Settings.Select(setting => (setting.Name.Text, setting.Value)));
    }

    [Fact]
    public void Every_span_shows_the_text_it_is_about()
    {
        ModelSyntax syntax = Parse(Sleepstudy);
        string Shown(TextSpan span) => Sleepstudy.Substring(span.Start, span.Length);

        Assert.Equal("\"../examples/data/sleepstudy.csv\"", Shown(((DataStatement)syntax.Statements[0]).PathSpan));
        Assert.Equal("factor Subject", Shown(syntax.Statements[1].Span));
        Assert.Equal("prior cor(Subject) ~ lkj(2)", Shown(syntax.Statements[6].Span));
        Assert.Equal("cor(Subject)", Shown(((PriorStatement)syntax.Statements[6]).Parameter.Span));
        Assert.Equal("lkj(2)", Shown(((PriorStatement)syntax.Statements[6]).Distribution.Span));
        Assert.Equal("20261122", Shown(((SampleStatement)syntax.Statements[8]).Settings[2].ValueSpan));
    }

    [Fact]
    public void A_bare_formula_is_a_model() => Assert.IsType<FormulaStatement>(Assert.Single(Parse("y ~ 1 + (1 | g)").Statements));

    [Theory]
    [InlineData("data ~ 1 + x")]
    [InlineData("prior ~ factor + sample")]
    [InlineData("sample ~ data(prior)")]
    [InlineData("factor(x) ~ 1")]
    [InlineData("`data` ~ across")]
    [InlineData("where:let ~ family")]
    public void Words_of_statements_are_names_inside_formulas(string text) => Assert.IsType<FormulaStatement>(Assert.Single(Parse(text).Statements));

    [Theory]
    [InlineData("y ~ 1 +\n  x\n  + z")]
    [InlineData("y ~ 1 +\n\tx\n\n\t# why z\n\t+ z")]
    [InlineData("y ~ (1 +\nx\n+ z)")]
    [InlineData("\n   y ~ 1\n     + x")]
    public void Indented_lines_and_open_parentheses_continue_a_statement(string text) => Assert.Single(Parse(text).Statements);

    [Fact]
    public void An_indented_text_starts_a_statement_on_each_line_of_its_margin() =>
        Assert.Equal(2, Parse("    factor g\n    y ~ 1\n      + (1 | g)\n").Statements.Count);

    [Fact]
    public void Line_ends_byte_order_marks_and_tabs_change_nothing()
    {
        string plain = "data \"a b.csv\"\nfactor\tg\ny ~ 1 + x # end\nprior x ~ flat\n";
        string expected = Describe(Parse(plain));
        Assert.Equal(expected, Describe(Parse(plain.Replace("\n", "\r\n", StringComparison.Ordinal))));
        Assert.Equal(expected, Describe(Parse("\uFEFF" + plain)));
        Assert.Equal(expected, Describe(Parse(plain.TrimEnd())));
    }

    [Fact]
    public void Statements_may_stand_in_any_order() =>
        Assert.Equal(3, Parse("sample chains 2\nprior x ~ normal(-1, 2)\ny ~ x\n").Statements.Count);

    [Fact]
    public void A_factor_statement_has_its_options_in_any_order_for_all_its_columns()
    {
        ModelSyntax syntax = Parse("factor a, `b c` reference \"x y\" contrasts sum levels low, \"x y\", -1, 0.5\ny ~ a");
        FactorStatement[] factors = [.. syntax.Statements.OfType<FactorStatement>()];
        Assert.Equal(["a", "b c"], factors.Select(factor => factor.Column.Text));
        Assert.All(factors, factor =>
        {
            Assert.Equal(["low", "x y", "-1", "0.5"], factor.Levels!.Value.Select(level => level.Text));
            Assert.Equal("sum", factor.Contrasts!.Value.Text);
            Assert.Equal("x y", factor.Reference!.Value.Text);
        });
    }

    [Fact]
    public void Options_that_are_not_given_are_null()
    {
        FactorStatement factor = Assert.IsType<FactorStatement>(Parse("factor levels\ny ~ levels").Statements[0]);
        Assert.Equal("levels", factor.Column.Text);
        Assert.Null(factor.Levels);
        Assert.Null(factor.Contrasts);
        Assert.Null(factor.Reference);
    }

    [Theory]
    [InlineData("flat")]
    [InlineData("flat()")]
    public void The_flat_prior_needs_no_parentheses(string distribution)
    {
        PriorStatement prior = Assert.IsType<PriorStatement>(Parse($"y ~ x\nprior x ~ {distribution}").Statements[1]);
        Assert.Equal("flat", prior.Distribution.Name.Text);
        Assert.Empty(prior.Distribution.Arguments);
    }

    [Fact]
    public void Every_distribution_is_accepted_with_its_own_number_of_arguments() =>
        Assert.All(DistributionSignatures.All, signature =>
            Parse($"y ~ x\nprior x ~ {signature.Name}({string.Join(", ", signature.Parameters.Select((_, i) => i + 1))})"));

    [Fact]
    public void A_statement_with_an_error_leaves_the_others_readable()
    {
        ParsedModel result = ModelParser.Parse("factor g levles a\ny ~ (1 + x\nprior x ~ flat");
        Assert.False(result.Succeeded);
        Assert.Contains(result.Syntax.Statements, statement => statement is PriorStatement);
        Assert.Equal(2, Assert.Throws<ModelException>(result.SyntaxOrThrow).Diagnostics.Count);
    }

    [Fact]
    public void A_text_too_long_to_be_a_model_is_refused() =>
        Assert.Equal("BL0006", Assert.Single(ModelParser.Parse(new string('x', 200_001)).Diagnostics).Code);

    [Fact]
    public void Tens_of_thousands_of_wrong_statements_are_all_found_and_explained_once()
    {
        const int Count = 30_000;
        ParsedModel result = ModelParser.Parse("y ~ x\n" + string.Concat(Enumerable.Repeat("y ~ (\n", Count)));
        Assert.Equal(Count, result.Diagnostics.Count);
        Assert.Equal((5 * 3) + 1, DiagnosticPrinter.Print(result.Diagnostics).Count(c => c == '\n'));
    }

    private static ModelSyntax Parse(string text) => ModelParser.Parse(text).SyntaxOrThrow();

    private static string Describe(ModelSyntax syntax) => string.Join('\n', syntax.Statements.Select(statement => statement switch
    {
        FormulaStatement formula => ExpressionPrinter.Print(formula),
        DataStatement data => $"data {data.Path}",
        FactorStatement factor => $"factor {factor.Column.Text}",
        PriorStatement prior => $"prior {prior.Parameter.Name} {prior.Distribution.Name.Text}",
        _ => statement.GetType().Name,
    }));
}
