using System.Globalization;
using BayesLmm.FactorGraphs.Variational;
using MathNet.Numerics.Statistics;

namespace BayesLmm.Tests.FactorGraphs.Variational;

/// <summary>
/// Lower bounds that another program computed, under its priors: every coefficient N(0, (100 sd y)²), every covariance matrix Huang and Wand's with ν = 2 and A
/// = 2.5 sd y / sd z (a half-t with 2 degrees of freedom where r = 1), sigma half-t(3, 2.5 sd y). Two of them are evidences of Infer.NET, with joint normal
/// coefficients and effects, from its standard factors alone.
/// </summary>
public sealed class GoldenNumberTests(ITestOutputHelper output)
{
    /// <summary>The numbers are given to this many digits.</summary>
    private const double FourDigits = 6e-5, FiveDigits = 6e-6;

    /// <summary>The other program stopped when the bound changed by 1e-10 of itself, which of a slow model leaves a multiple of that.</summary>
    private const double SixDigits = 3e-6;

    [Theory]
    [InlineData("sleepstudy.csv", "factor Subject\nReaction ~ 0 + one + Days + (1 | Subject)", "prior sd(Subject) ~ student_t(2, 0, {A})", -918.8625,
        FourDigits)]
    [InlineData("penicillin.csv", "diameter ~ 0 + one + (1 | plate) + (1 | sample)",
        "prior sd(plate) ~ student_t(2, 0, {A})\nprior sd(sample) ~ student_t(2, 0, {A})", -181.156848, SixDigits)]
    [InlineData(
        "sleepstudy.csv",
        "factor Subject\nReaction ~ 0 + one + Days + (1 + Days | Subject)",
        "prior sd(Subject, intercept) ~ student_t(2, 0, {A})\nprior sd(Subject, Days) ~ student_t(2, 0, {A/Days})\nprior cor(Subject) ~ lkj(1)",
        -902.196211,
        SixDigits)]
    [InlineData("pastes.csv", "strength ~ 0 + one + (1 | batch/cask)", "prior sd(batch) ~ student_t(2, 0, {A})\nprior sd(batch:cask) ~ student_t(2, 0, {A})",
        -139.635607, SixDigits)]
    public void The_bound_is_that_of_the_other_program(string data, string formula, string sds, double expected, double error)
    {
        // A column of ones in place of the intercept: priors are then of the coefficients as written, not at the predictors' means.
        double bound = Fit(data, formula, sds, "prior one ~ normal(0, {S})");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bound:R}, expected {expected}"));
        Assert.Equal(expected, bound, error);
    }

    [Fact]
    public void With_an_intercept_the_bound_differs_by_the_prior_at_the_predictors_means()
    {
        // The prior N(0, S²) is of the intercept at the mean of Days, about 298.5, where the other program's is of that at day 0, about 251.4: with S = 100 sd
        // y the log densities differ by (251.4² − 298.5²) / 2S². What the variances add to the squares is less than 1e-6.
        double sd = ReadColumn("sleepstudy.csv", "Reaction").StandardDeviation(), S = 100 * sd;
        double bound = Fit("sleepstudy.csv", "factor Subject\nReaction ~ Days + (1 | Subject)", "prior sd(Subject) ~ student_t(2, 0, {A})",
            "prior intercept ~ normal(0, {S})");
        double shift = ((251.405 * 251.405) - (298.508 * 298.508)) / (2 * S * S);
        Assert.InRange(Math.Abs(shift), 1e-4, 1e-3);
        Assert.Equal(-918.8625 + shift, bound, FourDigits);
    }

    private static double Fit(string file, string formula, string sds, string intercept)
    {
        Table table = TableReader.Read(Repository.PathOf("examples", "data", file));
        string response = formula.Split('\n')[^1].Split(' ')[0];
        double sd = Numbers(table, response).StandardDeviation();
        string Fill(string text)
        {
            text = text.Replace("{S}", Text(100 * sd), StringComparison.Ordinal).Replace("{A}", Text(2.5 * sd), StringComparison.Ordinal);
            return text.Contains("{A/Days}", StringComparison.Ordinal) ? text.Replace("{A/Days}", Text(2.5 * sd / Numbers(table, "Days").StandardDeviation()),
                StringComparison.Ordinal) : text;
        }

        string coefficients = formula.Contains("Days +", StringComparison.Ordinal) ? "prior Days ~ normal(0, {S})\n" : "";
        string priors = Fill($"{intercept}\n{coefficients}{sds}\nprior sigma ~ student_t(3, 0, {{A}})");
        Column[] columns = [.. table.Columns, new NumericColumn("one", [.. Enumerable.Repeat(1.0, table.RowCount)])];
        BoundModel model = Model.Parse($"{formula}\n{priors}").Bind(new Table("golden", [.. columns]));
        VariationalFit fit = model.FitVariational(new VariationalOptions { Tolerance = 1e-9 });
        Assert.True(fit.Converged);
        return fit.Approximation.LowerBound;
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static double[] ReadColumn(string file, string column) => Numbers(TableReader.Read(Repository.PathOf("examples", "data", file)), column);

    private static double[] Numbers(Table table, string column) => [.. ((NumericColumn)table.Columns.Single(c => c.Name == column)).Values];
}
