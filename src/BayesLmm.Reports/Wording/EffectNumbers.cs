using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Wording;

/// <summary>The numbers of an effect in sentences.</summary>
internal static class EffectNumbers
{
    /// <summary>A quantity below 0 by its size.</summary>
    internal static QuantitySummary Size(QuantitySummary value) =>
        value.Mean >= 0 ? value : value with { Mean = -value.Mean, Lower = -value.Upper, Upper = -value.Lower };

    /// <summary>The mean, with the digits that its uncertainty supports.</summary>
    internal static string Number(QuantitySummary value) => Digits(value, value.Mean);

    /// <summary>The 95 % interval in brackets.</summary>
    internal static string Interval(QuantitySummary value) => $"(95 % interval {Digits(value, value.Lower)} to {Digits(value, value.Upper)})";

    /// <summary>Two digits of the standard deviation, unless sampling supports fewer.</summary>
    private static string Digits(QuantitySummary value, double number) =>
        SignificantFormat.WithError(number, double.IsNaN(value.MeanError) ? value.Sd / 10 : Math.Max(value.Sd / 10, value.MeanError)).Replace('-', '−');
}
