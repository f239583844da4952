using BayesLmm.FactorGraphs;
using BayesLmm.FactorGraphs.Texts;
using BayesLmm.Models.Priors;
using BayesLmm.Numerics;
using BayesLmm.Tests.References;
using CsCheck;

namespace BayesLmm.Tests.FactorGraphs.Texts;

/// <summary>The text form.</summary>
public sealed class GraphTextTests
{
    public static TheoryData<string, ConjugateForm> Graphs => ExampleGraphs.Names;

    public static TheoryData<string> Names =>
        ["x", "x.y_2", "Sex[Male]", "age:Sex[Male]", "poly(age, 2)1", "I(x^2)", "say \"so\"", "\\", "\\\"", "a\\nb", "two\nlines\r", "# no comment", "", " ", ".5", ".", "5", "été", "年齢", "rows", "vector", "~", "'", "`", "a\tb", "\uFEFF", "😀"];

    [Theory]
    [MemberData(nameof(Graphs))]
    public void What_is_written_is_read_back(string name, ConjugateForm form)
    {
        FactorGraph graph = ExampleGraphs.Graph(name, form);
        string text = GraphText.Write(graph);

        Assert.Equal(graph, GraphText.Parse(text));
        Assert.Equal(text, GraphText.Write(GraphText.Parse(text)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_name_is_read_back_as_plate_component_meaning_and_parameter(string name)
    {
        FactorGraph graph = FactorGraph.Create(
            [new Plate(name, 3)],
            [
                new("a", VariableKind.Auxiliary, VariableShape.Vector, [name], null, name),
                new("P", VariableKind.Precision, VariableShape.Vector, [name], null, "precisions"),
                new("b", VariableKind.GroupEffects, VariableShape.Vector, [name], name, "effects"),
                new("g", VariableKind.Index, VariableShape.Scalar, [], name, "level") { Indexes = name },
            ],
            [new GammaFactor(new("a", name), 0.5, 2), new GammaFactor(new("P", name), 1, 2, new("a", name)), new GroupEffectsFactor("b", "P")],
            [new Substitution(name, name, name)]);

        Assert.Equal(graph, GraphText.Parse(GraphText.Write(graph)));
    }

    [Fact]
    public void Any_number_is_read_back() => Gen.Double.Where(double.IsFinite).Select(Gen.Double[1e-300, 1e300]).Sample((x, positive) =>
    {
        FactorGraph graph = FactorGraph.Create(
            [],
            [new("beta", VariableKind.Coefficients, VariableShape.Scalar, [], null, ""), new("R", VariableKind.Auxiliary, VariableShape.Matrix, ["u"], null, "")],
            [new NormalFactor("beta", x, positive), new WishartFactor("R", positive, [positive])],
            []);
        return graph == GraphText.Parse(GraphText.Write(graph));
    });

    public static TheoryData<Distribution> Priors =>
    [
        new Normal(10, 5), new StudentT(3, 5, 2), new Cauchy(0, 2), new Laplace(3, 1), new Logistic(3, 1), new Exponential(0.1), new Gamma(2, 0.1), new InverseGamma(2, 10), new LogNormal(1, 1),
        new Uniform(2, 30), new Flat(), new Constant(4),
    ];

    [Theory]
    [MemberData(nameof(Priors))]
    public void Every_prior_of_degrees_of_freedom_is_read_back(Distribution prior)
    {
        FactorGraph graph = FactorGraph.Create([], [new("nu", VariableKind.DegreesOfFreedom, VariableShape.Scalar, [], null, "")], [new PriorFactor("nu", prior, 1.5)], []);

        Assert.Equal(graph, GraphText.Parse(GraphText.Write(graph)));
    }

    [Fact]
    public void Every_kind_of_factor_has_the_line_that_statisticians_would_write()
    {
        string text = GraphText.Write(GraphText.Parse(ExampleGraphs.Text));

        Assert.EndsWith(ExampleGraphs.Text[ExampleGraphs.Text.IndexOf("\nkappa[x] ~", StringComparison.Ordinal)..], text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eta[rows] = X beta + Z1 b1[g1] + o", "eta[rows] = o + Z1 b1[g1] + X beta")]
    [InlineData("P1 ~ wishart(1.5, 2 * diag(a1))", "P1 ~ wishart( 1.5 ,2*diag( a1 ) )   # as Huang and Wand have it")]
    [InlineData("R0 ~ wishart(1, diag(2))", "\t R0 ~ wishart(1, diag(2))\r")]
    [InlineData("(tau * w * lambda)", "(tau * lambda * w)")]
    public void Blanks_comments_and_the_order_of_a_sum_or_product_do_not_matter(string written, string other) =>
        Assert.Equal(GraphText.Parse(ExampleGraphs.Text), GraphText.Parse(ExampleGraphs.Text.Replace(written, other, StringComparison.Ordinal)));

    [Fact]
    public void A_factor_of_one_may_be_left_out()
    {
        Assert.Equal(Parse("P1 ~ wishart(1.5, 1 * diag(a1))"), Parse("P1 ~ wishart(1.5, diag(a1))"));

        static FactorGraph Parse(string line) => GraphText.Parse(ExampleGraphs.Text.Replace("P1 ~ wishart(1.5, 2 * diag(a1))", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Statements_may_stand_in_any_order_as_long_as_those_of_a_kind_keep_theirs()
    {
        string[] lines = [.. ExampleGraphs.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        bool IsFactor(string line) => line.Contains('~', StringComparison.Ordinal) || line.Contains('=', StringComparison.Ordinal);
        string mixed = string.Join('\n', lines.Where(IsFactor).Concat(lines.Where(line => !IsFactor(line)).OrderBy(line => line.StartsWith("plate", StringComparison.Ordinal))));

        Assert.Equal(GraphText.Parse(ExampleGraphs.Text), GraphText.Parse(mixed));
    }

    [Fact]
    public void Variables_may_be_called_like_the_words_of_the_text()
    {
        string[] words = [.. GraphWords.Statements.Where(word => !word.Contains('_', StringComparison.Ordinal)), "of", "for", "vector", "diag", "normal"];
        FactorGraph graph = FactorGraph.Create(
            [], words.Select(word => new GraphVariable(word, VariableKind.Coefficients, VariableShape.Scalar, [], null, "")), words.Select(word => new FlatFactor(word)), []);

        Assert.Equal(graph, GraphText.Parse(GraphText.Write(graph)));
    }

    [Fact]
    public void A_predictor_of_nothing_is_zero_and_a_graph_of_nothing_a_comment()
    {
        FactorGraph zero = FactorGraph.Create(
            [new Plate("rows", 2)], [new("eta", VariableKind.Predictor, VariableShape.Scalar, [], "rows", "")], [new LinearPredictorFactor("eta", null, EquatableArray<RandomPart>.Empty, null)], []);

        Assert.Contains("\neta[rows] = 0\n", GraphText.Write(zero), StringComparison.Ordinal);
        Assert.Equal(zero, GraphText.Parse(GraphText.Write(zero)));
        Assert.Equal(FactorGraph.Create([], [], [], []), GraphText.Parse("# nothing\n\n"));
    }

    [Fact]
    public void The_language_reference_shows_the_graph_of_the_model_that_it_names()
    {
        string reference = File.ReadAllText(Repository.PathOf("models", "README.md"));
        int start = reference.IndexOf("```graph\n", StringComparison.Ordinal) + "```graph\n".Length;

        Assert.Equal(GraphText.Write(ExampleGraphs.Graph("sleepstudy")), reference[start..reference.IndexOf("```\n", start, StringComparison.Ordinal)]);
    }
}
