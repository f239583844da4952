using System.Globalization;

namespace BayesLmm.Data.Cells;

/// <summary>Reads dates as ISO 8601 writes them.</summary>
internal static class DateText
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss",
        "yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", "yyyy-MM-dd HH:mm:ss.FFFFFFFZ",
    ];

    private const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    /// <summary>Reads a date, perhaps with a time.</summary>
    /// <param name="text">The text.</param>
    /// <param name="days">Days since 1970-01-01, a time of day as a fraction.</param>
    public static bool TryParse(string text, out double days)
    {
        days = 0;
        if (text.Length < "2020-01-31".Length || !DateTime.TryParseExact(text.Trim(), Forms, CultureInfo.InvariantCulture, Styles, out DateTime time))
        {
            return false;
        }

        days = (time - DateTime.UnixEpoch).TotalDays;
        return true;
    }

    /// <summary>Whether a text is a date in another form, which does not say which number is the day: <c>05/01/2020</c>, <c>5.1.20</c>.</summary>
    public static bool IsOfOtherForm(string text)
    {
        string[] parts = text.Trim().Split('/', '.', '-');
        return parts.Length == 3 && parts.All(part => part.Length is >= 1 and <= 4 && part.All(char.IsAsciiDigit)) && parts.Count(part => part.Length > 2) <= 1;
    }
}
