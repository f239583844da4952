using System.Globalization;

namespace BayesLmm.Cli.Reports.Documents;

/// <summary>A cell of a table: words, a number, or nothing.</summary>
internal readonly record struct Cell
{
    /// <summary>A p-value that four decimals would round to 0 is only said to be below this; programs read it whole.</summary>
    private const double SmallP = 1e-4;

    private Cell(string text, double? value)
    {
        Text = text;
        Value = value;
    }

    /// <summary>Nothing: a quantity that does not exist.</summary>
    public static Cell None => new("", null);

    /// <summary>What people read; a number with the digits that it deserves.</summary>
    public string Text { get => field ?? ""; }

    /// <summary>The number as it was computed; null for words and for nothing.</summary>
    public double? Value { get; }

    /// <summary>What programs read.</summary>
    public string Exact => Value?.ToString("R", CultureInfo.InvariantCulture) ?? Text;

    /// <summary>Words.</summary>
    public static Cell Words(string text) => new(text, null);

    /// <summary>An estimate, rounded to where three digits of its standard error end.</summary>
    public static Cell Estimate(double? value, double? standardError) => Of(value, number => SignificantFormat.Estimate(number, standardError ?? double.NaN));

    /// <summary>A number with so many significant digits.</summary>
    public static Cell Digits(double? value, int digits) => Of(value, number => SignificantFormat.WithDigits(number, digits));

    /// <summary>A number with so many decimals.</summary>
    public static Cell Fixed(double? value, int decimals) => Of(value, number => SignificantFormat.Fixed(number, decimals));

    /// <summary>A whole number.</summary>
    public static Cell Count(double? value) => Of(value, SignificantFormat.Count);

    /// <summary>Degrees of freedom; infinitely many are none, the distribution being normal or χ².</summary>
    public static Cell DegreesOfFreedom(double? value) => Of(value, number => SignificantFormat.Fixed(number, Math.Abs(number) < 1000 ? 1 : 0));

    /// <summary>A probability with four decimals.</summary>
    public static Cell Probability(double? value) => Of(value, p => p < SmallP ? "<0.0001" : SignificantFormat.Fixed(p, 4));

    private static Cell Of(double? value, Func<double, string> format) => value is { } number && double.IsFinite(number) ? new Cell(format(number), number) : None;
}
