using System.Globalization;
using System.Text.Json;

namespace BayesLmm.Cli.Tests;

/// <summary>What <c>blmm predict</c> prints.</summary>
public sealed class PredictTests : IDisposable
{
    private static readonly string[] Sleepstudy = ["predict", "Reaction ~ Days + (Days | Subject)", "--data", Cli.Data("sleepstudy.csv"), "--engine", "reml"];

    private readonly ScratchFolder folder = new();

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("text")]
    public void New_rows_are_predicted_as_expected(string format)
    {
        CliResult result = Cli.Run([.. Sleepstudy, "--new", NewRows(), "--format", format]);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            "blmm: Row 2 has no value of 'Days' and is not predicted.\n"
            + "blmm: Levels that the model's data do not have are predicted as an average level: Subject[999].\n",
            result.Error);
        ExpectedText.CheckReport("predict_sleepstudy_" + format, result.Output);
    }

    [Fact]
    public void The_rows_of_the_fit_are_predicted_unless_others_are_given()
    {
        string[] lines = Cli.Run(Sleepstudy).Output.TrimEnd().Split('\n');

        Assert.Equal("row,mean,std_error,conf_low,conf_high,pred_low,pred_high", lines[0]);
        Assert.Equal(181, lines.Length);
        Assert.Equal(253.6637, double.Parse(lines[1].Split(',')[1], CultureInfo.InvariantCulture), 1e-3); // lme4's fitted value
    }

    /// <summary>More rows than are predicted at a time, with the file's name given only when all of them are written.</summary>
    [Fact]
    public void A_long_table_is_written_to_a_file_as_to_the_standard_output()
    {
        string rows = folder.Write("long.csv", "Subject,Days\n" + string.Concat(Enumerable.Range(0, 9000).Select(i => $"308,{i % 10}\n")));
        string file = Path.Combine(Path.GetDirectoryName(rows)!, "out.csv");
        string[] command = ["predict", Cli.Model("sleepstudy"), "--new", rows, "--chains", "1", "--draws", "10", "--warmup", "50", "--engine", "hmc",
            "--quiet"];
        string[] lines = Cli.Run(command).Output.TrimEnd().Split('\n');
        CliResult result = Cli.Run([.. command, "--out", file]);

        Assert.Equal("", result.Output);
        Assert.Equal(9001, lines.Length);
        Assert.Equal(lines, File.ReadAllText(file).TrimEnd().Split('\n'));
        Assert.Equal(Enumerable.Range(1, 9000).Select(row => $"{row}"), lines.Skip(1).Select(line => line.Split(',')[0]));
        Assert.Equal(["long.csv", "out.csv"], Directory.GetFiles(Path.GetDirectoryName(file)!).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Predictions_are_not_written_to_a_folder_that_is_not_there()
    {
        CliResult result = Cli.Run([.. Sleepstudy, "--out", Path.Combine("nowhere", "out.csv")]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("--out: there is no folder", result.Error);
    }

    [Fact]
    public void Predictions_for_the_population_need_no_groups()
    {
        string rows = folder.Write("days.csv", "Days\n0\n10\n");
        CliResult result = Cli.Run([.. Sleepstudy, "--new", rows, "--population", "--format", "json"]);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement first = document.RootElement.GetProperty("rows")[0];

        Assert.Equal("", result.ErrorButFewGroups);
        Assert.Equal("population", document.RootElement.GetProperty("target").GetString());
        Assert.Equal(251.4051, first.GetProperty("mean").GetDouble(), 1e-3);
        Assert.Equal(6.8246, first.GetProperty("se").GetDouble(), 1e-3);
    }

    [Fact]
    public void What_is_doubtful_about_the_rows_is_said_beside_the_table_and_in_JSON()
    {
        string rows = folder.Write("far.csv", "Subject,Days\n308,20\n999,1\n");
        string[] command = ["predict", "Reaction ~ bs(Days, 4) + mean(Days, Subject) + (1 | Subject)", "--data", Cli.Data("sleepstudy.csv"), "--new", rows,
            "--engine", "reml"];
        CliResult result = Cli.Run([.. command, "--format", "json"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(
            "warning BL2121: In 1 row 'Days' lies beyond the boundary knots of 'bs(Days, 4)', 0 and 9, where its polynomials go on and soon grow large.",
            result.Error, StringComparison.Ordinal);
        Assert.Contains("the group '999'; 'mean(Days, Subject)' takes its mean from the new rows.", result.Error, StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        Assert.Equal(
            ["BL2121", "BL2122"], document.RootElement.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetProperty("code").GetString()));
    }

    [Fact]
    public void Wider_intervals_can_be_asked_for()
    {
        double Width(string level)
        {
            using JsonDocument document = JsonDocument.Parse(Cli.Run([.. Sleepstudy, "--level", level, "--format", "json"]).Output);
            JsonElement row = document.RootElement.GetProperty("rows")[0];
            return row.GetProperty("upper").GetDouble() - row.GetProperty("lower").GetDouble();
        }

        Assert.Equal(2.5758 / 1.6449, Width("0.99") / Width("0.90"), 1e-3);
    }

    [Fact]
    public void Rows_without_the_columns_of_the_weights_have_no_interval_for_an_observation()
    {
        string data = folder.Write("w.csv",
            "y,x,g,w\n" + string.Concat(Enumerable.Range(0, 30).Select(i => FormattableString.Invariant($"{Math.Sin(i * i)},{i},{i % 6},{1 + (i % 3)}\n"))));
        string model = folder.Write("w.blmm", $"data \"{data}\"\nweights w\ny ~ x + (1 | g)\n");
        CliResult result = Cli.Run("predict", model, "--new", folder.Write("new.csv", "x,g\n1,0\n"));

        Assert.Equal(0, result.ExitCode);
        Assert.EndsWith(",,\n", result.Output, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private string NewRows() => folder.Write("new.csv", "Days,Subject\n1,308\n,309\n3,999\n");

    private static readonly string[] Posterior = ["predict", "Reaction ~ Days + (Days | Subject)", "--data", Cli.Data("sleepstudy.csv"), "--draws", "200"];

    [Fact]
    public void The_posterior_predicts_expected_values_and_new_observations_beside_the_columns_of_the_new_table()
    {
        string rows = folder.Write("nights.csv", "note,Days,Subject\n\"a,b\",0,308\nx,,308\ny,9,new\n");
        CliResult csv = Cli.Run([.. Posterior, "--new", rows, "--quantiles", "0.05,0.5"]);
        string[] lines = csv.Output.TrimEnd().Split('\n');
        Assert.Equal(
            "row,note,Days,Subject,expected_mean,expected_sd,expected_q5,expected_q50,observation_mean,observation_sd,observation_q5,observation_q50",
            lines[0]);
        Assert.StartsWith("1,\"a,b\",0,308,", lines[1], StringComparison.Ordinal);
        Assert.Equal("2,x,,308,,,,,,,,", lines[2]);
        Assert.Contains("Row 2 has no value of 'Days' and is not predicted.", csv.Error, StringComparison.Ordinal);
        Assert.Contains("drawn from the distribution of levels: Subject[new].", csv.Error, StringComparison.Ordinal);

        using JsonDocument document = JsonDocument.Parse(Cli.Run([.. Posterior, "--new", rows, "--format", "json", "--keep-draws", "3"]).Output);
        JsonElement first = document.RootElement.GetProperty("rows")[0];
        Assert.Equal(1, first.GetProperty("row").GetInt32());
        Assert.Equal("a,b", first.GetProperty("data").GetProperty("note").GetString());
        foreach (string value in (string[])["expected", "observation"])
        {
            JsonElement of = first.GetProperty(value);
            Assert.Equal(254, of.GetProperty("mean").GetDouble(), 8.0);
            Assert.InRange(of.GetProperty("q2.5").GetDouble(), 150, of.GetProperty("mean").GetDouble());
            Assert.InRange(of.GetProperty("q97.5").GetDouble(), of.GetProperty("mean").GetDouble(), 350);
            Assert.Equal(3, of.GetProperty("draws").GetArrayLength());
        }

        Assert.Equal(2, document.RootElement.GetProperty("missing")[0].GetProperty("row").GetInt32());
        Assert.Equal("Subject[new]", document.RootElement.GetProperty("newLevels")[0].GetString());
    }

    [Theory]
    [InlineData("population", 6.8)]
    [InlineData("new", 26)]
    public void The_uncertainty_is_that_of_the_groups_that_are_asked_for(string groups, double sd)
    {
        string rows = folder.Write("days.csv", "Days\n0\n");
        using JsonDocument document = JsonDocument.Parse(Cli.Run([.. Posterior, "--new", rows, "--groups", groups, "--format", "json"]).Output);
        Assert.Equal(groups, document.RootElement.GetProperty("groups").GetString());
        Assert.Equal(sd, document.RootElement.GetProperty("rows")[0].GetProperty("expected").GetProperty("sd").GetDouble(), sd / 4);
    }

    [Fact]
    public void The_rows_of_the_fit_are_shown_with_fitted_values_and_residuals()
    {
        string[] lines = Cli.Run([.. Posterior, "--augment"]).Output.TrimEnd().Split('\n');
        Assert.Equal("row,Reaction,Days,Subject,fitted,fitted_sd,residual,standardized,quantile_residual,leverage", lines[0]);
        Assert.Equal(181, lines.Length);
        double[] first = [.. lines[1].Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        Assert.Equal(249.56, first[1]);
        Assert.Equal(first[1], first[4] + first[6], 1e-9);
    }

    [Fact]
    public void The_rows_of_a_REML_fit_have_lme4s_fitted_values_residuals_and_leverages()
    {
        string[] lines = Cli.Run([.. Sleepstudy, "--augment"]).Output.TrimEnd().Split('\n');
        Assert.Equal("row,Reaction,Days,Subject,fitted,fitted_population,residual,pearson,standardized,leverage", lines[0]);
        double[] first = [.. lines[1].Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        Assert.Equal(253.6637, first[4], 1e-3);
        Assert.Equal(249.56 - 253.6637, first[6], 1e-3);
        Assert.Equal(0.2293, first[9], 1e-3);   // hatvalues
    }

    [Theory]
    [InlineData("--quantiles takes numbers between 0 and 1, separated by commas, not '0.5,2'.", "--quantiles", "0.5,2")]
    [InlineData("--quantiles is for a posterior, not for --engine reml.", "--engine", "reml", "--quantiles", "0.5")]
    [InlineData("--keep-draws is for a posterior, not for --engine reml.", "--engine", "reml", "--keep-draws", "5")]
    [InlineData("--groups takes known, new or population, not 'old'.", "--groups", "old")]
    [InlineData("--augment is of the rows of the fit, and --new names others: write one of the two.", "--augment", "--new", "x.csv")]
    public void Wrong_options_are_refused(string message, params string[] options)
    {
        CliResult result = Cli.Run([.. Posterior, .. options]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_cannot_be_read_are_refused_before_sampling()
    {
        CliResult result = Cli.Run([.. Posterior, "--new", folder.PathOf("none.csv")]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("none.csv", result.Error, StringComparison.Ordinal);
    }
}
