using BayesLmm.Distributions;
using BayesLmm.FactorGraphs.Graphs;
using BayesLmm.FactorGraphs.Texts;
using BayesLmm.Numerics;

namespace BayesLmm.Tests.FactorGraphs.Texts;

/// <summary>The text form.</summary>
public sealed class GraphTextTests
{
    [Theory]
    [InlineData("x.y_2", "x.y_2")]
    [InlineData("été", "été")]
    [InlineData("Sex[Male]", "\"Sex[Male]\"")]
    [InlineData("say \"so\"", "\"say \\\"so\\\"\"")]
    [InlineData("\\", "\"\\\\\"")]
    [InlineData("two\nlines\r", "\"two\\nlines\\r\"")]
    [InlineData("# no comment", "\"# no comment\"")]
    [InlineData("", "\"\"")]
    [InlineData(".5", "\".5\"")]
    [InlineData("5", "\"5\"")]
    public void A_name_of_other_signs_than_letters_and_digits_stands_in_quotes(string name, string written)
    {
        FactorGraph graph = GraphValidation.Create(
            [new Plate(name, 3)],
            [
                new("P", VariableKind.Precision, VariableShape.Vector, [name], null, "precisions"),
                new("b", VariableKind.GroupEffects, VariableShape.Vector, [name], name, "effects"),
            ],
            [new ConstantFactor(new("P", name), 1), new GroupEffectsFactor("b", "P")],
            []);
        string text = GraphText.Write(graph);

        Assert.Contains($"\nplate {written} 3\n", text, StringComparison.Ordinal);
        Assert.Contains($"\nP[{written}] = 1\n", text, StringComparison.Ordinal);
        Assert.Contains($"\nb[{written}] ~ normal(0, inverse(diag(P)))\n", text, StringComparison.Ordinal);
    }

    public static TheoryData<PriorDistribution, string> Priors => new()
    {
        {
            new Normal(10, 5),
            "normal(10, 5^2)"
        },
        {
            new StudentT(3, 5, 2),
            "student_t(3, 5, 2)"
        }, { new Exponential(0.1), "exponential(0.1)" }, { new Flat(), "flat" }, { new Constant(4), "constant(4)" },
    };

    [Theory]
    [MemberData(nameof(Priors))]
    public void A_prior_of_degrees_of_freedom_is_in_the_words_of_the_language_but_for_the_variance_of_a_normal_one(PriorDistribution given, string written)
    {
        Distribution prior = (Distribution)given;
        FactorGraph graph =
            GraphValidation.Create([], [new("nu", VariableKind.DegreesOfFreedom, VariableShape.Scalar, [], null, "")], [new PriorFactor("nu", prior, 1.5)], []);

        Assert.EndsWith($"\nnu ~ {written} above 1.5\n", GraphText.Write(graph), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_of_factor_has_the_line_that_statisticians_would_write() =>
        Assert.EndsWith(SmallGraph.FactorText, GraphText.Write(SmallGraph.Valid.Build()), StringComparison.Ordinal);

    [Fact]
    public void A_predictor_of_nothing_is_zero()
    {
        FactorGraph zero = GraphValidation.Create(
            [new Plate("rows", 2)], [new("eta", VariableKind.Predictor, VariableShape.Scalar, [], "rows", "")],
            [new LinearPredictorFactor("eta", null, EquatableArray<RandomPart>.Empty, null)], []);

        Assert.Contains("\neta[rows] = 0\n", GraphText.Write(zero), StringComparison.Ordinal);
    }

    [Fact]
    public void The_language_reference_shows_the_graph_of_the_model_that_it_names()
    {
        string reference = File.ReadAllText(Repository.PathOf("models", "README.md"));
        int start = reference.IndexOf("```graph\n", StringComparison.Ordinal) + "```graph\n".Length;

        Assert.Equal(GraphText.Write(ExampleGraphs.Graph("sleepstudy")), reference[start..reference.IndexOf("```\n", start, StringComparison.Ordinal)]);
    }
}
