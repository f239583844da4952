namespace BayesLmm.Cli.Tests;

/// <summary>Every kind of bad input ends with exit code 1, a diagnostic on the error stream, nothing on the output, and no stack trace.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Table = "day,y,g,text,one,c,wild\n1,2.5,a,x,k,3,1\n2,3.5,a,y,k,3,inf\n3,1,b,x,k,3,2\n4,7,b,y,k,3,4\n5,6,b,x,k,3,1\n";

    private readonly ScratchFolder folder = new();

    [Theory]
    [InlineData("y ~ dya + (1 | g)", "BL2001", "    y ~ dya + (1 | g)\n        ^^^\n    Did you mean 'day'?")]
    [InlineData("text ~ day + (1 | g)", "BL2003", "must be numeric, but holds text such as 'x'")]
    [InlineData("y ~ day + (1 | one)", "BL2007", "                   ^^^")]
    [InlineData("c ~ day + (1 | g)", "BL2004", "is 3 in every row")]
    [InlineData("y ~ day * g * text + wild", "BL2009", "an infinite value in data row 2")]
    [InlineData("y ~ day * g * text", "BL2006", "There are 5 rows for 5 coefficients")]
    [InlineData("y ~ day + (1 | ", "BL0012", "never closed")]
    [InlineData("y ~ day + (1 | g)\nprior dya ~ normal(0, 1)", "BL3001", "    Did you mean 'day'?")]
    [InlineData("# nothing", "BL0001", "The model is empty")]
    [InlineData("", "BL0001", "The model is empty")]
    public void A_wrong_model_is_explained_with_its_place(string text, string code, string words)
    {
        folder.Write("table.csv", Table);
        string model = folder.Write("model.blmm", text);

        foreach (string command in (string[])["fit", "reml"])
        {
            CliResult result = Cli.Run(command, model, "--data", folder.PathOf("table.csv"));

            AssertUserError(result, code);
            Assert.Contains(words, result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_missing_model_file_is_named_with_the_nearest_one_there_is()
    {
        folder.Write("sleepstudy.blmm", "y ~ 1");

        CliResult result = Cli.Run("fit", folder.PathOf("sleepstudi.blmm"));

        AssertUserError(result, "BL4001");
        Assert.Contains($"Did you mean '{folder.PathOf("sleepstudy.blmm")}'?", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_file_without_its_extension_is_suggested_with_it()
    {
        folder.Write("a.blmm", "y ~ 1");

        Assert.Contains("a.blmm'?", Cli.Run("fit", folder.PathOf("a")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_data_file_is_shown_where_the_model_names_it()
    {
        CliResult result = Cli.Run("fit", folder.Write("m.blmm", "data \"nowhere.csv\"\ny ~ 1\n"));

        AssertUserError(result, "BL1001");
        Assert.Contains("m.blmm:1:6: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("    data \"nowhere.csv\"\n         ^", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_file_whose_name_no_file_can_have_is_refused() =>
        AssertUserError(Cli.Run("fit", folder.Write("m.blmm", "data \"a\0b.csv\"\ny ~ 1\n")), "BL1009");

    [Fact]
    public void An_empty_data_file_is_refused() =>
        AssertUserError(Cli.Run("fit", "y ~ 1", "--data", folder.Write("empty.csv", "")), "BL1003");

    [Fact]
    public void A_folder_is_no_model() => AssertUserError(Cli.Run("fit", Cli.Root), "BL4002");

    [Fact]
    public void A_file_that_is_not_text_is_no_model()
    {
        File.WriteAllBytes(folder.PathOf("m.blmm"), [0xff, 0xfe, 0x41, 0x00]);

        AssertUserError(Cli.Run("fit", folder.PathOf("m.blmm")), "BL4003");
    }

    [Fact]
    public void A_model_without_data_is_told_what_to_add()
    {
        CliResult formula = Cli.Run("fit", "y ~ 1 + (1 | g)"), file = Cli.Run("fit", folder.Write("m.blmm", "y ~ 1 + (1 | g)"));

        AssertUserError(formula, "BL4005");
        AssertUserError(file, "BL4005");
        Assert.Contains("A formula needs its data: add --data FILE.", formula.Error, StringComparison.Ordinal);
        Assert.Contains("add a line 'data \"FILE\"' to it", file.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_response_that_the_model_fits_exactly_is_explained()
    {
        string data = folder.Write("exact.csv", "g,x,y\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"{i % 3},{i},{3 + (2 * i)}\n")));

        foreach (string command in (string[])["fit", "reml"])
        {
            CliResult result = Cli.Run(command, "y ~ x + (1 | g)", "--data", data);

            AssertUserError(result, "BL");
            Assert.Contains("exactly", result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_response_that_is_constant_within_its_groups_is_explained()
    {
        string data = folder.Write("groups.csv", "g,y\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"{i % 4},{i % 4 * 1.5}\n")));

        foreach (string command in (string[])["fit", "reml"])
        {
            CliResult result = Cli.Run(command, "y ~ 1 + (1 | g)", "--data", data);

            AssertUserError(result, "BL");
            Assert.Contains("exactly", result.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("There is no option '--foo'.", "fit", "--foo")]
    [InlineData("Did you mean '--draws'?", "fit", "m.blmm", "--drwas", "10")]
    [InlineData("--draws takes a whole number from 1 to 100000000, not 'many'.", "fit", "m.blmm", "--draws", "many")]
    [InlineData("--chains takes a whole number from 1 to 1000, not '0'.", "fit", "m.blmm", "--chains", "0")]
    [InlineData("--target-acceptance takes a number above 0 and below 1, not '1'.", "fit", "m.blmm", "--target-acceptance", "1")]
    [InlineData("--format takes text, json, csv, markdown, latex or html, not 'xml'.", "fit", "m.blmm", "--format", "xml")]
    [InlineData("Did you mean 'fit'?", "fti", "m.blmm")]
    [InlineData("Required command was not provided.")]
    [InlineData("Required argument 'MODEL' missing for command: 'fit'.", "fit")]
    public void A_wrong_command_line_is_explained(string words, params string[] arguments)
    {
        CliResult result = Cli.Run(arguments);

        AssertUserError(result, words);
    }

    [Fact]
    public void A_factor_that_is_no_column_is_explained_where_the_command_line_adds_it()
    {
        CliResult result = Cli.Run("fit", "Reaction ~ Days + (1 | Subject)", "--data", Cli.Data("sleepstudy.csv"), "--factor", "Subjet");

        AssertUserError(result, "BL2001");
        Assert.Contains("Did you mean 'Subject'?", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static void AssertUserError(CliResult result, string words)
    {
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", result.Error, StringComparison.Ordinal);
    }
}
