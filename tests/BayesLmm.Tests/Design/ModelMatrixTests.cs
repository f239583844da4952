using System.Text.Json;
using BayesLmm.Data;
using BayesLmm.Design.Columns;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Design;

/// <summary>Design matrices held against R's model.matrix.</summary>
public class ModelMatrixTests
{
    /// <summary>Relative rounding of sums over at most 919 rows.</summary>
    private const double Rounding = 1e-12;

    /// <summary>The cases with columns and operators only; functions and other contrasts come with the rest of the language.</summary>
    public static TheoryData<int> Cases
    {
        get
        {
            TheoryData<int> cases = [];
            for (int i = 0; i < All.Length; i++)
            {
                string formula = All[i].GetProperty("formula").GetString()!;
                bool hasFunction = formula.Contains("I(", StringComparison.Ordinal) || formula.Contains("poly", StringComparison.Ordinal)
                    || formula.Contains("scale", StringComparison.Ordinal) || formula.Contains("log(", StringComparison.Ordinal);
                if (!hasFunction && All[i].GetProperty("contrasts").ValueKind == JsonValueKind.Null)
                {
                    cases.Add(i);
                }
            }

            return cases;
        }
    }

    private static JsonElement[] All { get; } =
        [.. JsonDocument.Parse(File.ReadAllText(Repository.PathOf("tests", "reference", "design", "model_matrices.json"))).RootElement.EnumerateArray()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Columns_their_order_and_their_sums_are_Rs(int index)
    {
        JsonElement expected = All[index];
        Table table = TableReader.Read(Repository.PathOf("examples", "data", expected.GetProperty("data").GetString()!));

        // A constant group and a response that cannot be a predictor make the formula a model.
        string response = "response that no formula uses";
        Table extended = new(table.Name, [.. table.Columns, new NumericColumn(response, [.. Enumerable.Range(0, table.RowCount).Select(i => (double)(i % 7))])]);
        string factors = string.Concat(expected.GetProperty("factors").EnumerateArray().Select(name => $"factor {name.GetString()}\n"));
        Model model = Model.Parse($"{factors}`{response}` {expected.GetProperty("formula").GetString()}");
        List<BayesLmm.Language.Diagnostic> diagnostics = [];
        Dictionary<string, Column> columns = extended.Columns.ToDictionary(column => column.Name);
        BayesLmm.Design.ModelFrame frame = BayesLmm.Design.ModelFrame.Create(
            [.. columns.Values.Select(column => expected.GetProperty("factors").EnumerateArray().Any(f => f.GetString() == column.Name) && column is NumericColumn numeric
                ? numeric.ToCategorical() : column)],
            extended.RowCount);
        List<DesignColumn> X = TermColumns.Build(model.Formula.Fixed, frame, extended.RowCount);

        Assert.Equal(expected.GetProperty("rows").GetInt32(), extended.RowCount);
        Assert.Equal(expected.GetProperty("columns").EnumerateArray().Select(name => name.GetString()!), X.Select(column => RName(column.Name)));
        Assert.Equal(expected.GetProperty("rank").GetInt32(), CollinearColumns.FindIndependent([.. X.Select(column => column.Values)]).Count(independent => independent));
        for (int j = 0; j < X.Count; j++)
        {
            double[] values = X[j].Values;
            CheckClose(expected.GetProperty("column_sums")[j].GetDouble(), values.Sum());
            CheckClose(expected.GetProperty("column_sumsq")[j].GetDouble(), values.Sum(value => value * value));
            CheckClose(expected.GetProperty("first_row")[j].GetDouble(), values[0]);
            CheckClose(expected.GetProperty("last_row")[j].GetDouble(), values[^1]);
        }
    }

    private static string RName(string name) =>
        name == "intercept" ? "(Intercept)" : name.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);

    private static void CheckClose(double expected, double actual) => Assert.Equal(expected, actual, Rounding * Math.Max(1, Math.Abs(expected)));
}
