using BayesLmm.Data.Cells;
using BayesLmm.Data.Columns;
using BayesLmm.Data.Readings;

namespace BayesLmm.Tests.Data.Readings;

public sealed class TextJudgeTests
{
    [Theory]
    [InlineData("0,5|1|2,25", "0.5 1 2.25")]
    [InlineData("1,234|0,5", "1.234 0.5")]
    [InlineData("0,125|0,250", "0.125 0.25")]
    [InlineData("1,234.5|2|-3,000.25", "1234.5 2 -3000.25")]
    [InlineData("1.234,5|10,25", "1234.5 10.25")]
    [InlineData("1,234,567|12", "1234567 12")]
    [InlineData("1.234.567|1.234", "1234567 1234")]
    [InlineData("12 345|7", "12345 7")]
    [InlineData("12\u00a0345,5|7", "12345.5 7")]
    [InlineData("1'234.5|0.5", "1234.5 0.5")]
    [InlineData("12%|7.5 %|0%", "12 7.5 0")]
    [InlineData("12,5%|7%", "12.5 7")]
    [InlineData("0,5|.|N/A|1,5", "0.5 NaN NaN 1.5")]
    [InlineData("$1.50|$0.25|-$3|$-4", "1.5 0.25 -3 -4")]
    [InlineData("1,50 €|0,25 €|12 €", "1.5 0.25 12")]
    [InlineData("£1,234.50|£7", "1234.5 7")]
    [InlineData("\u22121.5|2|\u22120.25", "-1.5 2 -0.25")]
    [InlineData("0\u00b75|12\u00b725|3", "0.5 12.25 3")]
    [InlineData("\uff11\uff0e\uff15|\u0661\u066b\u0665|\u0967\u0968|-\u0663", "1.5 1.5 12 -3")]
    [InlineData("7.5D+00|-2.25D-01|3.d+02", "7.5 -0.225 300")]
    public void Numbers_in_another_notation_are_read(string texts, string numbers)
    {
        double[] expected = [.. numbers.Split(' ').Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];
        CategoricalColumn column = Column(texts);
        Assert.Equal(expected, Assert.IsType<TextReading.Numbers>(TextJudge.Judge(column)).Of(column));
    }

    [Theory]
    [InlineData("1,234|5,678")]
    [InlineData("1,234|5")]
    [InlineData("-1,000|12,345")]
    [InlineData("100,000%|1,500%")]
    public void What_may_be_decimals_or_thousands_is_ambiguous(string texts) => Assert.IsType<TextReading.Ambiguous>(TextJudge.Judge(Column(texts)));

    [Theory]
    [InlineData("1.5|2,5", "2,5")]
    [InlineData("1,5|2,25|1,234.5", "1,234.5")]
    [InlineData("0.5|0.25|0,125|1", "0,125")]
    public void Two_notations_in_one_column_are_told_with_the_stranger(string texts, string stranger)
    {
        CategoricalColumn column = Column(texts);
        Assert.Equal(stranger, column.Levels[Assert.IsType<TextReading.TwoNotations>(TextJudge.Judge(column)).Stranger]);
    }

    [Theory]
    [InlineData("1|2|3|high|5|low", "high")]
    [InlineData("1.5|<0.5|2", "<0.5")]
    [InlineData("1|2|A3", "A3")]
    [InlineData("$5|1|2", "$5")]
    [InlineData("10%|20%|30", "30")]
    [InlineData("$10|$20|€30", "€30")]
    [InlineData("10|20|30%", "30%")]
    [InlineData("2020-01-05|2020-01-06|soon", "soon")]
    [InlineData("2020-01-05|2020-01-06|7", "7")]
    [InlineData("2020-01-05|2020-02-30|2020-01-07", "2020-02-30")]
    public void The_first_stranger_among_numbers_and_dates_is_named(string texts, string stranger)
    {
        CategoricalColumn column = Column(texts);
        Assert.Equal(stranger, column.Levels[Assert.IsType<TextReading.Mixed>(TextJudge.Judge(column)).Stranger]);
    }

    [Theory]
    [InlineData("2020-01-05|1970-01-02|1969-12-31", "18266 1 -1")]
    [InlineData("2020-01-05 12:00|2020-01-05T18:00:00", "18266.5 18266.75")]
    [InlineData("2020-01-05|NULL", "18266 NaN")]
    public void Dates_are_days(string texts, string days)
    {
        double[] expected = [.. days.Split(' ').Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];
        CategoricalColumn column = Column(texts);
        Assert.Equal(expected, Assert.IsType<TextReading.Dates>(TextJudge.Judge(column)).Of(column));
    }

