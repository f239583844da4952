using System.Text.Json;
using System.Text.Json.Nodes;

namespace BayesLmm.Cli.Tests;

/// <summary>Saved fits in the place of models.</summary>
public sealed class SavedFitTests : IDisposable
{
    private static readonly string[] Short = ["--chains", "2", "--draws", "40", "--seed", "5", "--quiet"];

    private readonly ScratchFolder folder = new();

    /// <summary>All models with normal or student_t residuals: other families have no pooling, no REML and no graph.</summary>
    public static TheoryData<string> Models =>
        [.. Directory.EnumerateFiles(Path.GetDirectoryName(Cli.Model("x"))!, "*.blmm").Select(file => Path.GetFileNameWithoutExtension(file))
            .Where(name => ModelOf(name).HasReml).Order()];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Models))]
    public void A_saved_fit_answers_as_the_fit_does(string name)
    {
        string saved = folder.PathOf("x.blmmfit");
        CliResult fit = Cli.Run(["fit", Cli.Model(name), .. Short, "--format", "json", "--save", saved]);
        Assert.Contains("Saved: ", fit.Error, StringComparison.Ordinal);
        Assert.Equal(WithoutTimes(fit.Output), WithoutTimes(Cli.Run("fit", saved, "--format", "json").Output));
        string difference = string.Join(" - ", ModelOf(name).GroupTerms[0].Levels.Take(2));
        foreach (string[] command in (string[][])[.. Commands, ["groups", "--coefficients", "--hdi", "--difference", difference, "--format", "json"]])
        {
            bool samples = command[0] is "predict" or "means" or "check" or "loo" or "groups";
            CliResult expected = Cli.Run([.. command[..1], Cli.Model(name), .. command[1..], .. samples ? Short : []]);
            CliResult found = Cli.Run([.. command[..1], saved, .. command[1..]]);
            Assert.Equal(WithoutTimes(expected.Output), WithoutTimes(found.Output));
            Assert.Equal(expected.ExitCode, found.ExitCode);
            Assert.Equal(expected.Error, found.Error);
        }
    }

    private static BoundModel ModelOf(string name)
    {
        Model model = Model.Parse(File.ReadAllText(Cli.Model(name)));
        return model.Bind(TableReader.Read(Path.Combine(Path.GetDirectoryName(Cli.Model(name))!, model.DataPath!), model));
    }

    private static readonly string[][] Commands =
    [
        ["predict", "--groups", "new", "--format", "json"],
        ["predict", "--augment", "--format", "json"],
        ["means", "--average-over", "data", "--format", "json"],
        ["check", "--format", "json"],
        ["loo", "--sensitivity", "--format", "json"],
        ["groups", "--ranks", "--pooling", "--level", "0.9", "--format", "json"],
        ["reml", "--format", "json"],
        ["explain", "--format", "json"],
        ["prior", "--format", "json"],
        ["graph", "--format", "json"],
    ];

    [Theory]
    [InlineData("--engine", "gibbs")]
    [InlineData("--engine", "vmp")]
    [InlineData("--against", "vmp")]
    public void So_does_one_of_another_engine(string option, string engine)
    {
        string saved = folder.PathOf("x.blmmfit");
        CliResult fit = Cli.Run(["fit", Cli.Model("dyestuff"), .. Short, option, engine, "--format", "json", "--save", saved]);
        string[] again = option == "--against" ? [option, engine] : [];
        Assert.Equal(WithoutTimes(fit.Output), WithoutTimes(Cli.Run(["fit", saved, "--format", "json", .. again]).Output));
    }

    [Theory]
    [InlineData("loo")]
    [InlineData("waic")]
    [InlineData("evidence")]
    public void Saved_fits_are_compared_as_fits_are(string by)
    {
        string first = folder.Write("a.blmm", "data \"t.csv\"\nprior intercept ~ normal(0, 10)\nprior sigma ~ exponential(1)\n"
            + "prior sd(g, intercept) ~ exponential(1)\ny ~ 1 + (1 | g)\n"), second = folder.PathOf("b.blmm");
        File.WriteAllText(second, File.ReadAllText(first).Replace("normal(0, 10)", "normal(0, 1)", StringComparison.Ordinal));
        folder.Write("t.csv", Table(4));
        string[] saved = [folder.PathOf("a.blmmfit"), folder.PathOf("b.blmmfit")], settings = ["--draws", "60", "--seed", "3", "--quiet"];
        string[] engine = by == "evidence" ? ["--engine", "importance"] : [];
        Cli.Run(["fit", first, .. engine, .. settings, "--save", saved[0]]);
        Cli.Run(["fit", second, .. engine, .. settings, "--save", saved[1]]);
        Assert.Equal(Numbers(Cli.Run(["compare", first, second, "--by", by, "--format", "json", .. settings])),
            Numbers(Cli.Run(["compare", .. saved, "--by", by, "--format", "json"])));
    }

    /// <summary>A report without the names of files and without times.</summary>
    private static string Numbers(CliResult result)
    {
        Assert.NotEqual("", result.Output);
        return WithoutTimes(result.Output.Replace(".blmmfit", ".blmm", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("predict")]
    [InlineData("means", "--average-over", "data")]
    [InlineData("groups")]
    [InlineData("check")]
    [InlineData("loo")]
    public void Every_command_that_samples_saves_the_fit_and_updates_it(string command, params string[] options)
    {
        string model = folder.Write("m.blmm", "data \"t.csv\"\ny ~ 1 + (1 | g)\n"), saved = folder.PathOf("x.blmmfit");
        folder.Write("t.csv", Table(4));
        string[] update = [command, model, .. options, .. Short, "--format", "json", "--save", saved, "--update"];
        CliResult first = Cli.Run(update), second = Cli.Run(update), of = Cli.Run([command, saved, .. options, "--format", "json", "--quiet"]);
        Assert.Contains($"Saved: {saved}", first.Error, StringComparison.Ordinal);
        Assert.Contains($"blmm: '{saved}' is up to date", second.Error, StringComparison.Ordinal);
        Assert.Equal(WithoutTimes(first.Output), WithoutTimes(second.Output));
        Assert.Equal(WithoutTimes(first.Output), WithoutTimes(of.Output));
        File.WriteAllText(folder.PathOf("t.csv"), Table(5));
        Assert.Contains("is fitted again: the data in ", Cli.Run([command, saved, .. options, "--update", "--quiet"]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_data_are_needed_for_their_other_columns_alone()
    {
        string data = folder.PathOf("rails.csv"), model = folder.Write("m.blmm", "data \"rails.csv\"\ny ~ 1 + (1 | g)\n"), saved = folder.PathOf("x.blmmfit");
        File.WriteAllText(data, Table(4));
        Assert.Contains("Saved: ", Cli.Run(["fit", model, .. Short, "--save", saved]).Error, StringComparison.Ordinal);
        string rows = Cli.Run("predict", saved, "--augment").Output;
        Assert.Contains("note", rows, StringComparison.Ordinal);

        File.WriteAllText(data, Table(5));
        Assert.Contains($"error BL4020: '{data}' does not have the data that '{saved}' was fitted to", Cli.Run("predict", saved, "--augment").Error,
            StringComparison.Ordinal);
        File.Delete(data);
        Assert.Contains(
            $"error BL4019: The data of the saved fit '{saved}' cannot be read: ", Cli.Run("predict", saved, "--augment").Error,
            StringComparison.Ordinal);
        Assert.Contains("\"row\": 24", Cli.Run("predict", saved, "--format", "json").Output, StringComparison.Ordinal);
        string moved = folder.Write("moved.csv", Table(4));
        Assert.Equal(rows, Cli.Run("predict", saved, "--augment", "--data", moved).Output);
    }

    [Fact]
    public void An_update_fits_again_only_what_changed_and_says_what()
    {
        string data = folder.PathOf("t.csv"), model = folder.Write("m.blmm", "data \"t.csv\"\ny ~ 1 + (1 | g)\n"), saved = folder.PathOf("x.blmmfit");
        File.WriteAllText(data, Table(4));
        string[] fit = ["fit", model, .. Short, "--save", saved, "--update"];
        Assert.DoesNotContain("fitted again", Cli.Run(fit).Error, StringComparison.Ordinal);
        byte[] first = File.ReadAllBytes(saved);
        Assert.Contains($"blmm: '{saved}' is up to date", Cli.Run(fit).Error, StringComparison.Ordinal);
        Assert.Contains($"blmm: '{saved}' is up to date", Cli.Run("fit", saved, "--update").Error, StringComparison.Ordinal);
        Assert.Equal(first, File.ReadAllBytes(saved));

        File.WriteAllText(data, Table(5));
        Assert.Contains($"blmm: The model is fitted again: the data in '{data}' changed.", Cli.Run("fit", saved, "--update").Error, StringComparison.Ordinal);
        Assert.Contains("is up to date", Cli.Run(fit).Error, StringComparison.Ordinal);
        File.WriteAllText(model, "data \"t.csv\"\ny ~ 1 + (1 | g)\nprior intercept ~ normal(0, 10)\n");
        Assert.Contains("fitted again: the text of the model changed.", Cli.Run(fit).Error, StringComparison.Ordinal);
        Assert.Contains("other settings are asked for (--draws).", Cli.Run("fit", saved, "--update", "--draws", "60").Error, StringComparison.Ordinal);
        JsonNode sampler = JsonNode.Parse(Cli.Run("fit", saved, "--format", "json").Output)!["sampler"]!;
        Assert.Equal((60, 2, 5), ((int)sampler["draws"]!, (int)sampler["chains"]!, (int)sampler["seed"]!));

        byte[] whole = File.ReadAllBytes(saved);
        File.WriteAllBytes(saved, whole[..^1]);
        Assert.Contains($"fitted again: '{saved}' is damaged: ", Cli.Run(fit).Error, StringComparison.Ordinal);
        Assert.Contains("is up to date", Cli.Run(fit).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BL4016", "fit", "cut.blmmfit")]
    [InlineData("BL4016", "reml", "text.blmmfit")]
    [InlineData("BL4017", "fit", "x.blmmfit", "--seed", "2")]
    [InlineData("BL4017", "predict", "x.blmmfit", "--engine", "gibbs")]
    [InlineData("BL4017", "means", "x.blmmfit", "--factor", "g")]
    [InlineData("BL4020", "reml", "x.blmmfit", "--data", "other.csv")]
    [InlineData("BL4021", "fit", "y ~ 1 + (1 | g)", "--data", "other.csv", "--update")]
    [InlineData("BL4022", "fit", "x.blmmfit", "--update")]
    public void What_a_saved_fit_cannot_do_is_refused(string code, string command, string model, params string[] options)
    {
        string source = folder.Write("m.blmm", "data \"t.csv\"\ny ~ 1 + (1 | g)\n");
        folder.Write("t.csv", Table(4));
        folder.Write("other.csv", Table(5));
        folder.Write("text.blmmfit", "y ~ 1 + (1 | g)\n");
        Cli.Run(["fit", source, .. Short, "--save", folder.PathOf("x.blmmfit")]);
        File.WriteAllBytes(folder.PathOf("cut.blmmfit"), File.ReadAllBytes(folder.PathOf("x.blmmfit"))[..1000]);
        File.Delete(source);

        CliResult refused = Cli.Run([command, model.EndsWith("fit", StringComparison.Ordinal) ? folder.PathOf(model) : model,
            .. options.Select(option => option.EndsWith(".csv", StringComparison.Ordinal) ? folder.PathOf(option) : option)]);
        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith($"error {code}: ", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fit_is_saved_only_under_a_name_that_says_so()
    {
        CliResult refused = Cli.Run("fit", Cli.Model("dyestuff"), "--save", folder.PathOf("x.bin"));
        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("blmm: --save: fits are saved to files that end in .blmmfit, not to '", refused.Error, StringComparison.Ordinal);
    }

    /// <summary>24 rows in six groups, with a column that no model uses.</summary>
    [Fact]
    public void What_a_saved_fit_does_not_have_is_said()
    {
        string priors = folder.PathOf("priors.blmmfit"), bare = folder.PathOf("bare.blmmfit");
        Cli.Run(["fit", Cli.Model("sleepstudy_priors"), .. Short, "--save", priors]);
        Assert.Contains(
            $"error BL4023: '{priors}' has no marginal likelihood", Cli.Run("compare", priors, priors, "--by", "evidence").Error, StringComparison.Ordinal);

        double[] y = [1, 2, 3, 5, 4, 6, 7, 8];
        Table table = BayesLmm.Table.FromColumns("t", Column.Numeric("y", y), Column.Categorical("g", ["a", "a", "b", "b", "c", "c", "d", "d"]));
        Model.Parse("y ~ 1 + (1 | g)").Bind(table).Sample(new DrawOptions { Draws = 50 }).Save(bare);
        Assert.Contains("error BL4018: ", Cli.Run("predict", bare, "--augment").Error, StringComparison.Ordinal);
    }

    private static string Table(int step) => "g,y,note\n" + string.Concat(
        Enumerable.Range(0, 24).Select(i => FormattableString.Invariant($"g{i % 6},{(i % 6) + (i * step % 7 * 0.5)},n{i}\n")));

    /// <summary>A JSON document without what is measured by the clock.</summary>
    private static string WithoutTimes(string output)
    {
        JsonNode document = JsonNode.Parse(output)!;
        (document as JsonObject)?.Remove("timings");
        Remove(document);
        return document.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    private static void Remove(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            foreach (string name in members.Select(member => member.Key).Where(name => name.EndsWith("econds", StringComparison.Ordinal)).ToArray())
            {
                members.Remove(name);
            }

            foreach ((_, JsonNode? value) in members)
            {
                Remove(value);
            }
        }
        else if (node is JsonArray items)
        {
            foreach (JsonNode? item in items)
            {
                Remove(item);
            }
        }
    }
}
