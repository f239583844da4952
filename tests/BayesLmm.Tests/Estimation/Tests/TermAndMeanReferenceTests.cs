using System.Text.Json;

namespace BayesLmm.Tests.Estimation.Tests;

/// <summary>
/// Anova tables of all types and marginal means of unbalanced data, compared with lmerTest 3.1-3, pbkrtest 0.5.2 and emmeans 1.8.4-1 on R 4.2.2 with
/// lme4 1.1-31 at tight tolerances (covariates always at their means: emm_options(cov.keep = NULL)).
/// </summary>
public class TermAndMeanReferenceTests
{
    /// <summary>What two optimisers leave; see <see cref="ReferenceTests"/>.</summary>
    private const double Tolerance = 1e-4;

    private static readonly JsonElement Cases =
        JsonDocument.Parse(File.ReadAllText(Repository.PathOf("tests", "reference", "fixed_effects", "tests.json"))).RootElement.GetProperty("cases");

    public static TheoryData<string> Names => [.. Cases.EnumerateArray().Select(entry => entry.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Anova_tables_of_types_I_II_and_III_are_lmerTests(string name)
    {
        (RemlFit fit, JsonElement entry) = Fit(name);
        Assert.Equal(entry.GetProperty("criterion").GetDouble(), fit.Criterion, 1e-6);
        foreach (JsonElement expected in entry.GetProperty("anova").EnumerateArray().Where(table => IsComparable(entry, table)))
        {
            SumOfSquaresType type = (SumOfSquaresType)(expected.GetProperty("type").GetInt32() - 1);
            AnovaTable table = fit.Anova(type, MethodOf(expected));
            Assert.Equal(expected.GetProperty("rows").GetArrayLength(), table.Terms.Count);
            foreach ((JsonElement row, TermTest term) in expected.GetProperty("rows").EnumerateArray().Zip(table.Terms))
            {
                string where = $"{name} {type} {table.Method} {term.Term}";
                JointTest test = term.Test!;
                AssertRelative(row.GetProperty("num"), test.NumeratorDegreesOfFreedom, where + " numerator");
                AssertRelative(row.GetProperty("den"), test.DenominatorDegreesOfFreedom!.Value, where + " denominator");
                AssertRelative(row.GetProperty("F"), test.Statistic, where + " F");
                AssertRelative(row.GetProperty("meansq"), test.MeanSquare, where + " mean square");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Marginal_means_and_their_differences_are_those_of_emmeans(string name)
    {
        (RemlFit fit, JsonElement entry) = Fit(name);
        foreach (JsonElement expected in entry.GetProperty("means").EnumerateArray().Where(table => IsComparable(entry, table)))
        {
            string[] factors = [.. expected.GetProperty("factors").EnumerateArray().Select(factor => factor.GetString()!)];
            MarginalMeans means = fit.InferFixedEffects(MethodOf(expected)).MarginalMeans(factors);
            foreach (JsonElement row in expected.GetProperty("rows").EnumerateArray())
            {
                string[] levels = [.. row.GetProperty("levels").EnumerateArray().Select(level => level.GetString()!)];
                ContrastTest mean = means[levels].Mean!;
                string where = $"{name} {string.Join(", ", levels)}";
                AssertRelative(row.GetProperty("mean"), mean.Estimate, where);
                AssertRelative(row.GetProperty("se"), mean.StandardError, where);
                AssertRelative(row.GetProperty("df"), mean.DegreesOfFreedom, where);
                AssertRelative(row.GetProperty("lower"), mean.Lower, where);
                AssertRelative(row.GetProperty("upper"), mean.Upper, where);
            }

            CheckPairs(expected, means, name);
        }
    }

    private static void CheckPairs(JsonElement expected, MarginalMeans means, string name)
    {
        PairwiseContrast[] tukey = [.. means.Pairs()], holm = [.. means.Pairs(PValueAdjustment.Holm)];
        JsonElement[] rows = [.. expected.GetProperty("pairs").EnumerateArray()];
        Assert.Equal(rows.Length, tukey.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            string where = $"{name} {rows[i].GetProperty("name").GetString()}";
            double error = rows[i].GetProperty("se").GetDouble();
            Assert.Equal(rows[i].GetProperty("estimate").GetDouble(), tukey[i].Test.Estimate, Tolerance * error);
            AssertRelative(rows[i].GetProperty("se"), tukey[i].Test.StandardError, where);
            AssertRelative(rows[i].GetProperty("df"), tukey[i].Test.DegreesOfFreedom, where);

            // R's ptukey is good to about 1e-8 by itself, so that very small p have no relative accuracy there.
            double p = rows[i].GetProperty("tukey").GetDouble();
            Assert.Equal(p, tukey[i].AdjustedPValue, (1e-3 * p) + 1e-7);
            p = rows[i].GetProperty("holm").GetDouble();
            Assert.Equal(p, holm[i].AdjustedPValue, 1e-3 * p);
        }
    }

    private static DegreesOfFreedomMethod MethodOf(JsonElement table) =>
        table.GetProperty("method").GetString()!.StartsWith("K", StringComparison.OrdinalIgnoreCase)
            ? DegreesOfFreedomMethod.KenwardRoger
            : DegreesOfFreedomMethod.Satterthwaite;

    /// <summary>pbkrtest 0.5.2 takes every weight for 1; with weights Kenward and Roger's method is compared with a dense computation instead.</summary>
    private static bool IsComparable(JsonElement entry, JsonElement table) =>
        MethodOf(table) != DegreesOfFreedomMethod.KenwardRoger || !entry.GetProperty("text").GetString()!.Contains("weights", StringComparison.Ordinal);

    private static (RemlFit Fit, JsonElement Entry) Fit(string name)
    {
        JsonElement entry = Cases.EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == name);
        Table table = TableReader.Read(Repository.PathOf("examples", "data", entry.GetProperty("data").GetString()!));
        return (Model.Parse(entry.GetProperty("text").GetString()!).Bind(table).FitReml(), entry);
    }

    private static void AssertRelative(JsonElement expected, double actual, string where)
    {
        double value = expected.GetDouble();
        Assert.True(Math.Abs(value - actual) <= Tolerance * Math.Abs(value), $"{where}: expected {value:R}, found {actual:R}");
    }
}
