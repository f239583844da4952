using BayesLmm.Agreement;
using BayesLmm.Densities;
using BayesLmm.Estimation;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Tests.Design;

/// <summary>Statements other than the formula, by what they change in the fit.</summary>
public class StatementTests
{
    /// <summary>Relative rounding of a criterion computed along two ways.</summary>
    private const double Rounding = 1e-9;

    private const string Formula = "Reaction ~ Days + (Days | Subject)";

    private static readonly Table Sleep = TableReader.Read(Repository.PathOf("examples", "data", "sleepstudy.csv"));

    [Fact]
    public void Weights_divide_the_residual_variance()
    {
        RemlFit plain = Bind(Formula).FitReml(), weighted = Bind(Formula + "\nlet four = 4\nweights four").FitReml();
        Assert.Equal(plain.Criterion, weighted.Criterion, Rounding * plain.Criterion);
        Assert.Equal(2 * plain["sigma"], weighted["sigma"], 1e-5);
        Assert.Equal(plain["sd(Subject, Days)"], weighted["sd(Subject, Days)"], 1e-5);
    }

    [Fact]
    public void A_row_of_weight_two_counts_as_two_rows_of_their_mean()
    {
        // Two rows with the same predictors and group are their mean with weight 2, up to the variation between them.
        double[] y = [1, 3, 2, 6, 5, 9, 4, 8], twice = [.. y.SelectMany(value => new[] { value, value })];
        Table single = Table.FromColumns("t", new NumericColumn("y", y), new NumericColumn("g", [1, 1, 1, 2, 2, 3, 3, 3]),
            new NumericColumn("w", [2, 2, 2, 2, 2, 2, 2, 2]));
        Table doubled = Table.FromColumns("t", new NumericColumn("y", twice), new NumericColumn("g", [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3]));
        BoundModel a = Model.Parse("y ~ 1 + (1 | g)\nweights w").Bind(single), b = Model.Parse("y ~ 1 + (1 | g)").Bind(doubled);

        // With σ held fixed the two restricted likelihoods differ by a constant in the group variance.
        double[] Criteria(BoundModel model) => [.. new[] { 0.3, 1.7 }.Select(sd => new RemlCriterion(model.Products).EvaluateAt(1.5, [sd]))];
        double[] first = Criteria(a), second = Criteria(b);
        Assert.Equal(second[1] - second[0], first[1] - first[0], Rounding);
    }

    [Fact]
    public void Known_standard_errors_are_a_sigma_that_is_no_parameter()
    {
        BoundModel known = Bind(Formula + "\nlet se = 25\nknown_se se"), constant = Bind(Formula + "\nprior sigma ~ constant(25)");
        Assert.DoesNotContain(known.Parameters, parameter => parameter.Name == "sigma");
        MarginalDensity first = new(known), second = new(constant);
        Assert.Equal(second.Dimension, first.Dimension);
        double[] position = second.StartingPoint(), gradient = new double[position.Length], other = new double[position.Length];
        Assert.Equal(second.CreateEvaluator().Evaluate(position, other), first.CreateEvaluator().Evaluate(position, gradient), 1e-8);
        for (int i = 0; i < gradient.Length; i++)
        {
            Assert.Equal(other[i], gradient[i], 1e-8);
        }

        RemlFit fit = known.FitReml();
        Assert.DoesNotContain(fit.VarianceComponents, component => component.Parameter.Name == "sigma");
        Assert.True(fit.Optimum.Converged);
        Assert.True(MarginalIdentity.Check(known, fit).Holds);
        Assert.Equal(fit.Criterion, new RemlCriterion(known.Products, sigmaIsKnown: true).Evaluate(fit.Theta.Span), 1e-9);
    }

    [Fact]
    public void An_offset_is_taken_from_the_response()
    {
        BoundModel statement = Bind(Formula + "\nlet o = 5 * Days + 100\noffset o"),
            function = Bind("Reaction ~ Days + offset(5 * Days + 100) + (Days | Subject)");
        RemlFit plain = Bind(Formula).FitReml();
        foreach (BoundModel model in (BoundModel[])[statement, function])
        {
            RemlFit fit = model.FitReml();
            Assert.Equal(plain["Days"] - 5, fit["Days"], 1e-7);
            Assert.Equal(plain["intercept"] - 100, fit["intercept"], 1e-7);
            Assert.Equal(plain.Criterion, fit.Criterion, Rounding * plain.Criterion);
        }
    }

    [Fact]
    public void Where_keeps_the_rows_for_which_all_conditions_hold()
    {
        BoundModel model = Bind(Formula + "\nwhere Days >= 2\nwhere Subject != 308");
        Assert.Equal((180, 44, 136), (model.Design.Rows.Read, model.Design.Rows.Excluded, model.Design.Rows.Used));
        Assert.DoesNotContain("308", model.GroupTerms[0].Levels);
        Assert.DoesNotContain(model.Warnings, warning => warning.Code == "BL2107");
    }

    [Fact]
    public void Let_makes_columns_that_later_statements_can_use()
    {
        RemlFit made = Bind("let days2 = Days^2\nlet late = days2 > 16\nReaction ~ Days + days2 + late + (1 | Subject)").FitReml();
        RemlFit written = Bind("Reaction ~ Days + I(Days^2) + I(Days > 4) + (1 | Subject)").FitReml();
        Assert.Equal(written.Criterion, made.Criterion, Rounding * written.Criterion);
        Assert.Equal(written["I(Days > 4)[TRUE]"], made["late[TRUE]"], 1e-7);
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "let Days = 1", "BL2062" },
        { "let z = Dayz + 1", "BL2001" },
        { "where Days", "BL2061" },
        { "where Days > 100", "BL2025" },
        { "weights Days", "BL2060" },
        { "let w = exp(log(Days - 5.5))\nmissing error\nweights w", "BL2024" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_statement_is_explained(string statements, string code)
    {
        ModelException exception = Assert.Throws<ModelException>(() => Bind(Formula + "\n" + statements));
        Assert.Equal([code], exception.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).Select(diagnostic => diagnostic.Code).Distinct());
    }

    private static BoundModel Bind(string text) => Model.Parse(text).Bind(Sleep);
}
