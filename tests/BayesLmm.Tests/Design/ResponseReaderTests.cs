using BayesLmm.Data.Columns;

namespace BayesLmm.Tests.Design;

/// <summary>Responses as numbers that their family takes. Wrong ones are in the corpus of wrong models.</summary>
public sealed class ResponseReaderTests
{
    private static readonly string[] Answers = ["no", "yes", "yes", "no", "yes", "maybe", "no", "yes"];

    private static readonly Table Data = new("t",
    [
        CategoricalColumn.FromTexts("answer", Answers),
        new NumericColumn("x", [1, 2, 3, 4, 6, 5, 7, 9]),
        new NumericColumn("code", [2, 1, 1, 2, 2, 1, 2, 1]),
        new NumericColumn("hits", [0, 1, 3, 2, 0, 1, 2, 0]),
        new NumericColumn("misses", [4, 1, 0, 2, 3, double.NaN, 1, 2]),
    ]);

    [Fact]
    public void The_second_of_two_texts_counts_as_1()
    {
        BoundModel model = Bind("answer ~ x\nfamily bernoulli\nwhere answer != \"maybe\"");
        Assert.Equal([0, 1, 1, 0, 1, 0, 1], model.Design.Response);
        Assert.Equal(["no", "yes"], model.Design.Outcomes);
    }

    [Fact]
    public void A_factor_statement_decides_which_text_counts_as_1()
    {
        BoundModel model = Bind("factor answer reference yes\nanswer ~ x\nfamily bernoulli\nwhere answer != \"maybe\"");
        Assert.Equal([1, 0, 0, 1, 0, 1, 0], model.Design.Response);
        Assert.Equal(["yes", "no"], model.Design.Outcomes);
    }

    [Fact]
    public void Two_other_numbers_are_two_values_under_a_factor_statement()
    {
        BoundModel model = Bind("factor code\ncode ~ x\nfamily bernoulli");
        Assert.Equal([1, 0, 0, 1, 1, 0, 1, 0], model.Design.Response);
        Assert.Equal(["1", "2"], model.Design.Outcomes);
    }

    [Theory]
    [InlineData("answer == \"yes\" ~ x")]
    [InlineData("let event = answer == \"yes\"\nevent ~ x")]
    [InlineData("let event = answer == \"yes\"\nI(event) ~ x")]
    public void A_condition_is_a_response_of_two_values(string model)
    {
        BoundModel bound = Bind(model + "\nfamily bernoulli");
        Assert.Equal([0, 1, 1, 0, 1, 0, 0, 1], bound.Design.Response);
        Assert.Equal(["FALSE", "TRUE"], bound.Design.Outcomes);
    }

    [Fact]
    public void Numbers_0_and_1_have_no_names() => Assert.Empty(Bind("let event = code - 1\nevent ~ x\nfamily bernoulli").Design.Outcomes);

    [Theory]
    [InlineData("hits + misses", new double[] { 4, 2, 3, 4, 3, 3, 2 })]
    [InlineData("5", new double[] { 5, 5, 5, 5, 5, 5, 5, 5 })]
    [InlineData("x + 1", new double[] { 2, 3, 4, 5, 7, 6, 8, 10 })]
    public void Trials_are_a_column_a_number_or_an_expression_and_rows_without_them_are_dropped(string trials, double[] expected)
    {
        BoundModel model = Bind($"hits ~ x\nfamily binomial trials {trials}");
        Assert.Equal(expected, model.Design.Weights);
        Assert.Equal(8 - expected.Length, model.Rows.Dropped);
    }

    [Fact]
    public void Equal_counts_may_differ_from_unequal_exposures() =>
        Assert.Equal(8, Bind("let one = 1 + 0 * x\none ~ 1\nfamily poisson\noffset log(x)").Design.RowCount);

    [Fact]
    public void Equal_successes_may_be_of_unequal_trials() =>
        Assert.Equal(8, Bind("let one = 1 + 0 * x\none ~ 1\nfamily binomial trials x").Design.RowCount);

    private static BoundModel Bind(string text) => Model.Parse(text).Bind(Data);
}
