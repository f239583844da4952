using System.Text.Json;
using BayesLmm.InferNet;

namespace BayesLmm.Cli.Tests;

/// <summary>The engines on the factor graph, and engines against each other, as <c>blmm fit</c> prints them.</summary>
public sealed class EngineTests
{
    private static readonly string Sleepstudy = Cli.Model("sleepstudy");

    private static readonly string Student = Cli.Model("sleepstudy_student");

    [Theory]
    [InlineData("none")]
    [InlineData("linear-response")]
    [InlineData("collapsed")]
    [InlineData("importance")]
    public void A_report_of_message_passing_says_what_the_draws_are_of(string refinement)
    {
        CliResult result = Cli.Run("fit", Sleepstudy, "--engine", "vmp", "--refine", refinement);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.ErrorButFewGroups);
        ExpectedText.CheckReport($"fit_vmp_{refinement.Replace('-', '_')}", result.Output);
    }

    [Fact]
    public void Message_passing_is_refined_unless_told_otherwise() =>
        Assert.Contains("Refined: Importance sampling has made the draws those of the exact posterior",
            Cli.Run("fit", Sleepstudy, "--engine", "vmp", "--draws", "200").Output, StringComparison.Ordinal);

    [Fact]
    public void Student_t_residuals_have_no_linear_response_and_the_reason_is_given()
    {
        CliResult result = Cli.Run("fit", Student, "--engine", "vmp", "--refine", "linear-response");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("independent draws of the approximation", result.Output, StringComparison.Ordinal);
        Assert.Contains("With student_t residuals there is no linear response", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Gibbs_sampling_is_reported_as_chains()
    {
        CliResult result = Cli.Run("fit", Sleepstudy, "--engine", "gibbs", "--draws", "200");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("\nPosterior (4 chains x 200 draws after 500 warm-up, every 10th kept, seed 20261122)\n", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"\nConvergence\n  Largest R-hat 1\.0\d\d, smallest effective sample size \d+ \(bulk\) and \d+ \(tail\)\.\n", result.Output);
        Assert.DoesNotContain("Message passing", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Engines_against_each_other_are_one_table()
    {
        CliResult result = Cli.Run("fit", Sleepstudy, "--against", "vmp,gibbs", "--draws", "4000");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.ErrorButFewGroups);
        ExpectedText.CheckReport("fit_against", result.Output[result.Output.IndexOf("Engines\n", StringComparison.Ordinal)..]);
    }

    [Fact]
    public void A_table_of_many_engines_goes_on_below_and_stays_within_a_hundred_columns()
    {
        string output = Cli.Run("fit", Sleepstudy, "--draws", "200", "--against", "vmp,gibbs,importance").OutputWithoutTimings;

        string[] lines = output[output.IndexOf("\nEngines\n", StringComparison.Ordinal)..].Split('\n');
        Assert.All(lines, line => Assert.True(line.Length <= 100, line));
        Assert.Equal(2, lines.Count(line => line.StartsWith("  parameter ", StringComparison.Ordinal)));
        Assert.Single(lines, line => line.TrimStart().StartsWith("importance", StringComparison.Ordinal) && !line.Contains(':', StringComparison.Ordinal));
    }

    [Fact]
    public void An_engine_that_refuses_the_model_has_its_sentence_below_the_table()
    {
        CliResult result = Cli.Run("fit", Student, "--engine", "gibbs", "--draws", "200", "--against", "hmc,importance");

        Assert.Contains("\n  gibbs: the exact posterior by Gibbs sampling", result.Output, StringComparison.Ordinal);
        Assert.Contains("\n  importance: no answer. With student_t residuals nothing can be integrated out", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_fits_own_engine_alone_has_a_sentence_and_no_table()
    {
        CliResult result = Cli.Run("fit", Sleepstudy, "--draws", "200", "--against", "hmc");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("\n\nEngines\n  hmc: no answer. It is the fit's own engine, against which there is nothing to hold.\n\nTimings\n", result.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_engine_that_refuses_the_model_leaves_no_table_when_it_is_the_only_one()
    {
        CliResult result = Cli.Run("fit", Student, "--draws", "200", "--against", "importance");

        Assert.Contains("\n\nEngines\n  importance: no answer. With student_t residuals nothing can be integrated out", result.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_engine_without_enough_draws_is_not_trusted_though_the_fit_is()
    {
        CliResult result = Cli.Run("fit", Sleepstudy, "--engine", "vmp", "--refine", "none", "--draws", "101", "--against", "hmc");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("blmm: hmc: The draws say too little", result.Error, StringComparison.Ordinal);
        Assert.Contains("NOT TO BE TRUSTED: The draws say too little", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vmp", "Infer.NET's variational message passing converged in", "Lower bound", "infernet")]
    [InlineData("ep", "Infer.NET's expectation propagation converged in", "Estimate", "infernet, ep")]
    public void Infer_NET_answers_as_it_is_and_says_how_long_it_compiled(string algorithm, string converged, string evidence, string name)
    {
        Assert.SkipUnless(InferNetAvailability.IsAvailable, InferNetAvailability.HowToGet);

        CliResult result = Cli.Run("fit", Cli.Model("penicillin"), "--engine", "infernet", "--algorithm", algorithm, "--draws",
            "500", "--against", "vmp");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(converged, result.Output, StringComparison.Ordinal);
        Assert.Contains($"{evidence} of the log marginal likelihood -17", result.Output, StringComparison.Ordinal);
        Assert.Contains(", of which compiling ", result.Output, StringComparison.Ordinal);
        Assert.Contains($"\n  {name}: message passing, its approximation as it is", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Infer_NET_refuses_student_t_residuals_and_names_who_does_not()
    {
        Assert.SkipUnless(InferNetAvailability.IsAvailable, InferNetAvailability.HowToGet);

        CliResult result = Cli.Run("fit", Student, "--engine", "infernet");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("error BL4006: The Infer.NET program is of normal residuals, and this model's are student_t; the engines hmc and vmp have both.\n",
            result.Error);
    }

    [Fact]
    public void Infer_NET_says_in_one_sentence_how_to_get_it()
    {
        Assert.SkipWhen(InferNetAvailability.IsAvailable, "This build has Infer.NET.");

        CliResult result = Cli.Run("fit", "no_such_model.blmm", "--engine", "infernet");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Equal($"error BL4006: {InferNetAvailability.HowToGet}\n", result.Error);
        CliResult against = Cli.Run("fit", Sleepstudy, "--draws", "200", "--against", "infernet");
        Assert.Equal(0, against.ExitCode);
        Assert.Contains("\n  infernet: no answer. This build has no Infer.NET engine", against.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_document_has_the_stage_of_message_passing_and_the_table_of_engines()
    {
        CliResult result =
            Cli.Run("fit", Sleepstudy, "--engine", "vmp", "--refine", "linear-response", "--draws", "200", "--against", "vmp,importance", "--format", "json");
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement messages = document.RootElement.GetProperty("sampler").GetProperty("messagePassing"), engines = document.RootElement.GetProperty("engines");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("vmp", document.RootElement.GetProperty("sampler").GetProperty("engine").GetString());
        Assert.Equal(["stage", "explanation", "shortfall", "converged", "sweeps", "lowerBound", "substitutions", "seconds", "compilingSeconds"],
            Names(messages));
        Assert.Equal("linear-response", messages.GetProperty("stage").GetString());
        Assert.Equal(1, messages.GetProperty("substitutions").GetArrayLength());
        Assert.Equal(["reference", "note", "answers", "parameters", "refused"], Names(engines));
        Assert.Equal("vmp, linear", engines.GetProperty("reference").GetString());
        Assert.Equal(["vmp, linear", "vmp, as it is", "vmp, refined", "importance"],
            engines.GetProperty("answers").EnumerateArray().Select(answer => answer.GetProperty("name").GetString()!));
        Assert.Equal(["name", "engine", "stage", "substitutions", "trustworthy", "problems"], Names(engines.GetProperty("answers")[0]));
        JsonElement row = engines.GetProperty("parameters")[2];
        Assert.Equal(["name", "reml", "mean", "sd", "errors"], Names(row));
        Assert.Equal(["name", "meanError", "sdError", "mcse_meanError", "mcse_sdError"], Names(row.GetProperty("errors")[0]));
        Assert.Equal(3, row.GetProperty("errors").GetArrayLength());
        Assert.Contains("against", Names(document.RootElement.GetProperty("timings")));
    }

    [Fact]
    public void The_document_has_the_collapsed_fit()
    {
        using JsonDocument document =
            JsonDocument.Parse(Cli.Run("fit", Sleepstudy, "--engine", "vmp", "--refine", "collapsed", "--draws", "200", "--format", "json").Output);
        JsonElement messages = document.RootElement.GetProperty("sampler").GetProperty("messagePassing"), collapsed = messages.GetProperty("collapsed");

        Assert.Equal("collapsed", messages.GetProperty("stage").GetString());
        Assert.Equal(0, messages.GetProperty("substitutions").GetArrayLength());
        Assert.Equal(["lowerBound", "steps", "converged", "gradients", "seconds"], Names(collapsed));
        Assert.True(collapsed.GetProperty("lowerBound").GetDouble() > messages.GetProperty("lowerBound").GetDouble());
        Assert.True(collapsed.GetProperty("converged").GetBoolean());
    }

    [Fact]
    public void The_document_of_gibbs_sampling_says_how_the_chains_were_run()
    {
        using JsonDocument document =
            JsonDocument.Parse(Cli.Run("fit", Sleepstudy, "--engine", "gibbs", "--draws", "100", "--warmup", "50", "--format", "json").Output);
        JsonElement sampler = document.RootElement.GetProperty("sampler");

        Assert.Equal(["engine", "engineReason", "chains", "draws", "seed", "warmup", "thinning"], Names(sampler));
        Assert.Equal((50, 10), (sampler.GetProperty("warmup").GetInt32(), sampler.GetProperty("thinning").GetInt32()));
        Assert.NotEqual(JsonValueKind.Null, document.RootElement.GetProperty("posterior")[0].GetProperty("rhat").ValueKind);
    }

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];
}
