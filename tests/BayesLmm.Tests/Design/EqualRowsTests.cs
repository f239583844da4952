using BayesLmm.Data.Columns;
using BayesLmm.Design;
using BayesLmm.Families;
using BayesLmm.Numerics;

namespace BayesLmm.Tests.Design;

/// <summary>Rows with one linear predictor are put together, and the density does not notice.</summary>
public sealed class EqualRowsTests
{
    /// <summary>Sums of some thousand terms of size 1, in another order.</summary>
    private const double Tolerance = 1e-11;

    private const int Rows = 3000;

    [Theory]
    [InlineData("event ~ f * z + (1 + z | g)\nfamily bernoulli", 1)]
    [InlineData("event ~ f * z + (1 | g)\nfamily bernoulli link probit", 1)]
    [InlineData("event ~ f + (1 | g)\nfamily bernoulli link cloglog", 1)]
    [InlineData("hits ~ f * z + (1 | g)\nfamily binomial trials size", 0)]
    [InlineData("hits ~ f + (1 | g)\nfamily binomial trials size, link cloglog", 0)]
    [InlineData("count ~ f + z + (1 | g) + (1 | h)\nfamily poisson\noffset log(z + 2)", 1)]
    [InlineData("count ~ f + z + (1 | g)\nfamily negative_binomial\noffset log(z + 2)", 1)]
    public void The_density_and_its_gradient_are_those_of_all_rows(string text, int weightOfRow)
    {
        BoundModel model = Bind(text);
        ObservedRows all = model.CreateObservedRows(), merged = model.CreateRowsByLevel();
        RandomStream random = new(5);
        double[] beta = new double[model.FixedEffects.Count], effects = new double[model.Products.EffectCount];
        double[] parameters = model.Family.Parameters.Count == 0 ? [] : [1.7];
        Assert.InRange(merged.Count, 10, Rows / 3);
        double total = 0;
        foreach (double weight in merged.Weights)
        {
            total += weight;
        }

        Assert.Equal(weightOfRow == 1 ? Rows : model.Design.Weights!.Sum(), total);
        for (int point = 0; point < 5; point++)
        {
            random.FillNormal(beta);
            random.FillNormal(effects);
            (double value, double[] byBeta, double[] byEffects, double[] byParameters) = Evaluate(model, all, beta, effects, parameters);
            (double other, double[] otherBeta, double[] otherEffects, double[] otherParameters) = Evaluate(model, merged, beta, effects, parameters);
            AssertClose([value, .. byBeta, .. byEffects, .. byParameters], [other, .. otherBeta, .. otherEffects, .. otherParameters], Math.Abs(value));
        }
    }

    [Fact]
    public void Different_rows_stay_apart()
    {
        BoundModel model = Bind("event ~ x + (1 | g)\nfamily bernoulli");
        Assert.Null(EqualRows.Find(model.Design, model.Design.RowsByLevel(), withEqualResponses: false));
        Assert.Equal(Rows, model.CreateRowsByLevel().Count);
        Assert.True(model.CreateRowsByLevel().Weights.IsEmpty);
    }

    [Fact]
    public void Rows_are_put_together_as_a_dictionary_of_their_values_does()
    {
        BoundModel model = Bind("count ~ f + z + (1 + z | g) + (1 | h)\nfamily poisson");
        ModelDesign design = model.Design;
        EqualRows merged = EqualRows.Find(design, [.. Enumerable.Range(0, Rows)], withEqualResponses: false)!;
        Dictionary<string, (double Sum, double Count)> naive = [];
        string Key(int row) => string.Join('|', design.FixedEffects.Columns.Select(column => $"{column.Values[row]}")
            .Concat(design.RandomTerms.Select(term => $"{term.Codes[row]}")));
        for (int row = 0; row < Rows; row++)
        {
            (double sum, double count) = naive.GetValueOrDefault(Key(row));
            naive[Key(row)] = (sum + design.Response[row], count + 1);
        }

        Assert.Equal(naive.Count, merged.Rows.Length);
        Assert.All(Enumerable.Range(0, merged.Rows.Length), i => Assert.Equal(naive[Key(merged.Rows[i])], (merged.Response[i], merged.Weights[i])));
    }

    [Fact]
    public void Normal_residuals_keep_every_row() =>
        Assert.Equal(Rows, Bind("count ~ f + z + (1 | g)\nfamily student_t").CreateRowsByLevel().Count);

    private static (double Value, double[] ByBeta, double[] ByEffects, double[] ByParameters) Evaluate(
        BoundModel model, ObservedRows rows, double[] beta, double[] effects, double[] parameters)
    {
        double[] predictor = new double[rows.Count], slopes = new double[rows.Count];
        double[] byBeta = new double[beta.Length], byEffects = new double[effects.Length], byParameters = new double[parameters.Length];
        rows.Predictor.Compute(beta, effects, predictor);
        double value = model.Family.Density.Evaluate(rows.Response, rows.Weights, predictor, parameters, slopes, byParameters);
        rows.Predictor.ComputeTransposed(slopes, byBeta, byEffects);
        return (value, byBeta, byEffects, byParameters);
    }

    private static void AssertClose(double[] expected, double[] actual, double scale) => Assert.All(
        expected.Zip(actual), pair => Assert.InRange(pair.Second, pair.First - (Tolerance * scale), pair.First + (Tolerance * scale)));

    private static BoundModel Bind(string text)
    {
        RandomStream random = new(3);
        int[] cells = [.. Enumerable.Range(0, Rows).Select(_ => (int)(12 * random.NextUniform()))];
        int[] groups = [.. Enumerable.Range(0, Rows).Select(_ => (int)(20 * random.NextUniform()))];
        double[] count = [.. cells.Select(_ => Math.Floor(4 * random.NextUniform()))];
        double[] size = [.. count.Select(hits => hits + Math.Ceiling(3 * random.NextUniform()))];
        return Model.Parse(text).Bind(new Table("t",
        [
            CategoricalColumn.FromTexts("f", [.. cells.Select(cell => "abc"[cell % 3].ToString())]),
            CategoricalColumn.FromTexts("g", [.. groups.Select(group => $"g{group}")]),
            CategoricalColumn.FromTexts("h", [.. groups.Select(group => $"h{group % 4}")]),
            new NumericColumn("z", [.. cells.Select(cell => (double)(cell / 3))]),
            new NumericColumn("x", [.. cells.Select(_ => random.NextNormal())]),
            new NumericColumn("event", [.. cells.Select(_ => random.NextUniform() < 0.4 ? 1.0 : 0.0)]),
            new NumericColumn("count", count),
            new NumericColumn("hits", count),
            new NumericColumn("size", size),
        ]));
    }
}
