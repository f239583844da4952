using System.Text.Json;
using System.Xml.Linq;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.Reports.Content;
using BayesLmm.Reports.Content.Comparisons;
using BayesLmm.Reports.Content.Explanations;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Content.Graphs;
using BayesLmm.Reports.Content.Predictions;
using BayesLmm.Reports.Content.Priors;
using BayesLmm.Reports.Content.Reml;
using BayesLmm.Reports.Content.Starters;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Formats;
using BayesLmm.Reports.Starters;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Tests.Content;

/// <summary>
/// Every content in every format, without loss: what people read of a table stands in each, and what a table has for programs is in CSV and JSON.
/// </summary>
public sealed class ContentTests
{
    /// <summary>Names that mean something to every format.</summary>
    private const string Group = "a_b & <c>|%$";

    private static readonly Dictionary<string, ReportDocument> Documents = Create();

    public static TheoryData<string> Names => [.. Documents.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_table_is_in_every_format_for_people_with_all_its_rows(string name)
    {
        ReportDocument document = Documents[name];
        ReportTable[] tables = [.. Tables(document).Where(table => !table.IsForProgramsOnly)];
        string markdown = ReportFormats.Write(document, "markdown"), latex = ReportFormats.Write(document, "latex");
        XElement page = XDocument.Parse(ReportFormats.Write(document, "html")).Root!;

        Assert.Equal(tables.Length, page.Descendants(page.Name.Namespace + "table").Count());
        Assert.Equal(tables.Length, latex.Split("\\begin{table}").Length - 1);
        Assert.Equal(
            tables.SelectMany(table => table.Rows.SelectMany(row => table.Shown.Select(c => row[c].Text))),
            page.Descendants(page.Name.Namespace + "tbody").Elements().Elements().Select(cell => cell.Value));
        Assert.All(tables.SelectMany(table => table.Rows.SelectMany(row => table.Shown.Select(c => row[c].Text))),
            cell => Assert.Contains(MarkdownFormat.Escape(cell), markdown, StringComparison.Ordinal));
        Assert.All(document.Sections.Where(section => !section.IsOfThisRun),
            section => Assert.Contains("## " + MarkdownFormat.Escape(section.Title), markdown, StringComparison.Ordinal));
        Section[] inText = document.Notation is null ? [.. document.Sections] : [];
        Assert.All(inText, section => Assert.Contains(section.Title, ReportFormats.Write(document, "text"), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_number_of_csv_is_one_of_json_or_follows_from_its_row(string name)
    {
        ReportDocument document = Documents[name];
        string[] lines = ReportFormats.Write(document, "csv").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using JsonDocument json = JsonDocument.Parse(ReportFormats.Write(document, "json"));

        int rows = Tables(document).Where(table => !table.IsForPeopleOnly).Sum(table => table.Rows.Count)
            + document.Sections.SelectMany(section => section.Blocks).OfType<Facts>().Sum(facts => facts.Items.Count(fact => fact.Term is not null));
        Assert.Equal(rows + 1, lines.Length);
        Assert.Equal(document.Members.Select(member => member.Name), json.RootElement.EnumerateObject().Select(member => member.Name));
        Check(new Datum.Group(document.Members), json.RootElement);
    }

    [Fact]
    public void Figures_of_a_fit_are_drawn_into_its_page()
    {
        XElement page = XDocument.Parse(ReportFormats.Write(Documents["fit"], "html")).Root!;
        XNamespace svg = "http://www.w3.org/2000/svg";
        XElement[] figures = [.. page.Descendants(page.Name.Namespace + "figure")];

        Assert.Equal(["Densities", "Ranks"], figures.Select(figure => (string?)figure.Attribute("data-title")));
        Assert.All(figures, figure =>
        {
            XElement[] drawings = [.. figure.Descendants(svg + "svg").Where(drawing => (string?)drawing.Attribute("role") == "img")];
            Assert.NotEmpty(drawings);
            Assert.All(drawings, drawing => Assert.NotEmpty((string)drawing.Attribute("aria-label")!));
            Assert.All(drawings, drawing => Assert.Contains(drawing.Elements(svg + "path"), path => path.Attribute("data-mark") is not null));
        });
    }

    private static IEnumerable<ReportTable> Tables(ReportDocument document) => document.Sections.SelectMany(section => section.Blocks).OfType<ReportTable>();

    /// <summary>Numbers come back from JSON as they were, bit for bit.</summary>
    private static void Check(Datum datum, JsonElement json)
    {
        switch (datum)
        {
            case Datum.Number number when double.IsFinite(number.Value):
                Assert.Equal(number.Value, json.GetDouble());
                break;
            case Datum.Number:
                Assert.Equal(JsonValueKind.Null, json.ValueKind);
                break;
            case Datum.Whole whole:
                Assert.Equal(whole.Value, json.GetDecimal());
                break;
            case Datum.Truth truth:
                Assert.Equal(truth.Value, json.GetBoolean());
                break;
            case Datum.Words words:
                Assert.Equal(words.Text, json.GetString());
                break;
            case Datum.List list:
                Assert.Equal(list.Items.Count, json.GetArrayLength());
                Assert.All(list.Items.Zip(json.EnumerateArray()), pair => Check(pair.First, pair.Second));
                break;
            case Datum.Group group:
                Assert.Equal(group.Members.Select(member => member.Name), json.EnumerateObject().Select(member => member.Name));
                Assert.All(group.Members.Zip(json.EnumerateObject()), pair => Check(pair.First.Value, pair.Second.Value));
                break;
            default:
                Assert.Fail($"A datum of type {datum.GetType().Name}.");
                break;
        }
    }

    private static StarterModel Starter() => new(
        "t.csv",
        60,
        [
            new("y", ColumnKind.Number, 60, -1, 5, 3, false),
            new("x", ColumnKind.Integer, 7, 0, 6, 0, true),
            new(Group, ColumnKind.Text, 6, double.NaN, double.NaN, 0, false),
            new("z", ColumnKind.Number, 1, 2, 2, 0, false),
        ],
        "y",
        new ResponseReason.OnlyNumbers(),
        ["x"],
        ["x"],
        [new StarterGroup(Group, 6, null, ["x"], "x")],
        [("z", new LeftOutReason.AllEqual())]);

    private static Dictionary<string, ReportDocument> Create()
    {
        string[] levels = ["x", "<y>", "z,\"q\"", "w_1", "v%", "u & t"];
        double[] x = [.. Enumerable.Range(0, 60).Select(i => (double)(i % 7))];
        double[] y = [.. Enumerable.Range(0, 60).Select(i => (0.5 * (i % 7)) + Math.Sin(i * i) + Math.Cos(3.0 * (i / 10)))];
        Table table = new("t", [new NumericColumn("y", [.. y]), new NumericColumn("x", [.. x]),
            new CategoricalColumn(Group, [.. levels], [.. Enumerable.Range(0, 60).Select(i => i / 10)])]);
        BoundModel model = Model.Parse($"y ~ x + (1 | `{Group}`)").Bind(table), larger = Model.Parse($"y ~ x + (x | `{Group}`)").Bind(table);
        ModelInput input = new(model, "text", null, "t.csv");
        RemlFit reml = model.FitReml(), second = larger.FitReml();
        FixedEffectInference inference = reml.InferFixedEffects(DegreesOfFreedomMethod.Satterthwaite);
        RemlFindings findings = new(
            new RemlOptions(), inference.TestCoefficients(0.95), inference.Anova(SumOfSquaresType.TypeIII), reml.DecomposeVariance(),
            reml.CompareWithLeastSquares(), [])
        {
            Effects = reml.PredictGroupEffects(),
            Interrupted = ["bootstrap"],
        };
        Posterior posterior = model.Sample(new DrawOptions { Chains = 2, Draws = 100, Seed = 1 });
        Timing[] timings = [new(Step.Total, TimeSpan.FromSeconds(1))];
        EngineTable engines = EngineTable.Create(reml, [new EngineAnswer("hmc", posterior), new EngineAnswer("again", posterior)]);
        FitResult fit = new(input, reml, posterior, posterior.CompareWith(reml), timings)
        {
            Further = new FurtherEngines(posterior, engines, [("vmp", "It was interrupted.")]),
        };
        return new Dictionary<string, ReportDocument>
        {
            ["reml"] = RemlContent.Of(new RemlResult(input, reml, findings, timings)),
            ["compare"] = CompareContent.Of(new CompareResult(
                [new(input, reml), new(input with { Model = larger }, second)], true, false, [new ComparedPair(0, 1, reml.CompareLikelihood(second), null)],
                false)),
            ["predict"] = PredictContent.Of(new PredictResult(reml, new PredictionOptions(), reml.Predict(new PredictionOptions()))),
            ["prior"] = PriorContent.Of(model.SimulatePrior(100, 1)),
            ["explain"] = ExplanationContent.Of(new Explanation(model.Specification, "text", "m.blmm", input, null, model.Priors, FitPlan.Create(model), true)),
            ["explain without data"] = ExplanationContent.Of(new Explanation(model.Specification, "text", null, null, "There is none.", [], null, false)),
            ["graph"] = GraphContent.Of(GraphResult.Create(input with { Model = larger }, ConjugateForm.HuangWand)),
            ["graph of independent effects"] = GraphContent.Of(GraphResult.Create(input, ConjugateForm.MatrixF)),
            ["new"] = StarterContent.Of(Starter(), model, new StarterView("a test", null)),
            ["fit"] = FitContent.Of(fit, new FitView(false, null)),
            ["fit with all effects"] = FitContent.Of(fit, new FitView(true, null)),
        };
    }
}
