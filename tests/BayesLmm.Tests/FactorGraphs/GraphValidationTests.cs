using System.Text.RegularExpressions;
using BayesLmm.FactorGraphs;
using BayesLmm.FactorGraphs.Texts;
using BayesLmm.Language;
using BayesLmm.Models.Priors;
using BayesLmm.Numerics;

namespace BayesLmm.Tests.FactorGraphs;

/// <summary>Every rule that a graph must keep, broken once; the corpus is the small graph of <see cref="ExampleGraphs.Text"/> with one statement changed.</summary>
public sealed partial class GraphValidationTests
{
    /// <summary>A statement, what it becomes, and what is then said.</summary>
    public static TheoryData<string, string, string> Broken => new()
    {
        { "plate g 2", "plate g 2\nplate g 3", "The plate 'g' is there 2 times." },
        { "precision tau \"", "auxiliary tau \"\"\nprecision tau \"", "The variable 'tau' is there 2 times." },
        { "precision tau \"", "precision t_au \"\"\nprecision tau \"", "'t_au' is no name of a variable: a letter, then letters and digits." },
        { "precision P1 matrix(intercept, x)", "precision P1 matrix(x, x)", "The components of 'P1' are not different." },
        { "index g1[rows] of g", "index g1[rows]", "The variable 'g1' must name a plate that it indexes if, and only if, it is an index." },
        { "data o[rows]", "data o[rows] of g", "The variable 'o' must name a plate that it indexes if, and only if, it is an index." },
        { "tau ~ gamma(1.5, 3 * a0)\n", "", "'tau' has 0 factors; it needs one." },
        { "beta[x] ~ normal(0, 3^2 / kappa[x])\n", "", "'beta[x]' has 0 factors; it needs one." },
        { "beta[intercept] ~ normal(1, 2^2)", "beta[intercept] ~ normal(1, 2^2)\nbeta[intercept] ~ flat", "'beta[intercept]' has 2 factors; it needs one." },
        { "a0 ~ gamma(0.5, 0.16)", "a0 ~ gamma(0.5, 0.16)\na0 ~ gamma(1, 1)", "'a0' has 2 factors; it needs one." },
        { "a0 ~ gamma(0.5, 0.16)", "a0 ~ gamma(0.5, 0.16 * a0)", "These depend on themselves: a0, tau, y." },
        { "a0 ~ gamma(0.5, 0.16)", "a0 ~ gamma(nu / 2, nu / 2)", "a0 must be a number in the rows' plate." },
        { "a0 ~ gamma(0.5, 0.16)", "a0 ~ flat", "a0 is flat, which only a coefficient can be." },
        { "a0 ~ gamma(0.5, 0.16)", "a0 = 2", "a0 is constant, which a coefficient, a precision or degrees of freedom can be." },
        { "tau ~ gamma(1.5, 3 * a0)", "tau = -1", "tau cannot be -1." },
        { "nu ~ gamma(2, 0.1) above 1", "nu = 0", "nu cannot be 0." },
        { "a0 ~ gamma(0.5, 0.16)", "a0 ~ normal(0, 1^2)", "a0 is normal, which only a coefficient can be." },
        { "a0 ~ gamma(0.5, 0.16)", "a0 ~ normal(0, 1^2 / kappa[x])", "a0 is normal, which only a coefficient can be." },
        { "beta[intercept] ~ normal(1, 2^2)", "beta[intercept] ~ normal(1, 0^2)", "beta[intercept] needs a finite mean and a positive standard deviation." },
        { "beta[x] ~ normal(0, 3^2 / kappa[x])", "beta[x] ~ normal(0, -3^2 / kappa[x])", "beta[x] needs a finite location and a positive scale." },
        { "beta[x] ~ normal(0, 3^2 / kappa[x])", "beta[x] ~ normal(0, 3^2 / tau)", "beta[x] cannot be mixed by tau, which is no positive number." },
        { "beta[x] ~ normal(0, 3^2 / kappa[x])", "beta[x] ~ gamma(1, 2)", "beta[x] has a gamma distribution, which only a positive number can have." },
        { "a0 ~ gamma(0.5, 0.16)", "a0 ~ gamma(0, 0.16)", "a0 needs a positive shape and a positive rate." },
        { "tau ~ gamma(1.5, 3 * a0)", "tau ~ gamma(1.5, 3 * lambda)", "tau cannot have a rate of lambda, which is no positive number." },
        { "beta[x] ~ normal(0, 3^2 / kappa[x])", "beta[x] ~ inv_gamma(1, 2)", "beta[x] has an inverse gamma distribution, which only a positive number can have." },
        { "kappa[x] ~ inv_gamma(1, 0.5)", "kappa[x] ~ inv_gamma(1, 0)", "kappa[x] needs a positive shape and a positive scale." },
        { "tau ~ gamma(1.5, 3 * a0)", "tau ~ wishart(1, diag(1))", "tau has a Wishart distribution, which only a matrix can have." },
        { "tau ~ gamma(1.5, 3 * a0)", "tau ~ wishart(1, R0)", "tau has a Wishart distribution, which only a matrix can have." },
        { "R0 ~ wishart(1, diag(2))", "R0 ~ wishart(0, diag(2))", "R0 needs a larger shape." },
        { "R0 ~ wishart(1, diag(2))", "R0 ~ wishart(1, diag(2, 3))", "R0 needs a positive rate for each component." },
        { "P1 ~ wishart(1.5, 2 * diag(a1))", "P1 ~ wishart(0.5, 2 * diag(a1))", "P1 needs a larger shape and a positive factor of its rate." },
        { "P1 ~ wishart(1.5, 2 * diag(a1))", "P1 ~ wishart(1.5, 0 * diag(a1))", "P1 needs a larger shape and a positive factor of its rate." },
        { "P1 ~ wishart(1.5, 2 * diag(a1))", "P1 ~ wishart(1.5, 2 * R0)", "P1 cannot have R0 as its rate." },
        { "b1[g] ~ normal(0, inverse(P1))", "b1[g] ~ normal(0, inverse(tau))", "b1 cannot have tau as its precision." },
        { "b1[g]", "b1", "b1 must be group effects in a plate." },
        { "eta[rows] = X beta + Z1 b1[g1] + o", "eta[rows] = X tau + Z1 b1[g1] + o", "eta cannot be made of X and tau." },
        { "eta[rows] = X beta + Z1 b1[g1] + o", "eta[rows] = X beta + o b1[g1] + o", "eta cannot be made of o and b1." },
        { "eta[rows] = X beta + Z1 b1[g1] + o", "eta[rows] = X beta + Z1 b1[w] + o", "eta cannot look b1 up by w." },
        { "eta[rows] = X beta + Z1 b1[g1] + o", "eta[rows] = X beta + Z1 b1[g1] + a0", "eta cannot have the offset a0." },
        { "eta[rows]", "eta", "eta must be a predictor, a number in a plate." },
        { "predictor eta[rows]", "predictor eta[rows] vector(u)", "eta must be a predictor, a number in a plate." },
        { "response y[rows]", "response y[rows] vector(u)", "y must be the response, a number in a plate." },
        { "1 / (tau * w * lambda)", "1 / (a0 * w * lambda)", "y cannot have the precision a0." },
        { "1 / (tau * w * lambda)", "1 / (tau * X * lambda)", "y cannot have the weights X." },
        { "1 / (tau * w * lambda)", "1 / (tau * w * a0)", "y cannot have the rows' precisions a0." },
        { "~ normal(eta, 1", "~ normal(o, 1", "y cannot have the mean o." },
        { "gamma(nu / 2, nu / 2)", "gamma(tau / 2, tau / 2)", "lambda cannot have the degrees of freedom tau." },
        { "degrees_of_freedom nu \"", "degrees_of_freedom nu vector(u) \"", "nu must be degrees of freedom." },
        { "nu ~ gamma(2, 0.1) above 1", "nu ~ gamma(-2, 0.1) above 1", "nu cannot have the prior gamma(-2, 0.1)." },
        { "nu ~ gamma(2, 0.1) above 1", "nu ~ uniform(3, 2) above 1", "nu cannot have the prior uniform(3, 2)." },
        { "nu ~ gamma(2, 0.1) above 1", "nu ~ uniform(0, 1) above 1", "nu cannot be above 1." },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_rule_is_said_where_it_is_broken(string statement, string instead, string problem)
    {
        string changed = Change(statement, instead);
        IReadOnlyList<Diagnostic> diagnostics = Assert.Throws<ModelException>(() => GraphText.Parse(changed)).Diagnostics;
        Diagnostic found = Assert.Single(diagnostics, diagnostic => diagnostic.Message == problem);
        Assert.Equal("BL5011", found.Code);
        Assert.NotNull(found.Span);
    }

    [Fact]
    public void What_a_text_cannot_say_is_refused_too()
    {
        FactorGraph graph = GraphText.Parse(ExampleGraphs.Text);

        AssertRefused("The plate 'g' has size 0; a plate has at least 1.", plates: graph.Plates.Select(plate => plate with { Size = plate.Name == "g" ? 0 : plate.Size }));
        AssertRefused("The variable 'a0' is a number and has 1 components.", variables: graph.Variables.Select(v => v.Name == "a0" ? v with { Components = ["u"] } : v));
        AssertRefused("The variable 'a1' is a vector and has 0 components.", variables: graph.Variables.Select(v => v.Name == "a1" ? v with { Components = [] } : v));
        AssertRefused("The variable 'a0' names the plate 'h', which is not there.", variables: graph.Variables.Select(v => v.Name == "a0" ? v with { Plate = "h" } : v));
        AssertRefused("The factor of tau names the variable 'a7', which is not there.", factors: With(new GammaFactor("tau", 1.5, 3, "a7")));
        AssertRefused("The factor of kappa[u] names the component 'u' of 'kappa', which it does not have.", factors: With(new GammaFactor(new("kappa", "u"), 1.5, 3)));
        AssertRefused("'w' is given and has a factor.", factors: graph.Factors.Append(new StudentMixingFactor("w", "nu")));
        AssertRefused("P1 cannot have a1[x] as its rate.", factors: With(new MixedWishartFactor("P1", 1.5, 2, new("a1", "x"))));
        AssertRefused("b1 cannot have P1[x] as its precision.", factors: With(new GroupEffectsFactor("b1", new("P1", "x"))));
        AssertRefused("tau cannot be NaN.", factors: With(new ConstantFactor("tau", double.NaN)));
        AssertRefused("nu cannot have the prior normal(NaN, 1).", factors: With(new PriorFactor("nu", new Normal(double.NaN, 1), 1)));
        AssertRefused("nu cannot be above -Infinity.", factors: With(new PriorFactor("nu", new Normal(3, 1), double.NegativeInfinity)));
        AssertRefused("R0 needs a larger shape.", factors: With(new WishartFactor("R0", double.PositiveInfinity, [2])));

        IEnumerable<GraphFactor> With(GraphFactor factor) => graph.Factors.Where(other => other.Child.Variable != factor.Child.Variable).Append(factor);

        void AssertRefused(string problem, IEnumerable<Plate>? plates = null, IEnumerable<GraphVariable>? variables = null, IEnumerable<GraphFactor>? factors = null)
        {
            ArgumentException exception = Assert.Throws<ArgumentException>(
                () => FactorGraph.Create(plates ?? graph.Plates, variables ?? graph.Variables, factors ?? graph.Factors, graph.Substitutions));
            Assert.Contains(problem, exception.Message.Split('\n'));
        }
    }

    [Fact]
    public void Every_sentence_of_the_rules_for_factors_is_said_in_a_case()
    {
        string rules = File.ReadAllText(Repository.PathOf("src", "BayesLmm", "FactorGraphs", "FactorValidation.cs"));
        string[] sentences = [.. Sentence().Matches(rules).Select(match => match.Groups[1].Value.TrimEnd())];
        string[] said = [.. Broken.Select(row => row.Data.Item3)];

        Assert.True(sentences.Length > 25, $"{sentences.Length} sentences");
        Assert.All(sentences, sentence => Assert.Contains(said, problem => problem.Contains(sentence, StringComparison.Ordinal)));
    }

    private static string Change(string statement, string instead)
    {
        Assert.Contains(statement, ExampleGraphs.Text, StringComparison.Ordinal);
        return ExampleGraphs.Text.Replace(statement, instead, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\$?""((?:is|needs|cannot|must|has) [^""{]*)")]
    private static partial Regex Sentence();
}
