using System.Text.Json;
using BayesLmm.Design;
using BayesLmm.Design.Columns;
using BayesLmm.Numerics;

namespace BayesLmm.Tests.Design;

/// <summary>Design matrices compared with R's model.matrix.</summary>
public class ModelMatrixTests
{
    /// <summary>Relative rounding of sums over at most 919 rows.</summary>
    private const double Rounding = 1e-12;

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, All.Length)];

    private static JsonElement[] All { get; } =
        [.. JsonDocument.Parse(File.ReadAllText(Repository.PathOf("tests", "reference", "design", "model_matrices.json"))).RootElement.EnumerateArray()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Columns_their_order_and_their_sums_are_Rs(int index)
    {
        JsonElement expected = All[index];
        Table table = TableReader.Read(Repository.PathOf("examples", "data", expected.GetProperty("data").GetString()!));

        // Any response makes the formula a model.
        const string Response = "a response that no formula uses";
        Table extended =
            new(table.Name, [.. table.Columns, new NumericColumn(Response, [.. Enumerable.Range(0, table.RowCount).Select(i => (double)((i * i) % 7))])]);
        Dictionary<string, string> factors = expected.GetProperty("factors").EnumerateArray().ToDictionary(name => name.GetString()!, _ => "");
        if (expected.GetProperty("contrasts") is { ValueKind: JsonValueKind.Object } contrasts)
        {
            foreach (JsonProperty contrast in contrasts.EnumerateObject())
            {
                factors[contrast.Name] = " contrasts " + contrast.Value.GetString()!.Replace("contr.", "", StringComparison.Ordinal);
            }
        }

        string statements = string.Concat(factors.Select(factor => $"factor {factor.Key}{factor.Value}\n"));
        BoundModel model = Model.Parse($"{statements}`{Response}` {expected.GetProperty("formula").GetString()}").Bind(extended);
        FixedEffectsDesign design = model.Design.FixedEffects;
        EquatableArray<DesignColumn> X = design.Columns;

        Assert.Equal(expected.GetProperty("rows").GetInt32(), model.Design.RowCount);
        Assert.Equal(expected.GetProperty("rank").GetInt32(), X.Count);
        string[] names = [.. expected.GetProperty("columns").EnumerateArray().Select(name => name.GetString()!)];
        string[] ours = [.. X.Select(column => RName(column.Name))];
        Assert.Equal(names.Except(design.Dropped.Select(RName)), ours);
        for (int j = 0; j < names.Length; j++)
        {
            int own = Array.IndexOf(ours, names[j]);
            if (own < 0)
            {
                continue;
            }

            double[] values = X[own].Values;
            CheckClose(expected.GetProperty("column_sums")[j].GetDouble(), values.Sum());
            CheckClose(expected.GetProperty("column_sumsq")[j].GetDouble(), values.Sum(value => value * value));
            CheckClose(expected.GetProperty("first_row")[j].GetDouble(), values[0]);
            CheckClose(expected.GetProperty("middle_row")[j].GetDouble(), values[(values.Length / 2) - 1 + (values.Length % 2)]);
            CheckClose(expected.GetProperty("last_row")[j].GetDouble(), values[^1]);
        }
    }

    private static string RName(string name) =>
        name == "intercept" ? "(Intercept)" : name.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);

    private static void CheckClose(double expected, double actual) => Assert.Equal(expected, actual, Rounding * Math.Max(1, Math.Abs(expected)));
}
