using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.FactorGraphs.Graphs;

namespace BayesLmm.Tests.FactorGraphs.Graphs;

/// <summary>From a conjugate model to its graph.</summary>
public sealed class GraphCompilerTests
{
    public static TheoryData<string, string> Graphs => ExampleGraphs.Names;

    [Theory]
    [MemberData(nameof(Graphs))]
    public void A_model_compiles_into_a_conjugate_one_and_a_graph_of_its_sizes(string name, string form)
    {
        BoundModel model = ExampleGraphs.Model(name);
        ConjugateModel read = ConjugateCompiler.Compile(model, Enum.Parse<ConjugateForm>(form));
        FactorGraph graph = GraphCompiler.Compile(read);

        Assert.Equal(model.FixedEffects.Count, read.Coefficients.Count);
        Assert.Equal(model.GroupTerms.Count, read.Terms.Count);
        Assert.Equal(model.NuPrior is not null, read.DegreesOfFreedom is not null);
        Assert.Equal(model.Products.RowCount, graph.Plates[0].Size);
        Assert.All(model.GroupTerms, term => Assert.Equal(term.Levels.Count, graph.Plates.Single(plate => plate.Name == term.Group).Size));
        Assert.Equal(GraphCompiler.Compile(model, Enum.Parse<ConjugateForm>(form)), graph);
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
}
