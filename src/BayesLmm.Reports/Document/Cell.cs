namespace BayesLmm.Reports.Document;

/// <summary>A value for people and for programs.</summary>
/// <param name="Text">What people read; a number with the digits that its error supports, nothing for a missing value.</param>
/// <param name="Datum">What programs read.</param>
internal readonly record struct Cell(string Text, Datum Datum)
{
    /// <summary>A p-value that four decimals would round to 0 is written as below this; programs read it in full.</summary>
    private const double SmallP = 1e-4;

    /// <summary>A missing quantity.</summary>
    public static Cell None => new("", Datum.Nothing);

    /// <summary>Whether people read a number.</summary>
    public bool IsNumber => Datum is Datum.Number or Datum.Whole && Text != SignificantFormat.None;

    /// <summary>Words; nothing for null.</summary>
    public static Cell Words(string? text) => new(text ?? "", text);

    /// <summary>A value for programs only.</summary>
    public static Cell Data(Datum datum) => new("", datum);

    /// <summary>A truth value, with words for both.</summary>
    public static Cell Truth(bool value, string whenTrue, string whenFalse) => new(value ? whenTrue : whenFalse, value);

    /// <summary>An estimate, rounded to where three digits of its standard error end.</summary>
    public static Cell Estimate(double? value, double? standardError) => Of(value, number => SignificantFormat.Estimate(number, standardError ?? double.NaN));

    /// <summary>A number with a number of significant digits.</summary>
    public static Cell Digits(double? value, int digits) => Of(value, number => SignificantFormat.WithDigits(number, digits));

    /// <summary>A number with a number of decimals.</summary>
    public static Cell Fixed(double? value, int decimals) => Of(value, number => SignificantFormat.Fixed(number, decimals));

    /// <summary>A whole number.</summary>
    public static Cell Count(double? value) => Of(value, SignificantFormat.Count);

    /// <summary>Degrees of freedom; infinitely many are left out, because the distribution is normal or χ².</summary>
    public static Cell DegreesOfFreedom(double? value) => Of(value, number => SignificantFormat.Fixed(number, Math.Abs(number) < 1000 ? 1 : 0));

    /// <summary>A probability with four decimals.</summary>
    public static Cell Probability(double? value) => Of(value, p => p < SmallP ? "<0.0001" : SignificantFormat.Fixed(p, 4));

    /// <summary>An estimate, with a mark if it is missing.</summary>
    public static Cell MarkedEstimate(double value, double standardError) => new(SignificantFormat.Estimate(value, standardError), value);

    /// <summary>A number with a number of significant digits, with a mark if it is missing.</summary>
    public static Cell MarkedDigits(double? value, int digits) => new(SignificantFormat.WithDigits(value ?? double.NaN, digits), value);

    /// <summary>A number with a number of decimals, with a mark if it is missing.</summary>
    public static Cell MarkedFixed(double value, int decimals) => new(SignificantFormat.Fixed(value, decimals), value);

    /// <summary>A number from draws, rounded to the first digit of its Monte Carlo error, with a mark if it is missing.</summary>
    public static Cell WithError(double value, double error) => new(SignificantFormat.WithError(value, error), value);

    /// <summary>An effective sample size, with a mark if it is missing.</summary>
    public static Cell EffectiveSize(double value) => new(SignificantFormat.Count(value), value);

    private static Cell Of(double? value, Func<double, string> format) =>
        value is { } number && double.IsFinite(number) ? new Cell(format(number), number) : None;
}
