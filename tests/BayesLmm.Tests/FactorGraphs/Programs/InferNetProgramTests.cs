using System.Globalization;
using System.Text.RegularExpressions;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.FactorGraphs.Programs;

public partial class InferNetProgramTests
{
    public static TheoryData<string> Small => [.. ModelFiles.Names.Where(name => name != "sleepstudy_student")];

    /// <summary>The texts were run with the package, and gave the numbers of the Infer.NET engine to the seven digits that they print.</summary>
    [Theory]
    [InlineData("sleepstudy")]
    [InlineData("penicillin")]
    public void The_text_is_the_recorded_one(string name)
    {
        string recorded = File.ReadAllText(Repository.PathOf("tests", "BayesLmm.Tests", "FactorGraphs", "Programs", name + ".cs.txt"));

        Assert.Equal(recorded, InferNetProgram.Write(ModelFiles.Bind(name)));
    }

    [Theory]
    [MemberData(nameof(Small))]
    public void The_program_reports_every_parameter_by_its_name_and_brackets_are_balanced(string name)
    {
        BoundModel model = ModelFiles.Bind(name);

        string text = InferNetProgram.Write(model);

        Assert.All(model.Parameters, parameter => Assert.Contains($"\"{parameter.Name}\"", text, StringComparison.Ordinal));
        string code = string.Join('\n', text.Split('\n').Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));
        foreach ((char open, char close) in ((char, char)[])[('(', ')'), ('[', ']'), ('{', '}')])
        {
            Assert.Equal(code.Count(c => c == open), code.Count(c => c == close));
        }

        Assert.Equal(text.TrimEnd() + "\n", text);
    }

    [Theory]
    [MemberData(nameof(Small))]
    public void Numbers_read_back_as_they_are(string name)
    {
        BoundModel model = ModelFiles.Bind(name);

        string text = InferNetProgram.Write(model);

        Assert.Equal(model.Design.Response, Numbers(text, "double[] y"));
        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            Assert.Equal(model.Design.RandomTerms[k].Codes.Select(code => (double)code), Numbers(text, $"int[] g{k + 1}"));
        }
    }

    [Fact]
    public void Priors_of_whole_numbers_are_not_divided_as_integers()
    {
        string text = InferNetProgram.Write(
            Reference.Read("reml", "sleepstudy_uncorrelated").Bind(
                "prior intercept ~ normal(250, 100)\nprior Days ~ cauchy(10, 20)\nprior sd(Subject) ~ student_t(3, 0, 50)\nprior sigma ~ student_t(4, 0, 30)"));

        Assert.Contains("1 / (100.0 * 100.0)", text, StringComparison.Ordinal);
        Assert.Contains("1 / (3.0 * 50.0 * 50.0)", text, StringComparison.Ordinal);
        Assert.Contains("GammaFromShapeAndRate(0.5, 0.5 * 20.0 * 20.0)", text, StringComparison.Ordinal);
        Assert.Contains("GammaFromShapeAndRate(2.0, tauRate)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Known_values_weights_and_offsets_are_in_the_rows()
    {
        string text = InferNetProgram.Write(
            Reference.Read("reml", "sleepstudy_uncorrelated")
                .Bind("prior Days ~ constant(9)\nprior sd(Subject, Days) ~ constant(0.5)\nprior sigma ~ constant(25)\nweights 1 + Days\noffset 2 * Days"));

        Assert.Contains("response[i] = y[i] - offset[i];", text, StringComparison.Ordinal);
        Assert.Contains("response[i] -= 9.0 * (x1[i] - ", text, StringComparison.Ordinal);
        Assert.Contains("W[i] *= Math.Sqrt(weights[i]);", text, StringComparison.Ordinal);
        Assert.Contains("priorPrecision[at, at] = 4;", text, StringComparison.Ordinal);
        Assert.Contains("Variable<double> tau = Variable.Observed(0.0016).Named(\"tau\");", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"sigma\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_would_end_a_string_or_a_comment_are_escaped()
    {
        Table table = Table.FromRecords(
            Enumerable.Range(0, 12).Select(i => new Measurement("\"level\"\\\n" + (i / 3), Math.Sin(7 * i))), "odd");

        string text = InferNetProgram.Write(Model.Parse("y ~ 1 + (1 | g)").Bind(table));

        Assert.Contains("\"\\\"level\\\"\\\\\\u000A0\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n0\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("insteval", "y ~ 1 + (1 | d)",
        "The program holds all coefficients and group effects in one normal vector of at most 300; this model has 1129. The engines hmc and vmp have no such "
            + "limit.")]
    [InlineData("insteval", "y ~ 1 + (1 | service)",
        "The program has its data in its text, of at most 20000 numbers; this model has 146842. The engines hmc and vmp have no such limit.")]
    [InlineData("radon", "log_radon ~ floor + (1 | county) + (0 + floor | county) + (0 + log_uranium | county)", "Every one of 919 rows sends a message of ")]
    [InlineData("sleepstudy", "Reaction ~ Days + (1 | Subject)\nfactor Subject\nfamily student_t",
        "The Infer.NET program is of normal residuals, and this model's are student_t; the engines hmc and vmp have both.")]
    public void What_is_too_large_or_has_no_program_is_refused_with_the_engines_that_can(string data, string model, string message)
    {
        BoundModel bound = Model.Parse(model).Bind(TableReader.Read(Repository.PathOf("examples", "data", data + ".csv")));

        Assert.StartsWith(message, Assert.Throws<NotSupportedException>(() => InferNetProgram.Write(bound)).Message, StringComparison.Ordinal);
    }

    private static double[] Numbers(string text, string declaration)
    {
        Match list = Regex.Match(text, Regex.Escape(declaration) + @" =\s*\[([^\]]*)\];");
        Assert.True(list.Success, declaration);
        return [.. Number().Matches(list.Groups[1].Value).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture))];
    }

    [GeneratedRegex(@"[^\s,]+")]
    private static partial Regex Number();

    private sealed record Measurement(string g, double y);
}
