using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace BayesLmm.Cli.Tests;

/// <summary><c>blmm new</c>: guesses, and that whatever it writes is a model of the table.</summary>
public sealed partial class NewTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public static TheoryData<string> Tables =>
        [.. Directory.EnumerateFiles(Path.Combine(Cli.Root, "examples", "data"), "*.csv").Select(file => Path.GetFileName(file)).Order()];

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_starter_model_of_every_example_binds_to_its_data_with_and_without_the_commented_statements(string table)
    {
        CliResult result = Cli.Run("new", Cli.Data(table));

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.Error);
        Bind(result.Output);
        string uncommented = CommentedStatement().Replace(result.Output, "");
        Assert.NotEqual(result.Output, uncommented);
        BoundModel given = Bind(uncommented);
        Assert.All(given.Priors, prior => Assert.False(prior.IsDefault));
    }

    [Theory]
    [InlineData("cake.csv", "angle ~ 1 + temperature + recipe + (1 | replicate)")]
    [InlineData("dyestuff.csv", "Yield ~ 1 + (1 | Batch)")]
    [InlineData("insteval.csv", "y ~ 1 + studage + lectage + service + (1 | s) + (1 | d) + (1 | dept)")]
    [InlineData("machines.csv", "score ~ 1 + Machine + (1 | Worker)")]
    [InlineData("oats.csv", "yield ~ 1 + nitro + Variety + (1 | Block)")]
    [InlineData("orthodont.csv", "distance ~ 1 + age + Sex + (1 | Subject)")]
    [InlineData("pastes.csv", "strength ~ 1 + (1 | batch) + (1 | sample)")]
    [InlineData("penicillin.csv", "diameter ~ 1 + (1 | plate) + (1 | sample)")]
    [InlineData("radon.csv", "log_radon ~ 1 + floor + log_uranium + (1 | county)")]
    [InlineData("sleepstudy.csv", "Reaction ~ 1 + Days + (1 | Subject)")]
    [InlineData("cbpp.csv", "incidence ~ 1 + period + (1 | herd)\n\n# The response counts successes among the trials in size.\nfamily binomial trials size")]
    public void The_guess_is_what_a_statistician_would_begin_with(string table, string formula) =>
        Assert.Contains($"\n\n{formula}\n", Cli.Run("new", Cli.Data(table)).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("bacteria.csv", "present", "family bernoulli")]
    [InlineData("cbpp.csv", "incidence", "family binomial trials size")]
    [InlineData("epilepsy.csv", "count", "family negative_binomial")]
    [InlineData("salamanders.csv", "count", "family negative_binomial")]
    public void Responses_of_two_values_successes_and_counts_have_their_family(string table, string response, string family)
    {
        string text = Cli.Run("new", Cli.Data(table), "--response", response).Output;

        Assert.Contains($"\n{family}\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Bind(text).Warnings, warning => warning.Code is "BL2131" or "BL2132" or "BL2136");
    }

    [Theory]
    [InlineData("yes,no", "family bernoulli", "# The response has two values, and 'yes' counts as 1.\n")]
    [InlineData("0,1", "family bernoulli", "# The response has two values, and 1 counts as 1.\n")]
    [InlineData("1,2", "family bernoulli", "# The response has two values, and 2 counts as 1.\n")]
    [InlineData("0,0,1,2,0,1,1,0,2,3,0,1", "family poisson", "# The response looks like counts; ")]
    public void A_family_has_its_reason(string values, string family, string reason)
    {
        string[] y = values.Split(',');
        string rows = string.Concat(Enumerable.Range(0, 36).Select(i => $"g{i % 6},{i * 0.7},{y[i * 5 % y.Length]}\n"));
        CliResult result = Cli.Run("new", folder.Write("t.csv", "site,depth,y\n" + rows));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"{reason}", result.Output, StringComparison.Ordinal);
        Assert.Contains($"\n{family}\n", result.Output, StringComparison.Ordinal);
        Bind(result.Output);
    }

    [Theory]
    [InlineData("sleepstudy")]
    [InlineData("pastes")]
    [InlineData("cbpp")]
    public void A_starter_model_is_written_in_the_expected_words(string table) =>
        ExpectedText.Check("new_" + table, Cli.Run("new", Cli.Data(table + ".csv")).Output);

    [Fact]
    public void The_response_can_be_named()
    {
        CliResult result = Cli.Run("new", Cli.Data("cbpp.csv"), "--response", "incidence");

        Assert.Contains("\nincidence ~ 1 + period + (1 | herd)\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("# The response is incidence, as you said.\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_document_has_every_guess_and_the_text_of_the_model()
    {
        using JsonDocument document = JsonDocument.Parse(Cli.Run("new", Cli.Data("cbpp.csv"), "--format", "json").Output);
        JsonElement root = document.RootElement, columns = root.GetProperty("data").GetProperty("columns");

        Assert.Equal(
            ["model", "data", "response", "family", "predictors", "groups", "leftOut", "priors", "notes"],
            root.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ["name", "kind", "distinct", "lowest", "highest", "missing", "code", "use"], columns[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal(["group", "response", "trials", "predictor"], columns.EnumerateArray().Select(column => column.GetProperty("use").GetString()!));
        Assert.Equal("binomial", root.GetProperty("family").GetProperty("name").GetString());
        Assert.Equal("size", root.GetProperty("family").GetProperty("trials").GetString());
        Assert.Equal("up_to_trials", root.GetProperty("family").GetProperty("reason").GetString());
        Assert.Equal("name", root.GetProperty("response").GetProperty("reason").GetString());
        Assert.False(root.GetProperty("response").GetProperty("given").GetBoolean());
        Assert.Equal(0, root.GetProperty("groups")[0].GetProperty("slopes").GetArrayLength());
        Assert.Equal([true], root.GetProperty("predictors").EnumerateArray().Select(predictor => predictor.GetProperty("factorCode").GetBoolean()));
        Assert.Equal(Cli.Run("new", Cli.Data("cbpp.csv")).Output, root.GetProperty("model").GetProperty("text").GetString());
        Bind(root.GetProperty("model").GetProperty("text").GetString()!);
    }

    [Fact]
    public void Reasons_have_names_for_programs_and_words_for_people()
    {
        using JsonDocument pastes = JsonDocument.Parse(Cli.Run("new", Cli.Data("pastes.csv"), "--format", "json").Output);
        using JsonDocument given = JsonDocument.Parse(Cli.Run("new", Cli.Data("cbpp.csv"), "--response", "incidence", "--format", "json").Output);
        JsonElement cask = pastes.RootElement.GetProperty("leftOut")[0], response = given.RootElement.GetProperty("response");

        Assert.Equal(("cask", "same_within"), (cask.GetProperty("column").GetString(), cask.GetProperty("reason").GetString()));
        Assert.Equal("cask within batch is what sample says", cask.GetProperty("explanation").GetString());
        Assert.Equal("batch", pastes.RootElement.GetProperty("groups")[1].GetProperty("nestedIn").GetString());
        Assert.Equal("given", response.GetProperty("reason").GetString());
        Assert.True(response.GetProperty("given").GetBoolean());
    }

    [Fact]
    public void Pages_of_unusual_tables_are_well_formed()
    {
        string data = folder.Write("<b> & \"odd\".csv", "<i>,`q`,\"x\"\"y\"\n1.5,1,u\n2.5,2,v\n4.5,4,u\n3.5,9,v\n");
        XElement page = XDocument.Parse(Cli.Run("new", data, "--format", "html").Output).Root!;

        Assert.Empty(page.Descendants(page.Name.Namespace + "i"));
        Assert.Contains(page.Descendants(page.Name.Namespace + "th"), cell => cell.Value == "<i>");
    }

    [Fact]
    public void Missing_values_are_counted_and_what_is_of_no_use_is_left_out_with_its_reason()
    {
        string data = folder.Write("t.csv", "name,g,y,x,c,z,w\n" + string.Concat(Enumerable.Range(0, 40).Select(i =>
            $"n{i},g{i % 8},{i * i % 17}.5,{(i % 9 == 0 ? "NA" : i)},7,{(i == 3 ? "inf" : "2.5")},{(i % 3 == 0 ? i : "NA")}\n")));
        string output = Cli.Run("new", data).Output;

        Assert.Equal(0, Cli.Run("new", data).ExitCode);
        Assert.Contains("\ny ~ 1 + x + (1 | g)\n", output, StringComparison.Ordinal);
        Assert.Contains("# Rows with a missing value are dropped; there are some in x (5).", output, StringComparison.Ordinal);
        Assert.Contains("# name is left out: nearly every row has a value of its own.", output, StringComparison.Ordinal);
        Assert.Contains("# c is left out: its values are all equal.", output, StringComparison.Ordinal);
        Assert.Contains("# z is left out: it has infinite values.", output, StringComparison.Ordinal);
        Assert.Contains("# w is left out: most of its values are missing.", output, StringComparison.Ordinal);
        Bind(output);
    }

    [Fact]
    public void Of_many_columns_a_few_are_taken_and_the_others_named_on_one_line()
    {
        Random random = new(1);
        string data = folder.Write("wide.csv", "y,a,b,c,d,e,f,g,h\n" + string.Concat(Enumerable.Range(0, 30).Select(_ =>
            string.Join(',', Enumerable.Range(0, 9).Select(_ => random.NextDouble().ToString("F3", System.Globalization.CultureInfo.InvariantCulture)))
                + "\n")));
        string output = Cli.Run("new", data).Output;

        Assert.Contains("\ny ~ 1 + a + b + c + d + e + f\n", output, StringComparison.Ordinal);
        Assert.Contains("# g, h are left out: to keep the start simple; the formula takes more.\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b,`q`,\"x\"\"y\"\n1.5,1,u\n2.5,2,v\n4.5,4,u\n3.5,9,v\n")]
    [InlineData("y\n1\n2\n4\n")]
    [InlineData("y,a,b\n1,1,2\n2,2,4\n")]
    [InlineData("prior,data,across\n1.5,2,x\n2.5,1,y\n3,5,x\n1,4,y\n2,2,x\n9,1,y\n")]
    [InlineData("é,数\n1.5,甲\n2.5,乙\n3.5,甲\n9,乙\n1,甲\n2,乙\n")]
    public void Unusual_tables_have_starter_models_that_bind(string table)
    {
        CliResult result = Cli.Run("new", folder.Write("it's \"odd\".csv", table));

        Assert.True(result.ExitCode == 0, result.Error);
        Bind(result.Output);
    }

    [Fact]
    public void Any_table_has_a_starter_model_that_binds_or_a_diagnostic()
    {
        // Rows, kinds of columns and values at random; the seed is fixed, and the table is in the message.
        Random random = new(20261123);
        int bound = 0;
        for (int trial = 0; trial < 200; trial++)
        {
            int rows = random.Next(1, 60), columns = random.Next(1, 7);
            int[] kinds = [.. Enumerable.Range(0, columns).Select(_ => random.Next(7))];
            string table = string.Join(',', kinds.Select((_, c) => $"c{c}")) + "\n" + string.Concat(Enumerable.Range(0, rows).Select(row =>
                string.Join(',', kinds.Select(kind => random.Next(12) == 0 ? "NA" : Cell(kind, row, random))) + "\n"));
            CliResult result = Cli.Run("new", folder.Write("t.csv", table));

            Assert.True(result.ExitCode is 0 or 1, table + result.Error);
            if (result.ExitCode == 0)
            {
                Bind(result.Output);
                bound++;
            }
            else
            {
                AssertUserError(result, "error BL");
            }
        }

        Assert.True(bound > 100, $"Only {bound} tables had a model.");
    }

    private static string Cell(int kind, int row, Random random) => kind switch
    {
        0 => random.NextDouble().ToString("F3", System.Globalization.CultureInfo.InvariantCulture),
        1 => random.Next(1, 5).ToString(System.Globalization.CultureInfo.InvariantCulture),
        2 => "g" + (row % 6),
        3 => (row / 4).ToString(System.Globalization.CultureInfo.InvariantCulture),
        4 => "n" + row,
        5 => "7",
        _ => random.Next(20) == 0 ? "inf" : "1.5",
    };

    [Theory]
    [InlineData("BL1001", "nowhere.csv")]
    [InlineData("Required argument 'DATA' missing")]
    [InlineData("There is no option '--foo'.", "--foo")]
    public void What_is_wrong_with_the_command_is_explained(string words, params string[] arguments) => AssertUserError(Cli.Run(["new", .. arguments]), words);

    [Theory]
    [InlineData("BL4007", "Reactoin", "    Did you mean 'Reaction'?")]
    [InlineData("BL4008", "who", "it holds text")]
    [InlineData("BL4008", "one", "its values are all equal")]
    public void A_response_that_cannot_be_one_is_explained(string code, string response, string words)
    {
        string data = folder.Write("t.csv", "Reaction,who,one\n1,a,1\n2,b,1\n3,a,1\n");
        CliResult result = Cli.Run("new", data, "--response", response);

        AssertUserError(result, code);
        Assert.Contains(words.Trim(), result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_without_a_possible_response_is_explained() => AssertUserError(Cli.Run("new", folder.Write("t.csv", "a,b\nx,1\ny,1\n")), "BL4009");

    public void Dispose() => folder.Dispose();

    private static BoundModel Bind(string text)
    {
        Model model = Model.Parse(text);
        return model.Bind(TableReader.Read(model.DataPath!, model.Columns));
    }

    private static void AssertUserError(CliResult result, string words)
    {
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.DoesNotContain("Exception", result.Error, StringComparison.Ordinal);
    }

    [GeneratedRegex("^# (?=prior .* ~|sample chains|missing error)", RegexOptions.Multiline)]
    private static partial Regex CommentedStatement();
}
