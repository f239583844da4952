using System.Globalization;

namespace BayesLmm.Reports.Document;

/// <summary>Numbers with only the digits that their error supports.</summary>
internal static class SignificantFormat
{
    /// <summary>The mark of a missing number.</summary>
    public const string None = "-";

    private const int MostDecimals = 15;

    /// <summary>
    /// A number this close, relative to its size, to the middle between two numbers that can be written is rounded away from zero: the side of the middle on
    /// which a computed number falls depends on the order of its sums, and so on the width of the machine's vectors.
    /// </summary>
    private const double Tie = 1e-12;

    /// <summary>Above or below these sizes numbers are written with an exponent.</summary>
    private const double Large = 1e9, Small = 1e-6;

    /// <summary>
    /// Rounds to the digit of the error's first significant digit: 251.4 for 251.43 with error 0.1, and 250 for 253 with error 12. Without an error (NaN or 0)
    /// four significant digits.
    /// </summary>
    /// <param name="value">The number.</param>
    /// <param name="error">Its standard error.</param>
    public static string WithError(double value, double error) =>
        error > 0 && double.IsFinite(error) ? Rounded(value, -Exponent(error)) : WithDigits(value, 4);

    /// <summary>Rounds to a number of significant digits; trailing zeros stay, because they are significant.</summary>
    public static string WithDigits(double value, int digits) => value == 0 ? "0" : Rounded(value, digits - 1 - Exponent(value));

    /// <summary>Rounds an estimate to where three digits of its standard error end; without one to four significant digits.</summary>
    public static string Estimate(double value, double standardError) =>
        standardError > 0 && double.IsFinite(standardError) ? Rounded(value, 2 - Exponent(standardError)) : WithDigits(value, 4);

    /// <summary>A whole number, as of an effective sample size.</summary>
    public static string Count(double value) => double.IsFinite(value) ? value.ToString("0", CultureInfo.InvariantCulture) : None;

    /// <summary>A number with a fixed number of decimals.</summary>
    public static string Fixed(double value, int decimals) => double.IsFinite(value) ? Rounded(value, decimals) : None;

    /// <summary>The number of decimals in a formatted number.</summary>
    public static int DecimalsOf(string number)
    {
        int point = number.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? 0 : number.Length - point;
    }

    /// <summary>Rounds to a number of decimals; a negative one rounds to tens, hundreds and so on.</summary>
    private static string Rounded(double value, int decimals)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? None : value > 0 ? "inf" : "-inf";
        }

        if (Math.Abs(value) >= Large || (value != 0 && Math.Abs(value) < Small && decimals > 6))
        {
            int digits = Math.Clamp(decimals + Exponent(value), 0, MostDecimals);
            return value.ToString("0." + new string('0', digits) + "e+0", CultureInfo.InvariantCulture);
        }

        double unit = decimals < 0 ? Math.Pow(10, -decimals) : 1;
        double rounded = decimals < 0 ? Math.Round(value / unit) * unit : OffTheMiddle(value, decimals);
        string text = rounded.ToString("F" + Math.Clamp(decimals, 0, MostDecimals), CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAnyExcept("-0.") < 0 ? text.TrimStart('-') : text;
    }

    private static double OffTheMiddle(double value, int decimals)
    {
        double scale = Math.Pow(10, decimals), scaled = Math.Abs(value) * scale, middle = Math.Floor(scaled) + 0.5;
        return scaled < Large && Math.Abs(scaled - middle) <= Tie * scaled ? Math.CopySign(middle * (1 + Tie) / scale, value) : value;
    }

    /// <summary>The power of ten of the first significant digit.</summary>
    private static int Exponent(double value) => value == 0 || !double.IsFinite(value) ? 0 : (int)Math.Floor(Math.Log10(Math.Abs(value)) + 1e-12);
}
