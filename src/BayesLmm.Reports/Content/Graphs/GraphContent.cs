using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.FactorGraphs.Graphs;
using BayesLmm.FactorGraphs.Pictures.Formats;
using BayesLmm.FactorGraphs.Texts;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Content.Graphs;

/// <summary>The report of a model's factor graph; its plain text is the graph in its own notation.</summary>
internal static class GraphContent
{
    private static readonly string[] Fields =
        [Field.Table, Field.Term, Field.Group, "size", "kind", "shape", "components", "plate", "distribution", "definition", "parents"];

    /// <summary>The document.</summary>
    public static ReportDocument Of(GraphResult result)
    {
        FactorGraph graph = result.Graph;
        ReportTable plates = Plates(graph), variables = Variables(graph), factors = Factors(graph);
        ReportTable covariances = CovarianceTable.Of(result.Conjugate), substitutions = Substitutions(graph);
        return new ReportDocument(
            $"Factor graph: {result.Input.Formula}",
            [
                InputContent.Model(result.Input),
                new Section("Factor graph", new Prose(GraphWording.Sizes(graph, result.Form)), new Drawing(GraphWording.Caption, () => GraphSvg.Write(graph))),
                new Section("Plates", plates),
                new Section("Variables", variables),
                new Section("Factors", factors, new Prose(GraphText.Legend)),
                .. Optional("Priors of standard deviations and correlations", covariances, new Prose(GraphWording.Covariances)),
                .. Optional("Replaced priors", substitutions),
            ],
            [
                InputContent.ModelMember(result.Input),
                InputContent.DataMember(result.Input),
                new("covariancePrior", GraphWording.Name(result.Form)),
                new("plates", plates.Records()),
                new("variables", variables.Records("name", "kind", "shape", "components", "plate", "indexes", "observed", "meaning")),
                new("factors", factors.Records("child", "relation", "distribution", "definition", "parameters", "parents")),
                new("covariances", covariances.Records()),
                new("substitutions", substitutions.Records()),
                InputContent.Warnings(result.Input.Model.Warnings),
            ])
        {
            CsvFields = Fields,
            Notation = GraphText.Write(graph),
        };
    }

    /// <summary>A section, if its table has rows.</summary>
    private static IEnumerable<Section> Optional(string title, ReportTable table, params IEnumerable<Block> others) =>
        table.Rows.Count == 0 ? [] : [new Section(title, [table, .. others])];

    private static ReportTable Plates(FactorGraph graph) => TableOf.Items("plates", graph.Plates)
        .Words("plate", Field.Term, "name", plate => plate.Name)
        .Numbers("size", "size", "size", plate => Cell.Count(plate.Size))
        .Build();

    private static ReportTable Variables(FactorGraph graph) => TableOf.Items("variables", graph.Variables)
        .Words("variable", Field.Term, "name", variable => variable.Name)
        .Words("kind", "kind", "kind", variable => GraphWords.KindWord(variable.Kind))
        .Words("shape", "shape", "shape", variable => GraphWords.ShapeWord(variable.Shape))
        .Words("components", "components", null, variable => Joined(variable.Components.Select(GraphWords.Name)))
        .Data("components", variable => Datum.ListOf(variable.Components))
        .Words("plate", "plate", "plate", variable => variable.Plate)
        .Words("level of", "indexes", "indexes", variable => variable.Indexes)
        .Add(new ReportColumn(null, "is_observed", "observed", Align.Left), variable => Cell.Data(variable.IsObserved))
        .Words("meaning", "note", "meaning", variable => variable.Meaning)
        .Build();

    private static ReportTable Factors(FactorGraph graph) => TableOf.Items("factors", graph.Factors)
        .Words("child", Field.Term, null, factor => GraphText.Part(factor.Child))
        .Data("child", factor => FactorMembers.Part(factor.Child))
        .Add(
            new ReportColumn("relation", "relation", "relation", Align.Left) { IsSelfEvident = true },
            factor => factor.IsDeterministic ? new Cell("=", "deterministic") : new Cell("~", "stochastic"))
        .Words(null, "distribution", "distribution", GraphWords.DistributionWord)
        .Words("distribution or value", "definition", "definition", factor => GraphText.Definition(graph, factor))
        .Data("parameters", FactorMembers.Parameters)
        .Words(null, "parents", null, factor => Joined(factor.Parents.Select(GraphText.Part)))
        .Data("parents", factor => Datum.ListOf(factor.Parents, FactorMembers.Members))
        .Build();

    private static ReportTable Substitutions(FactorGraph graph) => TableOf.Items("substitutions", graph.Substitutions)
        .Words("parameters", Field.Term, "parameters", substitution => substitution.Parameters)
        .Words("prior of the model", "prior", "prior", substitution => substitution.Prior)
        .Words("prior of the graph", "substitute", "substitute", substitution => substitution.Substitute)
        .Build();

    private static string Joined(IEnumerable<string> words) => string.Join(", ", words);
}
