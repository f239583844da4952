namespace BayesLmm.Cli.Tests;

/// <summary>The text that <c>blmm fit</c> and <c>blmm reml</c> print.</summary>
public sealed class FitTextTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    [Fact]
    public void Student_t_residuals_beside_REML_are_no_disagreement_of_the_engines()
    {
        CliResult result = Cli.Run("fit", Cli.Model("sleepstudy_student"), "--quiet");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("REML assumes normal residuals", result.Output, StringComparison.Ordinal);
        Assert.Contains("\n  nu ", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reml")]
    [InlineData("predict")]
    public void Estimates_of_a_student_t_model_say_that_they_take_residuals_as_normal(string command)
    {
        CliResult result = Cli.Run([command, Cli.Model("sleepstudy_student"), .. command == "predict" ? ["--engine", "reml"] : (string[])[]]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("blmm: Estimates by REML take the residuals as normal", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Draws_are_written_before_the_report()
    {
        string path = folder.PathOf("draws.csv");
        CliResult result = Cli.Run("fit", Sleepstudy(), "--draws", "50", "--chains", "2", "--draws-file", path, "--format", "json");

        string[] files = [folder.PathOf("draws_1.csv"), folder.PathOf("draws_2.csv")];
        Assert.Contains($"Draws: {string.Join(", ", files)}\n", result.Error, StringComparison.Ordinal);
        Assert.All(files, file => Assert.Equal(51, File.ReadLines(file).Count(line => !line.StartsWith('#'))));
    }

    [Theory]
    [InlineData("draws.txt", "draws are written to files that end in .csv, .wide.csv, .parquet or .zarr, not to")]
    [InlineData("nowhere/draws.csv", "there is no folder")]
    public void A_file_that_draws_cannot_be_written_to_is_refused_before_sampling(string name, string words)
    {
        CliResult result = Cli.Run("fit", Sleepstudy(), "--draws-file", folder.PathOf(name));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("--draws-file: " + words, result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public void A_fit_has_its_sections_in_order_and_nothing_on_the_error_stream()
    {
        CliResult result = Cli.Run("fit", Sleepstudy(), "--draws", "500");

        string[] titles =
        [
            "In short\n", "\nData\n", "\nModel\n", "\nPriors\n", "\nREML\n", "\nPosterior (4 chains", "\nGroup effects", "\nConvergence\n", "\nAgreement\n",
            "\nTimings\n",
        ];
        int[] places = [.. titles.Select(title => result.Output.IndexOf(title, StringComparison.Ordinal))];
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.ErrorButFewGroups);
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
        Assert.Contains("sleepstudy.csv: 180 rows, all used\n  Subject: 18 levels\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("Reaction ~ 1 + Days + (1 + Days | Subject)", result.Output, StringComparison.Ordinal);
        Assert.Contains("REML criterion 1743.63", result.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing speaks against these draws.", result.Output, StringComparison.Ordinal);
        Assert.Contains("holds at 24 points", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("importance", "By importance sampling, not by chains. It was asked for.", "draws resampled from ")]
    [InlineData("hmc", "Largest R-hat", " warm-up, seed ")]
    [InlineData("auto", "Largest R-hat", " warm-up, seed ")]
    public void The_engine_is_chosen_and_named(string engine, string said, string origin)
    {
        CliResult result = Cli.Run("fit", Sleepstudy(), "--draws", "500", "--engine", engine);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(said, result.Output, StringComparison.Ordinal);
        Assert.Contains(origin, result.Output, StringComparison.Ordinal);
        Assert.All(result.OutputWithoutTimings.Split('\n'), line => Assert.True(line.Length <= 100, line));
    }

    [Fact]
    public void Importance_draws_that_say_too_little_have_exit_code_2()
    {
        CliResult result = Cli.Run("fit", Sleepstudy(), "--draws", "20", "--engine", "importance");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("These draws should NOT BE TRUSTED", result.Output, StringComparison.Ordinal);
        Assert.Contains("effective sample size", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_fit_into_a_hundred_columns() =>
        Assert.All(Cli.Run("fit", Sleepstudy(), "--draws", "200").OutputWithoutTimings.Split('\n'), line => Assert.True(line.Length <= 100, line));

    [Fact]
    public void The_same_seed_prints_the_same_whatever_the_number_of_threads()
    {
        string model = Sleepstudy();
        string[] outputs =
            [.. ((string[])["1", "2", "4"]).Select(threads => Cli.Run("fit", model, "--draws", "200", "--threads", threads).OutputWithoutTimings)];

        Assert.Equal(outputs[0], outputs[1]);
        Assert.Equal(outputs[0], outputs[2]);
    }

    [Fact]
    public void Another_seed_prints_other_draws() =>
        Assert.NotEqual(
            Cli.Run("fit", Sleepstudy(), "--draws", "200", "--seed", "1").OutputWithoutTimings,
            Cli.Run("fit", Sleepstudy(), "--draws", "200", "--seed", "2").OutputWithoutTimings);

    [Fact]
    public void Options_override_the_sample_statement()
    {
        string output = Cli.Run("fit", Sleepstudy("sample chains 2, draws 50, seed 3"), "--draws", "60", "--warmup", "150").Output;

        Assert.Contains("Posterior (2 chains x 60 draws after 150 warm-up, seed 3)", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_formula_with_data_is_a_model()
    {
        CliResult result = Cli.Run("fit", "Reaction ~ Days + (Days | Subject)", "--data", Cli.Data("sleepstudy.csv"), "--factor", "Subject");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Reaction ~ Days + (Days | Subject)", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_on_the_command_line_overrides_the_models_own()
    {
        string few = folder.Write("few.csv", string.Join('\n', File.ReadLines(Cli.Data("sleepstudy.csv")).Take(41)) + "\n");

        Assert.Contains("few.csv: 40 rows", Cli.Run("reml", Sleepstudy(), "--data", few).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Dropped_rows_are_reported_with_the_columns_to_blame()
    {
        string data = folder.Write("missing.csv", File.ReadAllText(Cli.Data("sleepstudy.csv")).Replace("249.56,0,308", "NA,0,308", StringComparison.Ordinal));

        CliResult result = Cli.Run("reml", "Reaction ~ Days + (1 | Subject)", "--data", data);

        Assert.Contains("180 rows, 179 used; 1 dropped because of missing values in Reaction (1)", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_draws_are_not_trusted()
    {
        CliResult result = Cli.Run("fit", Sleepstudy(), "--draws", "20");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("These draws should NOT BE TRUSTED:", result.Output, StringComparison.Ordinal);
        Assert.Contains("the smallest effective sample size is", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_group_effect_is_printed_on_request()
    {
        string model = Sleepstudy();

        Assert.DoesNotContain("Subject[308, Days]", Cli.Run("fit", model, "--draws", "100").Output, StringComparison.Ordinal);
        Assert.Contains("Subject[308, Days]", Cli.Run("fit", model, "--draws", "100", "--effects").Output, StringComparison.Ordinal);
        Assert.Contains("Subject[308, Days]", Cli.Run("reml", model, "--effects").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_singular_fit_says_which_direction_collapsed()
    {
        CliResult result = Cli.Run("reml", "Yield ~ 1 + (1 | Batch)", "--data", Cli.Data("dyestuff2.csv"));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Singular: Batch: the variance of intercept is 0.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Maximum_likelihood_is_named_as_such()
    {
        CliResult result = Cli.Run("reml", Sleepstudy(), "--ml");

        Assert.Contains("\nML\n  Deviance 1751.94", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupted_fit_reports_what_was_drawn_and_is_not_trusted()
    {
        CliResult result = InterruptWhileSampling("fit", Sleepstudy(), "--draws", "10000000");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("INTERRUPTED", result.Output, StringComparison.Ordinal);
        Assert.Contains("Sampling was interrupted after", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupted_fit_leaves_complete_files_of_what_was_drawn()
    {
        CliResult result = InterruptWhileSampling("fit", Sleepstudy(), "--chains", "2", "--draws", "10000000", "--draws-file", folder.PathOf("draws.csv"));

        Assert.Equal(2, result.ExitCode);
        string[][] files = [.. ((string[])["draws_1.csv", "draws_2.csv"]).Select(name => File.ReadAllLines(folder.PathOf(name)))];
        Assert.All(files, lines => Assert.Contains("# interrupted: fewer draws than asked for", lines));
        int[] counts = [.. files.Select(lines => lines.Count(line => !line.StartsWith('#')))];
        Assert.True(counts[0] > 1 && counts[0] == counts[1], string.Join(' ', counts));
        Assert.All(files.SelectMany(lines => lines).Where(line => !line.StartsWith('#')), line => Assert.Equal(7 + 6 + 36, line.Split(',').Length));
        Assert.Empty(Directory.EnumerateFiles(folder.PathOf("."), "*.partial"));
    }

    /// <summary>Runs a command that would go on for long and interrupts it; later when it had not come to its first draw, as on a busy machine.</summary>
    private static CliResult InterruptWhileSampling(params string[] arguments)
    {
        for (int seconds = 2; ; seconds *= 2)
        {
            using CancellationTokenSource interrupt = new(TimeSpan.FromSeconds(seconds));
            CliResult result = Cli.Run(interrupt.Token, arguments);
            if (result.Output.Length > 0 || seconds > 30)
            {
                return result;
            }
        }
    }

    [Fact]
    public void A_fit_interrupted_before_its_first_draw_says_so()
    {
        using CancellationTokenSource interrupt = new();
        interrupt.Cancel();
        CliResult result = Cli.Run(interrupt.Token, "fit", Sleepstudy());

        Assert.Equal(2, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains("interrupted before any draw was kept", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Examples:", "--help")]
    [InlineData("--target-acceptance", "fit", "--help")]
    [InlineData("--ml", "reml", "--help")]
    public void Help_is_given_on_the_output(string words, params string[] arguments)
    {
        CliResult result = Cli.Run(arguments);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(words, result.Output, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private string Sleepstudy(string more = "sample seed 20261122") => folder.Write(
        "sleepstudy.blmm", $"data \"{Cli.Data("sleepstudy.csv")}\"\nfactor Subject\n\nReaction ~ 1 + Days + (1 + Days | Subject)\n\n{more}\n");
}
