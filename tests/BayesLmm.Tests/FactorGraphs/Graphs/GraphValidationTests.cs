using System.Text.RegularExpressions;
using BayesLmm.Distributions;
using BayesLmm.FactorGraphs.Graphs;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Tests.FactorGraphs.Graphs;

/// <summary>Every rule that a graph must keep, broken once in the small graph of <see cref="SmallGraph.Valid"/>.</summary>
public sealed partial class GraphValidationTests
{
    /// <summary>What is changed, and what is then said.</summary>
    private static readonly (Func<SmallGraph, SmallGraph> Change, string Problem)[] Changes =
    [
        (g => g.Add(new Plate("g", 3)), "The plate 'g' is there 2 times."),
        (g => g.Add(Variable("tau", VariableKind.Auxiliary)), "The variable 'tau' is there 2 times."),
        (g => g.Add(Variable("t_au", VariableKind.Precision)), "'t_au' is no name of a variable: a letter, then letters and digits."),
        (g => g.With("P1", P => P with { Components = ["x", "x"] }), "The components of 'P1' are not different."),
        (g => g.With("g1", index => index with { Indexes = null }), "The variable 'g1' must name a plate that it indexes if, and only if, it is an index."),
        (g => g.With("o", offset => offset with { Indexes = "g" }), "The variable 'o' must name a plate that it indexes if, and only if, it is an index."),
        (g => g.Without("tau"), "'tau' has 0 factors; it needs one."),
        (g => g.Without(new("beta", "x")), "'beta[x]' has 0 factors; it needs one."),
        (g => g.Add(new FlatFactor(new("beta", "intercept"))), "'beta[intercept]' has 2 factors; it needs one."),
        (g => g.Add(new GammaFactor("a0", 1, 1)), "'a0' has 2 factors; it needs one."),
        (g => g.With(new GammaFactor("a0", 0.5, 0.16, "a0")), "These depend on themselves: a0, tau, y."),
        (g => g.With(new StudentMixingFactor("a0", "nu")), "a0 must be a number in the rows' plate."),
        (g => g.With(new FlatFactor("a0")), "a0 is flat, which only a coefficient can be."),
        (g => g.With(new ConstantFactor("a0", 2)), "a0 is constant, which a coefficient, a precision or degrees of freedom can be."),
        (g => g.With(new ConstantFactor("tau", -1)), "tau cannot be -1."),
        (g => g.With(new ConstantFactor("nu", 0)), "nu cannot be 0."),
        (g => g.With(new NormalFactor("a0", 0, 1)), "a0 is normal, which only a coefficient can be."),
        (g => g.With(new MixedNormalFactor("a0", 0, 1, new("kappa", "x"))), "a0 is normal, which only a coefficient can be."),
        (g => g.With(new NormalFactor(new("beta", "intercept"), 1, 0)), "beta[intercept] needs a finite mean and a positive standard deviation."),
        (g => g.With(new MixedNormalFactor(new("beta", "x"), 0, -3, new("kappa", "x"))), "beta[x] needs a finite location and a positive scale."),
        (g => g.With(new MixedNormalFactor(new("beta", "x"), 0, 3, "tau")), "beta[x] cannot be mixed by tau, which is no positive number."),
        (g => g.With(new GammaFactor(new("beta", "x"), 1, 2)), "beta[x] has a gamma distribution, which only a positive number can have."),
        (g => g.With(new GammaFactor("a0", 0, 0.16)), "a0 needs a positive shape and a positive rate."),
        (g => g.With(new GammaFactor("tau", 1.5, 3, "lambda")), "tau cannot have a rate of lambda, which is no positive number."),
        (g => g.With(new InverseGammaFactor(new("beta", "x"), 1, 2)), "beta[x] has an inverse gamma distribution, which only a positive number can have."),
        (g => g.With(new InverseGammaFactor(new("kappa", "x"), 1, 0)), "kappa[x] needs a positive shape and a positive scale."),
        (g => g.With(new WishartFactor("tau", 1, [1])), "tau has a Wishart distribution, which only a matrix can have."),
        (g => g.With(new MixedWishartFactor("tau", 1, 1, "R0")), "tau has a Wishart distribution, which only a matrix can have."),
        (g => g.With(new WishartFactor("R0", 0, [2])), "R0 needs a larger shape."),
        (g => g.With(new WishartFactor("R0", 1, [2, 3])), "R0 needs a positive rate for each component."),
        (g => g.With(new MixedWishartFactor("P1", 0.5, 2, "a1")), "P1 needs a larger shape and a positive factor of its rate."),
        (g => g.With(new MixedWishartFactor("P1", 1.5, 0, "a1")), "P1 needs a larger shape and a positive factor of its rate."),
        (g => g.With(new MixedWishartFactor("P1", 1.5, 2, "R0")), "P1 cannot have R0 as its rate."),
        (g => g.With(new GroupEffectsFactor("b1", "tau")), "b1 cannot have tau as its precision."),
        (g => g.With("b1", effects => effects with { Plate = null }), "b1 must be group effects in a plate."),
        (g => g.With(SmallGraph.Sum(new("X", "tau"), new("Z1", "b1", "g1"), "o")), "eta cannot be made of X and tau."),
        (g => g.With(SmallGraph.Sum(new("X", "beta"), new("o", "b1", "g1"), "o")), "eta cannot be made of o and b1."),
        (g => g.With(SmallGraph.Sum(new("X", "beta"), new("Z1", "b1", "w"), "o")), "eta cannot look b1 up by w."),
        (g => g.With(SmallGraph.Sum(new("X", "beta"), new("Z1", "b1", "g1"), "a0")), "eta cannot have the offset a0."),
        (g => g.With("eta", eta => eta with { Plate = null }), "eta must be a predictor, a number in a plate."),
        (g => g.With("eta", eta => eta with { Shape = VariableShape.Vector, Components = ["u"] }), "eta must be a predictor, a number in a plate."),
        (g => g.With("y", y => y with { Shape = VariableShape.Vector, Components = ["u"] }), "y must be the response, a number in a plate."),
        (g => g.With(new ResponseFactor("y", "eta", "a0", "w", "lambda")), "y cannot have the precision a0."),
        (g => g.With(new ResponseFactor("y", "eta", "tau", "X", "lambda")), "y cannot have the weights X."),
        (g => g.With(new ResponseFactor("y", "eta", "tau", "w", "a0")), "y cannot have the rows' precisions a0."),
        (g => g.With(new ResponseFactor("y", "o", "tau", "w", "lambda")), "y cannot have the mean o."),
        (g => g.With(new StudentMixingFactor("lambda", "tau")), "lambda cannot have the degrees of freedom tau."),
        (g => g.With("nu", nu => nu with { Shape = VariableShape.Vector, Components = ["u"] }), "nu must be degrees of freedom."),
        (g => g.With(new PriorFactor("nu", new Gamma(-2, 0.1), 1)), "nu cannot have the prior gamma(-2, 0.1)."),
        (g => g.With(new PriorFactor("nu", new Uniform(3, 2), 1)), "nu cannot have the prior uniform(3, 2)."),
        (g => g.With(new PriorFactor("nu", new Uniform(0, 1), 1)), "nu cannot be above 1."),
    ];

