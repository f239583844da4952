using System.Globalization;

namespace BayesLmm.Data.Cells;

/// <summary>Reads dates.</summary>
internal static class DateText
{
    /// <summary>ISO 8601: a date, or a date and a time, with or without an offset from universal time.</summary>
    public static readonly string[] IsoForms =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK"];

    /// <summary>The longest date that another form writes: <c>30 September 2020</c>.</summary>
    private const int Longest = 18;

    /// <summary>Dates with the name of the month, which leave no doubt.</summary>
    private static readonly string[] FormsWithNames =
        ["dd-MMM-yyyy", "d-MMM-yyyy", "dd-MMM-yy", "d-MMM-yy", "dd MMM yyyy", "d MMM yyyy", "d MMMM yyyy", "MMM d, yyyy", "MMMM d, yyyy", "MMM d yyyy"];

    /// <summary>The orders of day, month and year in numbers, the commonest first; of one order the stricter form comes first.</summary>
    private static readonly string[][] Orders =
    [
        ["dd/MM/yyyy", "d/M/yyyy", "dd/MM/yy", "d/M/yy"],
        ["MM/dd/yyyy", "M/d/yyyy", "MM/dd/yy", "M/d/yy"],
        ["yyyy/MM/dd", "yyyy/M/d"],
    ];

    /// <summary>Reads a date as ISO 8601 writes it, perhaps with a time.</summary>
    /// <param name="text">The text.</param>
    /// <param name="days">Days since 1970-01-01, a time of day as a fraction.</param>
    public static bool TryParse(string text, out double days)
    {
        double? found = text.Length < "2020-01-31".Length ? null : Days(text, IsoForms);
        days = found ?? 0;
        return found is not null;
    }

    /// <summary>The days since 1970-01-01 of a date in one of some forms, a time of day as a fraction; null when it is in none of them.</summary>
    public static double? Days(string text, string[] forms) => DateTimeOffset.TryParseExact(
        text, forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowLeadingWhite | DateTimeStyles.AllowTrailingWhite,
        out DateTimeOffset time)
        ? (time - DateTimeOffset.UnixEpoch).TotalDays
        : null;

    /// <summary>Whether a text is a date in another form: <c>05/01/2020</c>, which does not say which number is the day, or <c>5-Jan-2020</c>.</summary>
    public static bool IsOfOtherForm(string text)
    {
        string date = SplitTime(text.Trim()).Date;
        string[] parts = date.Split('/', '.', '-');
        return (parts.Length == 3 && parts.All(part => part.Length is >= 1 and <= 4 && part.All(char.IsAsciiDigit))
                && parts.Count(part => part.Length > 2) <= 1)
            || (date.Length is >= 8 and <= Longest && char.IsAsciiDigit(date[^1]) && Days(date, FormsWithNames) is not null);
    }

    /// <summary>The forms, one for each order of day, month and year, in which all of some texts are dates; none when they are not of one form.</summary>
    public static IReadOnlyList<string> FormsOf(IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
        {
            return [];
        }

        (string date, string time) = SplitTime(texts[0].Trim());
        string behind = time.Length == 0 ? "" : time.Count(sign => sign == ':') == 1 ? " H:mm" : " H:mm:ss";
        bool Fits(string form) => texts.All(text => Days(text, [form + behind]) is not null);
        if (FormsWithNames.FirstOrDefault(Fits) is { } named)
        {
            return [named + behind];
        }

        char mark = date.FirstOrDefault(sign => sign is '/' or '.' or '-');
        return [.. Orders.Select(order => order.Select(form => form.Replace('/', mark)).FirstOrDefault(Fits)).OfType<string>().Select(form => form + behind)];
    }

    /// <summary>Whether a text is a time of day or a duration: <c>03:31</c>, <c>1:02:03.5</c>.</summary>
    public static bool IsTime(string text)
    {
        string[] parts = text.Trim().Split(':');
        return parts.Length is 2 or 3
            && parts[0].Length is 1 or 2 && parts[0].All(char.IsAsciiDigit)
            && parts.Skip(1).All(part => part.Length >= 2 && part[0] is >= '0' and <= '5' && char.IsAsciiDigit(part[1])
                && (part.Length == 2 || (part == parts[^1] && part[2] is '.' or ',' && part[3..].All(char.IsAsciiDigit))));
    }

    /// <summary>A date, and what stands behind it if that is a time.</summary>
    private static (string Date, string Time) SplitTime(string text)
    {
        int blank = text.LastIndexOf(' ');
        return blank > 0 && IsTime(text[(blank + 1)..]) ? (text[..blank].TrimEnd(), text[(blank + 1)..]) : (text, "");
    }
}
