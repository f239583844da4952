using System.Text.Json;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Cli.Tests;

/// <summary>The JSON that <c>blmm fit</c> and <c>blmm reml</c> print: the fields that programs rely on.</summary>
public sealed class FitJsonTests
{
    private static readonly string[] Formula = ["Reaction ~ Days + (Days | Subject)", "--data", Cli.Data("sleepstudy.csv"), "--format", "json"];

    [Fact]
    public void Correlations_and_R2_have_means_sds_and_quantiles()
    {
        using JsonDocument document = JsonDocument.Parse(Cli.Run("fit", Cli.Model("sleepstudy"), "--draws", "200", "--format", "json").Output);
        JsonElement variance = document.RootElement.GetProperty("variance"), icc = variance.GetProperty("icc")[0];
        Assert.Equal("Subject", icc.GetProperty("group").GetString());
        foreach (JsonElement share in (JsonElement[])[icc, .. ((string[])["r2_marginal", "r2_conditional", "bayes_r2"]).Select(variance.GetProperty)])
        {
            double mean = share.GetProperty("mean").GetDouble(), sd = share.GetProperty("sd").GetDouble();
            Assert.InRange(mean, 0.1, 0.95);
            Assert.InRange(sd, 0.005, 0.15);
            Assert.InRange(share.GetProperty("q2.5").GetDouble(), 0, mean);
            Assert.InRange(share.GetProperty("q97.5").GetDouble(), mean, 1);
        }

        double Mean(string share) => variance.GetProperty(share).GetProperty("mean").GetDouble();
        Assert.True(Mean("r2_marginal") < Mean("r2_conditional"));
    }

    [Fact]
    public void A_fit_is_one_document_with_every_part()
    {
        using JsonDocument document = Fit("--draws", "300");
        JsonElement root = document.RootElement;

        Assert.Equal(
            [
                "model", "data", "summary", "priors", "posterior", "groupEffects", "variance", "reml", "ml", "agreement", "diagnostics", "sampler", "timings",
                "columns",
            ],
            Names(root));
        Assert.Equal(["formula", "text", "file", "family"], Names(root.GetProperty("model")));
        Assert.Equal(JsonValueKind.Null, root.GetProperty("model").GetProperty("file").ValueKind);
        Assert.Equal(["file", "rows", "used", "dropped", "missing", "groups"], Names(root.GetProperty("data")));
        Assert.Equal(18, root.GetProperty("data").GetProperty("groups")[0].GetProperty("levels").GetInt32());
        Assert.Equal(["parameter", "distribution", "default", "note"], Names(root.GetProperty("priors")[0]));
        Assert.Equal(["estimator", "identity", "parameters", "groupEffects"], Names(root.GetProperty("agreement")));
        Assert.True(root.GetProperty("agreement").GetProperty("identity").GetProperty("holds").GetBoolean());
        Assert.True(root.GetProperty("diagnostics").GetProperty("convergence").GetProperty("trustworthy").GetBoolean());
        Assert.Equal(4, root.GetProperty("sampler").GetProperty("stepSizes").GetArrayLength());
        Assert.Equal("dense", root.GetProperty("sampler").GetProperty("metric").GetString());
        Assert.Equal(["parse", "read", "bind", "reml", "sampling", "summaries", "total"], Names(root.GetProperty("timings")));
    }

    [Fact]
    public void A_fit_by_importance_says_so_with_its_diagnostics()
    {
        using JsonDocument document = Fit("--draws", "300", "--engine", "importance");
        JsonElement sampler = document.RootElement.GetProperty("sampler"), convergence = document.RootElement.GetProperty("diagnostics")
            .GetProperty("convergence");

        Assert.Equal(
            ["engine", "engineReason", "chains", "draws", "seed", "weightedDraws", "pareto_k", "ess_weights", "evaluations", "gradients", "logEvidence",
                "logEvidenceError"],
            Names(sampler));
        Assert.Equal("importance", sampler.GetProperty("engine").GetString());
        Assert.True(sampler.GetProperty("pareto_k").GetDouble() < 0.5);
        Assert.Equal(JsonValueKind.Null, sampler.GetProperty("logEvidence").ValueKind);   // the prior of Days is flat
        Assert.Equal(JsonValueKind.Null, convergence.GetProperty("rhat").ValueKind);
        Assert.True(convergence.GetProperty("trustworthy").GetBoolean());
    }