    /// <summary>The changes by number.</summary>
    public static TheoryData<int, string> Broken
    {
        get
        {
            TheoryData<int, string> data = [];
            foreach ((int i, (_, string problem)) in Changes.Index())
            {
                data.Add(i, problem);
            }

            return data;
        }
    }

    [Fact]
    public void The_small_graph_is_valid() => Assert.Equal(SmallGraph.Valid.Variables, SmallGraph.Valid.Build().Variables);

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_rule_is_said_where_it_is_broken(int change, string problem)
    {
        SmallGraph changed = Changes[change].Change(SmallGraph.Valid);
        string[] problems = Assert.Throws<ArgumentException>(changed.Build).Message.Split('\n');
        Assert.Single(problems, found => found == problem);
    }

    [Fact]
    public void Parts_that_do_not_fit_together_are_refused()
    {
        FactorGraph graph = SmallGraph.Valid.Build();

        AssertRefused("The plate 'g' has size 0; a plate has at least 1.",
            plates: graph.Plates.Select(plate => plate with { Size = plate.Name == "g" ? 0 : plate.Size }));
        AssertRefused("The variable 'a0' is a number and has 1 components.",
            variables: graph.Variables.Select(v => v.Name == "a0" ? v with { Components = ["u"] } : v));
        AssertRefused("The variable 'a1' is a vector and has 0 components.",
            variables: graph.Variables.Select(v => v.Name == "a1" ? v with { Components = [] } : v));
        AssertRefused("The variable 'a0' names the plate 'h', which is not there.",
            variables: graph.Variables.Select(v => v.Name == "a0" ? v with { Plate = "h" } : v));
        AssertRefused("The factor of tau names the variable 'a7', which is not there.", factors: With(new GammaFactor("tau", 1.5, 3, "a7")));
        AssertRefused("The factor of kappa[u] names the component 'u' of 'kappa', which it does not have.",
            factors: With(new GammaFactor(new("kappa", "u"), 1.5, 3)));
        AssertRefused("'w' is given and has a factor.", factors: graph.Factors.Append(new StudentMixingFactor("w", "nu")));
        AssertRefused("P1 cannot have a1[x] as its rate.", factors: With(new MixedWishartFactor("P1", 1.5, 2, new("a1", "x"))));
        AssertRefused("b1 cannot have P1[x] as its precision.", factors: With(new GroupEffectsFactor("b1", new("P1", "x"))));
        AssertRefused("tau cannot be NaN.", factors: With(new ConstantFactor("tau", double.NaN)));
        AssertRefused("nu cannot have the prior normal(NaN, 1).", factors: With(new PriorFactor("nu", new Normal(double.NaN, 1), 1)));
        AssertRefused("nu cannot be above -Infinity.", factors: With(new PriorFactor("nu", new Normal(3, 1), double.NegativeInfinity)));
        AssertRefused("R0 needs a larger shape.", factors: With(new WishartFactor("R0", double.PositiveInfinity, [2])));

        IEnumerable<GraphFactor> With(GraphFactor factor) => graph.Factors.Where(other => other.Child.Variable != factor.Child.Variable).Append(factor);

        void AssertRefused(string problem, IEnumerable<Plate>? plates = null, IEnumerable<GraphVariable>? variables = null,
            IEnumerable<GraphFactor>? factors = null)
        {
            ArgumentException exception = Assert.Throws<ArgumentException>(
                () => GraphValidation.Create(plates ?? graph.Plates, variables ?? graph.Variables, factors ?? graph.Factors, graph.Substitutions));
            Assert.Contains(problem, exception.Message.Split('\n'));
        }
    }

    [Fact]
    public void Every_sentence_of_the_rules_for_factors_is_said_in_a_case()
    {
        string rules = File.ReadAllText(Repository.PathOf("src", "BayesLmm", "FactorGraphs", "Graphs", "FactorValidation.cs"));
        string[] sentences = [.. Sentence().Matches(rules).Select(match => match.Groups[1].Value.TrimEnd())];
        string[] said = [.. Changes.Select(change => change.Problem)];

        Assert.True(sentences.Length > 25, $"{sentences.Length} sentences");
        Assert.All(sentences, sentence => Assert.Contains(said, problem => problem.Contains(sentence, StringComparison.Ordinal)));
    }

    private static GraphVariable Variable(string name, VariableKind kind) => new(name, kind, VariableShape.Scalar, [], null, "");

    [GeneratedRegex(@"\$?""((?:is|needs|cannot|must|has) [^""{]*)")]
    private static partial Regex Sentence();
}
