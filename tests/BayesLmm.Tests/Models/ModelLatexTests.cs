using BayesLmm.Models.Latex;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Models;

public class ModelLatexTests
{
    public static TheoryData<string> Names => [.. ModelFiles.All];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_model_is_one_well_formed_align(string name)
    {
        BoundModel model = ModelFiles.Bind(name);

        AssertWellFormed(ModelLatex.Write(model));
        AssertWellFormed(ModelLatex.Write(model.Specification));
    }

    [Fact]
    public void Every_parameter_has_a_line_with_its_prior()
    {
        string latex = ModelLatex.Write(ModelFiles.Bind("sleepstudy_priors"));

        Assert.Contains(@"\beta_{0} + \beta_{1}\,\overline{\text{Days}} &\sim \mathrm{normal}(250,\ 100)", latex, StringComparison.Ordinal);
        Assert.Contains(@"\beta_{1} &\sim \mathrm{normal}(0,\ 20)", latex, StringComparison.Ordinal);
        Assert.Contains(@"{s_{1}} &\sim \mathrm{student\_t}^{+}(3,\ 0,\ 50)", latex, StringComparison.Ordinal);
        Assert.Contains(@"R &\sim \mathrm{lkj}(2)", latex, StringComparison.Ordinal);
        Assert.Contains(@"\sigma &\sim \mathrm{exponential}(0.02)", latex, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("y ~ x\nfamily bernoulli", @"\text{y}_{i} &\sim \mathrm{Bernoulli}(p_{i})", @"\operatorname{logit}(p_{i}) &= \beta_{0}")]
    [InlineData(
        "y ~ x\nfamily binomial trials n, link probit", @"\text{y}_{i} &\sim \mathrm{Binomial}(m_{i},\ p_{i})", @"\Phi^{-1}(p_{i}) &= \beta_{0}")]
    [InlineData("y ~ x\nfamily bernoulli link cloglog", @"\mathrm{Bernoulli}(p_{i})", @"\log(-\log(1 - p_{i})) &= \beta_{0}")]
    [InlineData("y ~ x\nfamily poisson", @"\text{y}_{i} &\sim \mathrm{Poisson}(\mu_{i})", @"\log(\mu_{i}) &= \beta_{0}")]
    [InlineData("y ~ x\nfamily negative_binomial", @"\mathrm{NegBinomial}(\mu_{i},\ \kappa)", @"\log(\mu_{i}) &= \beta_{0}")]
    public void A_family_has_its_distribution_and_its_link(string model, string distribution, string link)
    {
        string latex = ModelLatex.Write(Model.Parse(model));
        AssertWellFormed(latex);
        Assert.Contains(distribution, latex, StringComparison.Ordinal);
        Assert.Contains(link, latex, StringComparison.Ordinal);
    }

    [Fact]
    public void The_shape_of_counts_is_a_parameter_with_a_prior() =>
        Assert.Contains(@"\kappa &\sim \mathrm{gamma}(0.01,\ 0.01)", ModelLatex.Write(ModelFiles.Bind("salamanders")), StringComparison.Ordinal);

    [Fact]
    public void Names_are_escaped()
    {
        Table table = Table.FromColumns(
            "t", new NumericColumn("y_1", [1, 3, 2, 5]), new NumericColumn("50% & {#$}^~\\", [1, 2, 4, 3]));
        string latex = ModelLatex.Write(Model.Parse("y_1 ~ `50% & {#$}^~\\\\`").Bind(table));

        AssertWellFormed(latex);
        Assert.Contains(@"50\% \& \{\#\$\}\textasciicircum{}\textasciitilde{}\textbackslash{}", latex, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_known_errors_and_offsets_are_part_of_the_likelihood()
    {
        Assert.Contains(@"\mathrm{N}(\mu_{i},\ \sigma^{2} / w_{i})", ModelLatex.Write(Model.Parse("y ~ x\nweights w")), StringComparison.Ordinal);
        Assert.Contains(@"\mathrm{N}(\mu_{i},\ \mathrm{se}_{i}^{2})", ModelLatex.Write(Model.Parse("y ~ x\nknown_se s")), StringComparison.Ordinal);
        Assert.Contains("+ o_{i}", ModelLatex.Write(Model.Parse("y ~ x + offset(z)")), StringComparison.Ordinal);
    }

    /// <summary>Braces, environments and \left pair up, there is one alignment on a line, and nothing but the escapes of amsmath's math mode.</summary>
    private static void AssertWellFormed(string latex)
    {
        string[] lines = latex.TrimEnd('\n').Split('\n');
        Assert.Equal(@"\begin{align*}", lines[0]);
        Assert.Equal(@"\end{align*}", lines[^1]);
        for (int i = 1; i < lines.Length - 1; i++)
        {
            string line = lines[i].Replace(@"\\", "\n", StringComparison.Ordinal);
            string bare =
                line.Replace(@"\{", "", StringComparison.Ordinal).Replace(@"\}", "", StringComparison.Ordinal).Replace(@"\&", "", StringComparison.Ordinal);
            Assert.Equal(i < lines.Length - 2, line.EndsWith('\n'));
            Assert.Equal(1, bare.Count(character => character == '&'));
            int depth = 0;
            foreach (char character in bare)
            {
                depth += character == '{' ? 1 : character == '}' ? -1 : 0;
                Assert.True(depth >= 0, line);
            }

            Assert.Equal(0, depth);
        }
    }
}
