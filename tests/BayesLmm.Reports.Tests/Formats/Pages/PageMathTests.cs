using System.Xml.Linq;
using BayesLmm.Models.Latex;
using BayesLmm.Reports.Formats.Pages;

namespace BayesLmm.Reports.Tests.Formats.Pages;

public sealed class PageMathTests
{
    private static readonly XNamespace Math = "http://www.w3.org/1998/Math/MathML";

    [Theory]
    [InlineData("y ~ x + (1 | g)")]
    [InlineData("y ~ x + (x | g)\nfamily student_t")]
    [InlineData("y ~ 1")]
    [InlineData("log(y) ~ 0 + x * z + (1 | a/b) + (x || c)\nprior x ~ normal(0, 1e-3)\nweights w")]
    [InlineData("`y_1 {%}` ~ `a b \\\\ <c> & d` + (1 | `g~h^2|`)")]
    public void Equations_of_models_are_MathML_without_a_command_left_over(string text)
    {
        XElement root = XElement.Parse(PageMath.Write(ModelLatex.Write(Model.Parse(text))));

        Assert.NotEmpty(root.Descendants(Math + "mtr"));
        Assert.All(root.Descendants(Math + "mtr"), row => Assert.InRange(row.Elements(Math + "mtd").Count(), 1, 2));
        Assert.DoesNotContain(root.Descendants(), element => element.Value.Contains("text", StringComparison.Ordinal) && !element.HasElements);
        Assert.DoesNotContain("\\begin", root.Value, StringComparison.Ordinal);
        Assert.All(root.Descendants(Math + "msubsup"), element => Assert.Equal(3, element.Elements().Count()));
        Assert.All(root.Descendants(Math + "msub").Concat(root.Descendants(Math + "msup")), element => Assert.Equal(2, element.Elements().Count()));
    }

    [Fact]
    public void Scripts_fractions_and_words_are_set_as_they_are_meant()
    {
        string math = PageMath.Write(
            @"\begin{align*} \text{a\_b}_{i} &\sim \mathrm{N}(\mu_{i},\ \sigma^{2}) \\ {s_{0}}^{2} &= 1.5 \times 10^{-3} \end{align*}");

        Assert.Contains("<msub><mtext>a_b</mtext><mrow><mi>i</mi></mrow></msub>", math, StringComparison.Ordinal);
        Assert.Contains("<msup><mi>σ</mi><mrow><mn>2</mn></mrow></msup>", math, StringComparison.Ordinal);
        Assert.Contains("<msup><mrow><msub><mi>s</mi><mrow><mn>0</mn></mrow></msub></mrow><mrow><mn>2</mn></mrow></msup>", math, StringComparison.Ordinal);
        Assert.Contains("<mn>1.5</mn><mo>×</mo><msup><mn>10</mn><mrow><mo>−</mo><mn>3</mn></mrow></msup>", math, StringComparison.Ordinal);
    }
}
