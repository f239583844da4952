using static BayesLmm.Tests.Design.NestingDesigns;

namespace BayesLmm.Tests.Design;

/// <summary>Labels that start anew get a warning, also where the response says little; crossed factors get none.</summary>
public sealed class CrossedOrNestedTests
{
    private const int Seeds = 10;

    public static TheoryData<string> NestedNames => [.. Nested.Keys.Order()];

    public static TheoryData<string> CrossedNames => [.. Crossed.Keys.Order()];

    private static readonly int[] Uneven = [15, 22, 39, 18, 27, 31, 16, 24], FewUneven = [3, 5, 4, 7, 6];

    private static readonly Dictionary<string, Func<NestingDesigns, Table>> Nested = new()
    {
        ["pupils in classes of different size"] = design => design.Nested(Uneven, 3, 1, 1),
        ["pupils that hardly differ"] = design => design.Nested(Uneven, 3, 1, 0.1),
        ["pupils and schools that hardly differ"] = design => design.Nested(Uneven, 2, 0.1, 0.1),
        ["pupils that do not differ at all"] = design => design.Nested(Uneven, 2, 0, 0),
        ["text labels whose order is not that of numbers"] = design => design.Nested(Uneven, 2, 1, 0.3, i => "s" + Number(i), Text),
        ["few clinics"] = design => design.Nested([4, 9, 6], 3, 1, 0.5),
        ["wards in five hospitals"] = design => design.Nested(FewUneven, 4, 0.5, 0.2),
        ["two rows each"] = design => design.Nested([6, 8, 5, 9, 7, 6], 2, 1, 0.3),
        ["trees in plots of equal size, strong"] = design => design.Nested([6, 6, 6, 6, 6, 6, 6, 6], 4, 1, 2),
        ["patients in hospitals of equal size, strong"] = design => design.Nested([5, 5, 5, 5], 6, 1, 2.5),
        ["many outer levels with few inner ones"] = design => design.Nested([.. Enumerable.Range(0, 30).Select(j => 2 + (j % 4))], 3, 1, 0.2),
        ["one outer level larger than all others"] = design => design.Nested([3, 4, 3, 5, 4, 9], 3, 1, 0.4),
    };

    private static readonly Dictionary<string, Func<NestingDesigns, Table>> Crossed = new()
    {
        ["plates and samples, one row each"] = design => design.Crossed(24, 6, (_, _) => 1),
        ["operators and parts with replicates"] = design => design.Crossed(6, 10, (_, _) => 3),
        ["workers and machines, letters"] = design => design.Crossed(6, 4, (_, _) => 3, 0.3, null, j => "ABCD"[j..(j + 1)]),
        ["blocks and varieties in split plots"] = design => design.Crossed(6, 3, (_, _) => 4, 0.2, i => "block" + Number(i), j => "v" + Number(j)),
        ["subjects and items in a Latin square"] = design => design.Crossed(12, 12, (_, _) => 1),
        ["students and teachers, few pairs"] = design => design.Crossed(200, 30, (_, _) => design.Chance(0.1) ? 1 : 0),
        ["pupils who change schools, labels of their own"] = design =>
        {
            int[] home = [.. Enumerable.Range(0, 60).Select(_ => design.Any(8))];
            return design.Crossed(60, 8, (i, j) => home[i] == j ? 2 : (i + j) % 7 == 0 ? 2 : 0);
        },
        ["raters and essays with gaps"] = design => design.Crossed(10, 15, (_, _) => design.Chance(0.7) ? 2 : 0),
        ["subjects and days, some stop early"] = design => design.Crossed(30, 8, (i, j) => j < 3 + (i % 6) ? 1 : 0),
        ["subjects and visits with two rows, some stop early"] = design => design.Crossed(40, 6, (i, j) => j < 2 + (i % 5) ? 2 : 0),
        ["labs and materials, unequal replicates"] = design => design.Crossed(8, 7, (i, j) => 2 + ((i + j) % 3)),
        ["sires and dams with an interaction"] = design => design.Crossed(10, 10, (_, _) => 3, 0.5),
    };

    [Theory]
    [MemberData(nameof(NestedNames))]
    public void Labels_that_start_anew_get_a_warning(string name)
    {
        int warned = Enumerable.Range(1, Seeds).Count(seed => Nestings(Nested[name](new NestingDesigns(seed))).Length == 1);
        Assert.True(warned >= Seeds - 1, $"{warned} of {Seeds} times");
        Assert.Contains("(1 | a/b)", Nestings(Nested[name](new NestingDesigns(1))).Single().Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(CrossedNames))]
    public void Crossed_factors_get_none(string name)
    {
        int warned = Enumerable.Range(1, Seeds).Count(seed => Nestings(Crossed[name](new NestingDesigns(seed))).Length > 0);
        Assert.True(warned == 0, $"{warned} of {Seeds} times");
    }

    [Fact]
    public void Labels_that_start_anew_get_no_advice_about_their_number()
    {
        Table table = new NestingDesigns(1).Nested(FewUneven, 4, 1, 1);
        Assert.DoesNotContain(
            Model.Parse("y ~ 1 + (1 | a) + (1 | b)").Bind(table).Warnings,
            warning => warning.Code == "BL2102" && warning.Message.Contains("'b'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("prior sd(a) ~ student_t(3, 0, 5)")]
    [InlineData("prior sd(a, intercept) ~ student_t(3, 0, 5)")]
    public void Advice_about_few_groups_takes_notice_of_a_prior(string prior)
    {
        Table table = new NestingDesigns(1).Crossed(6, 12, (_, _) => 2);
        string Advice(string text) => Assert.Single(Model.Parse(text).Bind(table).Warnings, warning => warning.Code == "BL2102").Message;
        Assert.Contains("the prior that the model gives this standard deviation", Advice($"y ~ 1 + (1 | a) + (1 | b)\n{prior}"), StringComparison.Ordinal);
        Assert.Contains("with a prior for this standard deviation that you can defend", Advice("y ~ 1 + (1 | a) + (1 | b)"), StringComparison.Ordinal);
    }

    private static Diagnostic[] Nestings(Table table) =>
        [.. Model.Parse("y ~ 1 + (1 | a) + (1 | b)").Bind(table).Warnings.Where(warning => warning.Code == "BL2104")];
}
