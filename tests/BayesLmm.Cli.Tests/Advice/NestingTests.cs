namespace BayesLmm.Cli.Tests.Advice;

/// <summary>Crossed formulas whose data are nested are told so, and others are not.</summary>
public class NestingTests
{
    private const double Sds = 6e-4, Criterion = 6e-3; // half a unit of the digits given

    [Theory]
    [InlineData("y ~ 1 + (1 | school) + (1 | pupil)", "pupils.csv", "(1 | school/pupil)", 5357.701, 5.086, 3.092, 1.989)]
    [InlineData("y ~ 1 + (1 | pupil) + (1 | school)", "pupils_unbalanced.csv", "(1 | school/pupil)", 4763.935, 3.984, 3.069, 2.000)]
    [InlineData("Satisfaction ~ WaitTime + (1 | Patient) + (1 | Hospital)", "hospital.csv", "(1 | Hospital/Patient)", 286.580, 9.215, 4.964, 4.237)]
    [InlineData("y ~ 1 + (1 | Hospital) + (1 | Patient)", "patients.csv", "(1 | Hospital/Patient)", 876.677, 1.183, 1.083, 1.016)]
    [InlineData("y ~ 1 + (1 | ward) + (1 | clinic)", "wards.csv", "(1 | clinic/ward)", 675.417, 4.852, 1.930, 1.843)]
    [InlineData("y ~ 1 + (1 | plot) + (1 | tree)", "trees.csv", "(1 | plot/tree)", 717.599, 1.336, 2.199, 0.995)]
    [InlineData("y ~ dose + (1 | cage) + (1 | lab)", "cages.json", "(1 | lab/cage)", 645.715, 0.489, 1.379, 0.778)]
    public void Labels_that_start_anew_are_named_with_the_formula_that_nests_them(
        string formula, string table, string advice, double criterion, double outer, double inner, double sigma)
    {
        Diagnostic warning = Assert.Single(Adviser.Bind(formula, table).Warnings, warning => warning.Code == "BL2104");
        Assert.Contains(advice, warning.Message, StringComparison.Ordinal);

        string nested = formula[..formula.IndexOf("(1", StringComparison.Ordinal)] + advice;
        RemlFit fit = Adviser.Bind(nested, table).FitReml();
        Assert.DoesNotContain(fit.Model.Warnings, other => other.Code == "BL2104");
        Assert.Equal(criterion, fit.Criterion, Criterion);
        string[] names = [.. fit.Model.GroupTerms.Select(term => $"sd({term.Group}, intercept)")];
        Assert.Equal([outer, inner, sigma], [fit[names[0]], fit[names[1]], fit.Sigma], (a, b) => Math.Abs(a - b) <= Sds);
    }

    [Theory]
    [InlineData("y ~ 1 + (1 | school) + (1 | class) + (1 | pupil)", "(1 | school/class)", "(1 | school/class/pupil)")]
    [InlineData("y ~ 1 + (1 | pupil) + (1 | school/class)", "(1 | school/class/pupil)")]
    [InlineData("y ~ 1 + (1 | pupil) + (1 | school)", "(1 | school/pupil)")]
    [InlineData("y ~ 1 + (1 | school/class/pupil)")]
    public void Of_three_nested_factors_each_is_put_into_the_innermost_that_holds_it(string formula, params string[] advice)
    {
        string[] said = [.. Adviser.Bind(formula, "classes.csv").Warnings.Where(warning => warning.Code == "BL2104").Select(warning => warning.Message)];
        Assert.Equal(advice.Length, said.Length);
        Assert.All(advice, words => Assert.Single(said, message => message.Contains(words, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_advice_of_three_nested_factors_gives_the_fit_of_lme4() =>
        Assert.Equal(1802.1454, Adviser.Bind("y ~ 1 + (1 | school/class/pupil)", "classes.csv").FitReml().Criterion, 1e-3);

    [Theory]
    [InlineData("y ~ 1 + (1 | subject) + (1 | item)", "items.csv")]
    [InlineData("y ~ 1 + (1 | item) + (1 | subject)", "items_incomplete.csv")]
    [InlineData("y ~ 1 + (1 | pupil) + (1 | teacher)", "pupils_teachers.csv")]
    [InlineData("y ~ 1 + (1 | school) + (1 | school:pupil)", "pupils.csv")]
    [InlineData("y ~ 1 + (1 | pupil:school) + (1 | pupil) + (1 | school)", "pupils.csv")]
    [InlineData("diameter ~ 1 + (1 | plate) + (1 | sample)", "../../../../examples/data/penicillin.csv")]
    [InlineData("score ~ 1 + (1 | Worker) + (1 | Machine)", "../../../../examples/data/machines.csv")]
    public void Crossed_factors_are_not_accused(string formula, string table) =>
        Assert.DoesNotContain(Adviser.Bind(formula, table).Warnings, warning => warning.Code == "BL2104");

    [Theory]
    [InlineData("Satisfaction ~ WaitTime + (1 | Hospital) + (1 | Patient:Hospital)", "hospital.csv", "across Patient in Hospital")]
    [InlineData("Satisfaction ~ WaitTime + (1 | Hospital:Patient) + (1 | Hospital)", "hospital.csv", "across Patient in Hospital")]
    [InlineData("y ~ 1 + (1 | ward:clinic) + (1 | clinic)", "wards.csv", "across ward in clinic")]
    [InlineData("y ~ dose + (dose | cage:lab) + (1 | lab)", "cages.json", "across cage in lab")]
    public void Explain_puts_the_inner_factor_into_the_one_that_has_a_term_of_its_own(string formula, string table, string line)
    {
        CliResult result = Cli.Run("explain", formula, "--data", Adviser.Path(table));
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(line, result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hospital.csv", "Satisfaction ~ 1 + WaitTime + (1 | Hospital/Patient)")]
    [InlineData("row_numbers.csv", "y ~ 1 + x + g")]
    [InlineData("pupils.csv", "y ~ 1 + (1 | school/pupil)")]
    [InlineData("pupils_unbalanced.csv", "y ~ 1 + (1 | school/pupil)")]
    [InlineData("wards.csv", "y ~ 1 + (1 | clinic/ward)")]
    [InlineData("trees.csv", "y ~ 1 + (1 | plot/tree)")]
    [InlineData("cages.json", "y ~ 1 + dose + (1 | lab/cage)")]
    public void A_first_model_nests_what_starts_anew_and_leaves_row_numbers_out(string table, string formula)
    {
        CliResult result = Cli.Run("new", Adviser.Path(table));
        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"\n\n{formula}\n", result.Output, StringComparison.Ordinal);
        Model.Parse(result.Output).Bind(TableReader.Read(Adviser.Path(table)));
    }

    [Theory]
    [InlineData("n,g,x,y\n0,a,0.3,2\n1,a,0.7,3\n2,b,0.2,3.5\n3,b,0.1,4.5\n")]
    [InlineData("rownames,g,x,y\n3,a,0.3,2\n7,a,0.7,3\n8,b,0.2,3.5\n11,b,0.1,4.5\n")]
    [InlineData("Unnamed: 0,g,x,y\n0,a,0.3,2\n2,a,0.7,3\n3,b,0.2,3.5\n9,b,0.1,4.5\n")]
    public void Numbers_of_rows_are_no_predictor_under_any_name(string text)
    {
        using ScratchFolder folder = new();
        string file = folder.Write("rows.csv", text);
        Assert.Contains("\n\ny ~ 1 + x + g\n", Cli.Run("new", file).Output, StringComparison.Ordinal);
    }
}