    [Theory]
    [InlineData("05/01/2020|06/01/2020")]
    [InlineData("5.1.2020|x|6.1.2020")]
    [InlineData("05-01-20|06-01-20")]
    [InlineData("2020/01/05|2020/01/06")]
    public void Dates_of_other_forms_are_not_guessed(string texts) => Assert.IsType<TextReading.OtherDates>(TextJudge.Judge(Column(texts)));

    [Theory]
    [InlineData("007|008|010")]
    [InlineData("1|2|03")]
    [InlineData("9007199254740993|1|.")]
    public void Identifiers_are_told(string texts) => Assert.IsType<TextReading.Identifiers>(TextJudge.Judge(Column(texts)));

    [Theory]
    [InlineData("low|mid|high")]
    [InlineData("0.2cwt|0.4cwt")]
    [InlineData("A1|B2|1C")]
    [InlineData(".|-")]
    [InlineData("12:30|noon")]
    public void Words_are_words(string texts) => Assert.IsType<TextReading.Words>(TextJudge.Judge(Column(texts)));

    [Theory]
    [InlineData("12:30|13:45")]
    [InlineData("03:31|.|02:59.5")]
    [InlineData("1:02:03|0:59:10")]
    public void Times_are_told_from_words(string texts) => Assert.IsType<TextReading.Times>(TextJudge.Judge(Column(texts)));

    [Fact]
    public void A_few_numbers_among_words_are_counted() =>
        Assert.Equal(1, Assert.IsType<TextReading.WordsAndNumbers>(TextJudge.Judge(Column("a|b|c|3"))).Rows);

    [Fact]
    public void Texts_by_the_word_of_their_source_stay_texts_though_all_are_numbers()
    {
        Assert.IsType<TextReading.NumbersAsText>(TextJudge.Judge(CategoricalColumn.FromTexts("x", ["1", "2", "3"])));
        Assert.IsType<TextReading.NumbersAsText>(TextJudge.Judge(CategoricalColumn.FromTexts("x", ["0.2", "0.4"])));
        Assert.IsType<TextReading.Numbers>(TextJudge.Judge(CategoricalColumn.FromTexts("x", ["0,2", "0,4"])));
        Assert.IsType<TextReading.Numbers>(TextJudge.Judge(CategoricalColumn.FromTexts("x", ["0.2", ".", "0.4"])));
        Assert.IsType<TextReading.Mixed>(TextJudge.Judge(CategoricalColumn.FromTexts("x", ["1", "2", "high"])));
    }

    [Fact]
    public void A_stated_notation_settles_what_is_ambiguous()
    {
        CategoricalColumn column = Column("1,234|5,678");
        Assert.Equal([1.234, 5.678], ((TextReading.Readable)TextJudge.Judge(column, new NumberNotation(',', null))).Of(column));
        Assert.Equal([1234, 5678], ((TextReading.Readable)TextJudge.Judge(column, new NumberNotation('.', ','))).Of(column));
    }

    [Theory]
    [InlineData("7.5 mg|2 mg|3.25 mg|1 mg|0.5 mg|4 mg|5 mg|6.5 mg")]
    [InlineData("(7.5)|(2)|(3.25)|(1)|(0.5)|(4)|(5)|(6.5)")]
    [InlineData("1/2|2/2|3/2|4/2|5/2|6/2|7/2|8/2|1/2|2/2|3/2|4/2|5/2|6/2|7/2|8/2")]
    [InlineData("'1|'2|'3|'4|'5|'6|'7|'8|'1|'2|'3|'4|'5|'6|'7|'8")]
    public void Measurements_with_something_behind_or_around_them_are_told(string texts)
    {
        CategoricalColumn column = Column(texts);
        TextReading.Measurements found = Assert.IsType<TextReading.Measurements>(TextJudge.Judge(column));
        Assert.Equal((texts.Split('|')[0], 8), (column.Levels[found.Example], found.Count));
    }

    [Theory]
    [InlineData("10 mg|20 mg|40 mg|10 mg|20 mg|40 mg|10 mg|20 mg")]
    [InlineData("ann|bob|cid|dan|eve|fay|gus|hal|ida")]
    [InlineData("1a|1b|2a|2b|3a|3b|4a|4b|1a|1b|2a|2b|3a|3b|4a|4b")]
    public void Names_of_levels_are_no_measurements(string texts) => Assert.IsType<TextReading.Words>(TextJudge.Judge(Column(texts)));

    private static CategoricalColumn Column(string texts)
    {
        CellBuilder cells = CellBuilder.ForText();
        foreach (string text in texts.Split('|'))
        {
            cells.Add(System.Text.Encoding.UTF8.GetBytes(text));
        }

        return (CategoricalColumn)cells.ToColumn("x", lines: null);
    }
}
