using BayesLmm.Diagnostics;
using BayesLmm.Language;
using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;

namespace BayesLmm.Tests.Language;

/// <summary>The statements besides formula, data, factor, prior and sample; each becomes a node of its own type.</summary>
public sealed class StatementTests
{
    [Fact]
    public void A_let_statement_names_a_computed_column()
    {
        LetStatement let = Assert.IsType<LetStatement>(First("let `log dose` = log(dose + 1)"));
        Assert.Equal("log dose", let.Name.Text);
        Assert.Equal("log(dose + 1)", ExpressionPrinter.Print(let.Value));
    }

    [Theory]
    [InlineData("where days >= 2", "days >= 2")]
    [InlineData("where Sex == \"Male\" & !(age < 9)", "Sex == \"Male\" & !(age < 9)")]
    [InlineData("where (x > 1) | y > 2", "(x > 1) | y > 2")]
    [InlineData("where -x > 1", "-x > 1")]
    public void A_where_statement_holds_a_condition(string text, string condition) =>
        Assert.Equal(condition, ExpressionPrinter.Print(Assert.IsType<WhereStatement>(First(text)).Condition));

    [Fact]
    public void Several_conditions_are_several_statements() =>
        Assert.Equal(2, ModelParser.Parse("where a > 1\nwhere b > 1\ny ~ 1").SyntaxOrThrow().Statements.OfType<WhereStatement>().Count());

    [Theory]
    [InlineData("missing drop", false)]
    [InlineData("missing error", true)]
    public void A_missing_statement_drops_or_refuses(string text, bool isError) => Assert.Equal(isError, Assert.IsType<MissingStatement>(First(text)).IsError);

    [Theory]
    [InlineData("weights w", typeof(WeightsStatement))]
    [InlineData("weights (a + b)/2", typeof(WeightsStatement))]
    [InlineData("weights 1/se^2", typeof(WeightsStatement))]
    [InlineData("offset log(exposure)", typeof(OffsetStatement))]
    [InlineData("offset `my offset`", typeof(OffsetStatement))]
    [InlineData("known_se s", typeof(KnownSeStatement))]
    [InlineData("family gaussian", typeof(FamilyStatement))]
    [InlineData("family student_t", typeof(FamilyStatement))]
    [InlineData("family binomial trials a + b, link probit", typeof(FamilyStatement))]
    public void Weights_offset_known_se_and_family_are_statements(string text, Type type)
    {
        Statement statement = First(text);
        Assert.IsType(type, statement);
        Assert.Equal(new TextSpan(0, text.Length), statement.Span);
    }

    [Theory]
    [InlineData("family binomial trials size, link probit", "size", "probit")]
    [InlineData("family binomial link cloglog trials 10", "10", "cloglog")]
    [InlineData("family binomial, trials hits + misses", "hits + misses", null)]
    [InlineData("family binomial trials `size of herd` link \"log\"", "`size of herd`", "log")]
    [InlineData("family binomial\n  trials trials\n  link logit", "trials", "logit")]
    [InlineData("family bernoulli link logit", null, "logit")]
    [InlineData("family negative_binomial", null, null)]
    public void A_family_statement_holds_trials_and_link(string text, string? trials, string? link)
    {
        FamilyStatement family = Assert.IsType<FamilyStatement>(First(text));
        Assert.Equal(trials, family.Trials is null ? null : ExpressionPrinter.Print(family.Trials));
        Assert.Equal(link, family.Link?.Text);
    }

    [Theory]
    [InlineData("bernoulli", Link.Logit)]
    [InlineData("bernoulli link probit", Link.Probit)]
    [InlineData("binomial trials n, link cloglog", Link.CLogLog)]
    [InlineData("binomial trials n, link log", Link.Log)]
    [InlineData("poisson", Link.Log)]
    [InlineData("negative_binomial link log", Link.Log)]
    [InlineData("gaussian link identity", Link.Identity)]
    public void A_model_has_the_family_with_its_link(string family, Link link)
    {
        Model model = Model.Parse($"y ~ x\nfamily {family}");
        Assert.Equal(family.Split(' ')[0], model.Family.Name);
        Assert.Equal(link, model.Family.Link);
        Assert.Equal(family.Contains("trials n", StringComparison.Ordinal), model.Columns.Contains("n"));
    }

    [Theory]
    [InlineData("weights ~ offset + known_se + (1 | family)")]
    [InlineData("let ~ where * across")]
    [InlineData("across ~ missing")]
    [InlineData("y ~ 1 + offset(weights) + let:where")]
    [InlineData("missing:family ~ across")]
    public void Their_keywords_may_be_columns(string text) => Assert.IsType<FormulaStatement>(First(text, formula: ""));

    [Fact]
    public void Columns_named_like_keywords_may_be_used_in_statements()
    {
        Assert.Equal("weights", ((NameExpression)((WeightsStatement)First("weights weights")).Value).Name);
        Assert.Equal("let", ((LetStatement)First("let let = where + across")).Name.Text);
        Assert.Equal("in", Assert.Single(((AcrossStatement)First("across in\n  intercept ~ 1")).Group).Name);
        Assert.Equal(["in", "in2"], ((AcrossStatement)First("across in2 in in\n  intercept ~ 1")).Group.Select(name => name.Name));
    }

    [Fact]
    public void An_across_statement_holds_its_groups_outermost_first_and_one_equation_a_line()
    {
        AcrossStatement across = Assert.IsType<AcrossStatement>(First("""
            across class in school, uncorrelated   # the middle level
                intercept ~ 1 + size, fixed
                age:Sex   ~ 1 + size
                    + type   # continued
                I(x^2)    ~ (0 +
                type)
            """));
        Assert.Equal(["school", "class"], across.Group.Select(name => name.Name));
        Assert.False(across.Correlated);
        Assert.Equal(["intercept", "age:Sex", "I(x^2)"], across.Equations.Select(equation => ExpressionPrinter.Print(equation.Coefficient)));
        Assert.Equal(["1 + size", "1 + size + type", "(0 + type)"], across.Equations.Select(equation => ExpressionPrinter.Print(equation.RightHandSide)));
        Assert.Equal([true, false, false], across.Equations.Select(equation => equation.IsFixed));
    }

    [Fact]
    public void An_equation_indented_too_deep_by_accident_is_read_all_the_same() =>
        Assert.Equal(2, Assert.IsType<AcrossStatement>(First("across g\n  intercept ~ 1\n     x ~ 1 + z")).Equations.Count);

    [Theory]
    [InlineData("normal(mean = 1, sd = 2)")]
    [InlineData("normal(sd = 2, mean = 1)")]
    [InlineData("normal(sd = 2, 1)")]
    [InlineData("normal(1, sd = 2)")]
    [InlineData("normal(2, mean = 1)")]
    public void Arguments_of_a_distribution_may_be_named_as_in_R(string distribution)
    {
        PriorStatement prior = Assert.IsType<PriorStatement>(First($"prior x ~ {distribution}"));
        Assert.Equal([1.0, 2.0], prior.Distribution.Arguments.Select(argument => argument.Value));
    }

    private static Statement First(string text, string formula = "\ny ~ x") => ModelParser.Parse(text + formula).SyntaxOrThrow().Statements[0];
}