    [Fact]
    public void Posterior_rows_have_the_parameters_names_and_their_columns()
    {
        using JsonDocument document = Fit("--draws", "300");
        JsonElement posterior = document.RootElement.GetProperty("posterior"), effects = document.RootElement.GetProperty("groupEffects");

        Assert.Equal(
            ["intercept", "Days", "sd(Subject, intercept)", "sd(Subject, Days)", "cor(Subject, intercept, Days)", "sigma"],
            posterior.EnumerateArray().Select(row => row.GetProperty("name").GetString()!));
        Assert.Equal(
            ["name", "mean", "sd", "median", "q2.5", "q97.5", "rhat", "ess_bulk", "ess_tail", "mcse_mean", "mcse_sd"], Names(posterior[0]));
        Assert.Equal(36, effects.GetArrayLength());
        Assert.Equal("Subject[308, intercept]", effects[0].GetProperty("name").GetString());
        Assert.Equal(Names(posterior[0]), Names(effects[0]));
    }

    [Fact]
    public void Reml_alone_prints_the_reml_part_of_a_fit_and_what_follows_from_it()
    {
        using JsonDocument fit = Fit("--draws", "300");
        CliResult result = Cli.Run(["reml", .. Formula]);
        using JsonDocument reml = JsonDocument.Parse(result.Output);

        Assert.Equal(0, result.ExitCode);
        Assert.All(
            fit.RootElement.GetProperty("reml").EnumerateObject(),
            member => Assert.Equal(JsonSerializer.Serialize(member.Value), JsonSerializer.Serialize(reml.RootElement.GetProperty(member.Name))));
        Assert.Equal(1743.6283, reml.RootElement.GetProperty("criterion").GetDouble(), 1e-3);
        Assert.Equal("sd(Subject, Days)", reml.RootElement.GetProperty("varianceComponents")[1].GetProperty("name").GetString());
        Assert.Equal(["group", "level", "effect", "estimate"], Names(reml.RootElement.GetProperty("groupEffects")[0]));
        Assert.Equal(["name", "estimate", "se", "df", "statistic", "p", "lower", "upper"], Names(reml.RootElement.GetProperty("coefficients")[0]));
        Assert.Equal(17, reml.RootElement.GetProperty("coefficients")[1].GetProperty("df").GetDouble(), 1e-6);
    }

    [Fact]
    public void What_is_not_a_number_is_null()
    {
        CliResult result = Cli.Run("reml", "Yield ~ 1 + (1 | Batch)", "--data", Cli.Data("dyestuff2.csv"), "--format", "json");
        using JsonDocument reml = JsonDocument.Parse(result.Output);

        Assert.True(reml.RootElement.GetProperty("singular").GetBoolean());
        Assert.Equal("Batch: the variance of intercept is 0", reml.RootElement.GetProperty("collapsed")[0].GetString());
        Assert.Equal(JsonValueKind.Null, reml.RootElement.GetProperty("varianceComponents")[0].GetProperty("se").ValueKind);
    }

    [Fact]
    public void Warnings_are_in_the_document_and_on_the_error_stream()
    {
        using ScratchFolder folder = new();
        string data = folder.Write("t.csv", "g,x,z,y\n" + string.Concat(Enumerable.Range(0, 24).Select(i => $"{i % 6},{i},{2 * i},{Math.Sin(i * i)}\n")));
        CliResult result = Cli.Run("fit", "y ~ x + z + (1 | g)", "--data", data, "--format", "json", "--draws", "300");
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement warning = document.RootElement.GetProperty("diagnostics").GetProperty("warnings")[0];

        Assert.Equal("BL2101", warning.GetProperty("code").GetString());
        Assert.Equal("warning", warning.GetProperty("severity").GetString());
        Assert.Equal(1, warning.GetProperty("line").GetInt32());
        Assert.Contains("warning BL2101", result.Error, StringComparison.Ordinal);
    }

    private static JsonDocument Fit(params string[] more)
    {
        CliResult result = Cli.Run(["fit", .. Formula, .. more]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal("", result.ErrorButFewGroups);
        return JsonDocument.Parse(result.Output);
    }

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];
}
