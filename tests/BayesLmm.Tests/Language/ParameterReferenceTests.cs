using BayesLmm.Language;
using BayesLmm.Language.Syntax;

namespace BayesLmm.Tests.Language;

public sealed class ParameterReferenceTests
{
    [Theory]
    [InlineData("intercept", "intercept")]
    [InlineData("coefficients", "coefficients")]
    [InlineData("Sex[Male]", "Sex[Male]")]
    [InlineData("Variety[ Golden   rain ]:nitro", "Variety[Golden rain]:nitro")]
    [InlineData("f[\"a, b]\"]", "f[\"a, b]\"]")]
    [InlineData("dose[0.5]", "dose[0.5]")]
    [InlineData("age : Sex[Male]", "age:Sex[Male]")]
    [InlineData("I(x ^ 2)", "I(x^2)")]
    [InlineData("I((age-11)^2):Sex[Male]", "I((age - 11)^2):Sex[Male]")]
    [InlineData("poly(age,2)[1]", "poly(age, 2)[1]")]
    [InlineData("poly(age,2)1", "poly(age, 2)1")]
    [InlineData("sd", "sd")]
    [InlineData("`my column`", "`my column`")]
    public void Coefficients_have_one_canonical_name(string written, string name)
    {
        ParameterReference parameter = Parse(written);
        Assert.Equal(name, parameter.Name);
        Assert.Null(parameter.Kind);
        Assert.Empty(parameter.Arguments);
    }

    [Theory]
    [InlineData("sd(Subject)", "sd(Subject)", "sd", "Subject")]
    [InlineData("sd( Subject ,Days )", "sd(Subject, Days)", "sd", "Subject|Days")]
    [InlineData("sd(batch : cask)", "sd(batch:cask)", "sd", "batch:cask")]
    [InlineData("sd(g,poly(x,2)1)", "sd(g, poly(x, 2)1)", "sd", "g|poly(x, 2)1")]
    [InlineData("cor(Subject,intercept,Sex[Male])", "cor(Subject, intercept, Sex[Male])", "cor", "Subject|intercept|Sex[Male]")]
    public void Spreads_and_correlations_name_their_group_and_coefficients(string written, string name, string kind, string arguments)
    {
        ParameterReference parameter = Parse(written);
        Assert.Equal(name, parameter.Name);
        Assert.Equal(kind, parameter.Kind);
        Assert.Equal(arguments.Split('|'), parameter.Arguments.Select(argument => argument.Text));
    }

    private static ParameterReference Parse(string written) =>
        Assert.IsType<PriorStatement>(ModelParser.Parse($"y ~ x\nprior {written} ~ flat").SyntaxOrThrow().Statements[1]).Parameter;
}
