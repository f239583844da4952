using System.Globalization;
using System.Text.Json;

namespace BayesLmm.Cli.Tests;

/// <summary>What <c>blmm predict</c> prints.</summary>
public sealed class PredictTests : IDisposable
{
    private static readonly string[] Sleepstudy = ["predict", "Reaction ~ Days + (Days | Subject)", "--data", Cli.Data("sleepstudy.csv")];

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
        string[] command = ["predict", "Reaction ~ bs(Days, 4) + mean(Days, Subject) + (1 | Subject)", "--data", Cli.Data("sleepstudy.csv"), "--new", rows];
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
}
