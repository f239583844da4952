using BayesLmm.Diagnostics;

namespace BayesLmm.Tests.Data;

/// <summary>Files that were read wrongly once, with the answers of lme4 1.1-31.</summary>
public sealed class StrangersTests
{
    /// <summary>The stored answers have this many digits.</summary>
    private const double Criterion = 5e-3, Estimate = 5e-4;

    [Fact]
    public void Decimals_after_25_000_whole_numbers_are_not_rounded()
    {
        RemlFit fit = Fit("late_decimal.csv.gz", "y ~ x + (1 | id)");
        Assert.Equal(84900.88, fit.Criterion, 0.01);
        Assert.Equal(0.50272, fit["x"], 1e-5);
    }

    [Fact]
    public void Leading_zeros_after_25_000_whole_numbers_keep_their_groups_apart()
    {
        RemlFit fit = Fit("late_zero.csv.gz", "y ~ x + (1 | id)");
        Assert.Equal(85849.44, fit.Criterion, 0.01);
        Assert.Equal(100, Assert.Single(fit.Model.GroupTerms).Levels.Count);
    }

    [Fact]
    public void Decimal_commas_give_one_slope_and_are_said()
    {
        RemlFit fit = Fit("decimal_comma_predictor.csv", "y ~ dose + (1 | g)");
        Assert.Equal(5.636, fit["dose"], Estimate);
        AssertSaid(fit, "BL2112", "'0,5' in data row 1 (line 2) is 0.5");
    }

    [Fact]
    public void Declared_decimal_commas_give_the_same_and_need_not_be_said()
    {
        Model model = Model.Parse("data decimal \",\"\ny ~ dose + (1 | g)");
        RemlFit read = model.Bind(TableReader.Read(PathOf("decimal_comma_predictor.csv"), model)).FitReml();
        RemlFit bound = model.Bind(TableReader.Read(PathOf("decimal_comma_predictor.csv"))).FitReml();
        Assert.Equal(5.636, read["dose"], Estimate);
        Assert.Equal(read["dose"], bound["dose"]);
        Assert.DoesNotContain(read.Model.Warnings.Concat(bound.Model.Warnings), warning => warning.Code == "BL2112");
    }

    [Fact]
    public void A_point_among_numbers_is_missing_and_said()
    {
        RemlFit fit = Fit("dot_predictor.csv", "y ~ dose + (1 | g)");
        Assert.Equal(11, fit.RowCount);
        Assert.Equal(6.446, fit["intercept"], Estimate);
        Assert.Equal(3.964, fit["dose"], Estimate);
        Assert.Equal(50.3606, fit.Criterion, 1e-4);
        AssertSaid(fit, "BL2111", "'.' counts as missing in column 'dose': 1 row, data row 7 (line 8).");
    }

    [Fact]
    public void Identifiers_of_20_digits_stay_apart()
    {
        RemlFit fit = Fit("long_ids.csv", "y ~ 1 + (1 | id)");
        Assert.Equal(4, Assert.Single(fit.Model.GroupTerms).Levels.Count);
        Assert.Equal(3.590, fit["sd(id, intercept)"], Estimate);
        Assert.Equal(18.9458, fit.Criterion, 1e-4);
    }

    [Fact]
    public void NULL_in_the_response_is_missing_and_said_with_its_row()
    {
        RemlFit fit = Fit("null_response.csv", "y ~ 1 + (1 | g)");
        Assert.Equal(5, fit.RowCount);
        AssertSaid(fit, "BL2111", "'NULL' counts as missing in column 'y': 1 row, data row 3 (line 4).");
    }

    [Fact]
    public void Lines_that_end_in_CR_alone_are_read()
    {
        RemlFit fit = Fit("cr_only.csv", "score ~ ses + (1 | school)");
        Assert.Equal(96, fit.RowCount);
        Assert.Equal(434.98, fit.Criterion, Criterion);
    }

    private static string PathOf(string file) => Repository.PathOf("tests", "BayesLmm.Tests", "Data", "Strangers", file);

    private static RemlFit Fit(string file, string formula) => Model.Parse(formula).Bind(TableReader.Read(PathOf(file))).FitReml();

    private static void AssertSaid(RemlFit fit, string code, string words) =>
        Assert.Contains(words, Assert.Single(fit.Model.Warnings, warning => warning.Code == code).Message, StringComparison.Ordinal);
}
