using BayesLmm.FactorGraphs;

namespace BayesLmm.Tests.FactorGraphs;

/// <summary>From a bound model to its graph, and from the graph to what an engine for mixed models reads.</summary>
public sealed class GraphCompilerTests
{
    public static TheoryData<string, ConjugateForm> Graphs => ExampleGraphs.Names;

    [Theory]
    [MemberData(nameof(Graphs))]
    public void A_model_compiles_into_a_graph_that_reads_as_a_mixed_model_of_its_sizes(string name, ConjugateForm form)
    {
        BoundModel model = ExampleGraphs.Model(name);
        MixedModelGraph read = MixedModelGraph.Of(FactorGraph.Of(model, form));

        Assert.Equal(model.FixedEffects.Count, read.Coefficients.Count);
        Assert.Equal(model.GroupTerms.Count, read.Terms.Count);
        Assert.Equal(model.NuPrior is not null, read.DegreesOfFreedom is not null);
        Assert.Equal(model.Products.RowCount, read.Graph.Plates[0].Size);
        Assert.All(model.GroupTerms, term => Assert.Equal(term.Levels.Count, read.Graph.Plates.Single(plate => plate.Name == term.Group).Size));
        Assert.Equal(FactorGraph.Of(model, form), read.Graph);
    }

    [Fact]
    public void Constant_standard_deviations_are_constant_precisions()
    {
        MixedModelGraph read = MixedModelGraph.Of(ExampleGraphs.Graph("constants"));

        Assert.Equal(new PrecisionPrior.Fixed(1 / (1.5 * 1.5)), read.Residual);
        Assert.Equal(new PrecisionPrior.Fixed(4), Assert.IsType<CovariancePrior.Independent>(read.Terms[0]).Precisions[1]);
        Assert.Equal(new CoefficientPrior.Fixed(2), read.Coefficients[1]);
    }

    [Fact]
    public void Priors_that_stay_are_not_among_the_substitutions_and_others_are()
    {
        Assert.Empty(ExampleGraphs.Graph("cauchy").Substitutions);
        Assert.Empty(ExampleGraphs.Graph("laplace").Substitutions);
        Assert.Equal(["x"], ExampleGraphs.Graph("laplace", ConjugateForm.MatrixF).Substitutions.Select(substitution => substitution.Parameters));
        Assert.Equal(["x", "sd(g) and cor(g)", "sigma"], ExampleGraphs.Graph("uniform").Substitutions.Select(substitution => substitution.Parameters));
    }

    [Fact]
    public void Rows_have_a_plate_of_their_own_where_a_group_is_called_rows()
    {
        FactorGraph graph = ExampleGraphs.Graph("a group called rows");

        Assert.Equal(["rows__", "rows", "rows_"], graph.Plates.Select(plate => plate.Name));
        Assert.Equal("rows__", graph["y"].Plate);
    }

    [Fact]
    public void Terms_on_one_factor_share_its_plate()
    {
        FactorGraph graph = ExampleGraphs.Graph("several terms on one factor");

        Assert.Equal(["rows", "g"], graph.Plates.Select(plate => plate.Name));
        Assert.Equal(["g", "g", "g"], graph.Variables.Where(variable => variable.Kind == VariableKind.GroupEffects).Select(variable => variable.Plate));
    }

    [Fact]
    public void A_constant_among_correlated_effects_has_no_graph()
    {
        BoundModel model = OddModels.BindText("y ~ x + (x | g)\nprior sd(g, x) ~ constant(1)");

        NotSupportedException exception = Assert.Throws<NotSupportedException>(() => FactorGraph.Of(model));
        Assert.Equal("Effects of 'g' are correlated and the standard deviation of one is constant; message passing and Gibbs sampling have no such prior.", exception.Message);
    }

    [Theory]
    [InlineData("prior sigma ~ constant(1e-200)", ConjugateForm.HuangWand)]
    [InlineData("prior sigma ~ student_t(3, 0, 1e170)", ConjugateForm.HuangWand)]
    [InlineData("prior sd(g) ~ student_t(3, 0, 1e170)", ConjugateForm.HuangWand)]
    [InlineData("prior sd(g) ~ student_t(3, 0, 1e170)", ConjugateForm.MatrixF)]
    public void Scales_whose_squares_are_no_doubles_have_no_graph(string prior, ConjugateForm form)
    {
        NotSupportedException exception = Assert.Throws<NotSupportedException>(() => FactorGraph.Of(OddModels.BindText("y ~ x + (x | g)\n" + prior), form));
        Assert.Contains("beyond double precision", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_valid_graph_that_is_no_mixed_model_is_refused_with_the_factors_name()
    {
        FactorGraph graph = FactorGraph.Create([], [new("tau", VariableKind.Precision, VariableShape.Scalar, [], null, "")], [new ConstantFactor("tau", 1)], []);

        Assert.Equal("A linear mixed model has one response; this graph has 0.", Assert.Throws<NotSupportedException>(() => MixedModelGraph.Of(graph)).Message);
    }
}
