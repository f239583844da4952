using BayesLmm.Data.Cells;

namespace BayesLmm.Tests.Data.Cells;

/// <summary>Dates, the forms in which they are written, and times.</summary>
public sealed class DateTextTests
{
    [Theory]
    [InlineData("1970-01-02", 1)]
    [InlineData("1970-01-02T12:00", 1.5)]
    [InlineData("1970-01-02 06:00:00", 1.25)]
    [InlineData("1970-01-02T06:00:00.000Z", 1.25)]
    [InlineData("1970-01-02T06:00+06:00", 1)]
    public void Iso_dates_are_days(string text, double days)
    {
        Assert.True(DateText.TryParse(text, out double found));
        Assert.Equal(days, found);
    }

    [Theory]
    [InlineData("3/17/2022|4/2/2022", "M/d/yyyy")]
    [InlineData("03/17/2022|04/02/2022", "MM/dd/yyyy")]
    [InlineData("31.12.2020|01.02.2021", "dd.MM.yyyy")]
    [InlineData("31.12.20|1.2.21", "d.M.yy")]
    [InlineData("2020/12/31|2021/02/01", "yyyy/MM/dd")]
    [InlineData("01/02/2020|03/04/2020", "dd/MM/yyyy|MM/dd/yyyy")]
    [InlineData("17-Mar-2022|02-Apr-2022", "dd-MMM-yyyy")]
    [InlineData("Mar 17, 2022|Apr 2, 2022", "MMM d, yyyy")]
    [InlineData("17.3.2022 14:05|2.4.2022 9:30", "d.M.yyyy H:mm")]
    [InlineData("31/12/2020|12/31/2020", "")]
    [InlineData("31/12/2020|31.12.2020", "")]
    public void The_form_of_other_dates_is_found(string texts, string forms)
    {
        string[] dates = texts.Split('|');

        Assert.All(dates, date => Assert.True(DateText.IsOfOtherForm(date)));
        Assert.Equal(forms, string.Join('|', DateText.FormsOf(dates)));
        Assert.All(DateText.FormsOf(dates), form => Assert.All(dates, date => Assert.NotNull(DateText.Days(date, [form]))));
    }

    [Theory]
    [InlineData("plot 12")]
    [InlineData("1.5")]
    [InlineData("A-1-2")]
    [InlineData("2020-01")]
    [InlineData("Marchand 17")]
    public void Other_texts_are_no_dates(string text) => Assert.False(DateText.IsOfOtherForm(text));

    [Theory]
    [InlineData("03:31", true)]
    [InlineData("9:05:59.5", true)]
    [InlineData("23:59", true)]
    [InlineData("1:2", false)]
    [InlineData("12:75", false)]
    [InlineData("a:30", false)]
    [InlineData("1:30:", false)]
    [InlineData("130", false)]
    public void Times_are_told(string text, bool isTime) => Assert.Equal(isTime, DateText.IsTime(text));
}
