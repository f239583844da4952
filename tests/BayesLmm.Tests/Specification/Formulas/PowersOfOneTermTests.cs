namespace BayesLmm.Tests.Specification.Formulas;

/// <summary>Powers that are not what they look like.</summary>
public class PowersOfOneTermTests
{
    [Theory]
    [InlineData("y ~ x + x^2", "x^2", "x")]
    [InlineData("y ~ x + (1 + x**3 | g)", "x^3", "x")]
    [InlineData("y ~ z * (x:f)^2", "(x:f)^2", "(x:f)")]
    [InlineData("y ~ log(x)^2 - 1", "log(x)^2", "log(x)")]
    [InlineData("y ~ 1 + x\nacross g\n    x ~ 1 + w^2", "w^2", "w")]
    public void A_power_of_one_term_is_warned_of(string text, string power, string term)
    {
        Diagnostic warning = Assert.Single(Model.Parse(text).Warnings);
        Assert.Equal((Severity.Warning, "BL2120"), (warning.Severity, warning.Code));
        Assert.Equal(
            $"In a formula '{power}' is '{term}', because '^' crosses terms, as in R; for the power of a column write I({power}).", warning.Message);
    }

    [Theory]
    [InlineData("y ~ x * x", "x * x", "x", "I(x * x)")]
    [InlineData("y ~ z + x:x", "x:x", "x", "I(x * x)")]
    [InlineData("y ~ z + (1 + x * x | g)", "x * x", "x", "I(x * x)")]
    [InlineData("y ~ log(x):log(x)", "log(x):log(x)", "log(x)", "I(log(x) * log(x))")]
    [InlineData("y ~ 1 + x\nacross g\n    x ~ 1 + w * w", "w * w", "w", "I(w * w)")]
    public void A_product_of_a_term_with_itself_is_warned_of(string text, string product, string term, string square)
    {
        Diagnostic warning = Assert.Single(Model.Parse(text).Warnings);
        Assert.Equal((Severity.Warning, "BL2120"), (warning.Severity, warning.Code));
        Assert.Equal($"In a formula '{product}' is '{term}', because terms are crossed, as in R; for the square of a column write {square}.", warning.Message);
    }

    [Theory]
    [InlineData("y ~ (x + f)^2")]
    [InlineData("y ~ x * f + x:z")]
    [InlineData("y ~ I(x * x) + (1 | g)")]
    [InlineData("y ~ I(x^2) + x^1")]
    [InlineData("y ~ log(x^2) + (1 | g)")]
    [InlineData("log(y^2) ~ x\nlet z = x^2\nwhere x^2 > 3")]
    public void Powers_that_mean_something_are_not(string text) => Assert.Empty(Model.Parse(text).Warnings);

    [Fact]
    public void The_model_is_the_one_without_the_power() =>
        Assert.Equal(FormulaText.Compile("y ~ x + (x | g)"), FormulaText.Compile("y ~ x + x^2 + (x^2 | g)"));
}
