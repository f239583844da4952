using System.Globalization;
using BayesLmm.Data.Cells;
using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;
using static BayesLmm.Design.Expressions.ExpressionValue;

namespace BayesLmm.Design.Expressions;

/// <summary><c>date(x)</c>: the days since 1970-01-01 of texts that are dates, with the time of day as a fraction.</summary>
internal static class DateFunction
{
    /// <summary>What other languages write for the parts of a date, and what is written here.</summary>
    private static readonly (string Theirs, string Ours)[] Spellings =
    [
        ("%Y", "yyyy"), ("%y", "yy"), ("%m", "MM"), ("%d", "dd"), ("%B", "MMMM"), ("%b", "MMM"), ("%H", "HH"), ("%M", "mm"), ("%S", "ss"),
        ("Y", "y"), ("D", "d"),
    ];

    /// <summary>The value of a call, or null with a report.</summary>
    public static ExpressionValue? Evaluate(IEvaluation evaluator, CallArguments arguments)
    {
        string[] formats = DateText.IsoForms;
        if (arguments["format"] is { } written)
        {
            if (written is not TextExpression text || !NamesADay(text.Value))
            {
                return evaluator.Report<ExpressionValue>(ExpressionDiagnostics.NotADateFormat(evaluator.Source, written.Span, Suggest(written)));
            }

            formats = [text.Value];
        }

        return evaluator.Evaluate(arguments.First) switch
        {
            Text constant => DateText.Days(constant.Value, formats) is { } days
                ? new Scalar(days)
                : evaluator.Report<ExpressionValue>(
                    ExpressionDiagnostics.NotADate(evaluator.Source, arguments.First.Span, constant.Value, null, Form(formats))),
            Levels levels => Parse(evaluator, arguments, levels.Column, formats),
            Numbers { IsLogical: false } numbers when arguments["format"] is not null =>
                Parse(evaluator, arguments, Categorical(ExpressionPrinter.Print(arguments.First), numbers), formats),
            Numbers numbers => evaluator.Report<ExpressionValue>(ExpressionDiagnostics.NumbersForDates(
                evaluator.Source, arguments.First.Span, ExpressionPrinter.Print(arguments.First),
                numbers.Values.FirstOrDefault(value => !double.IsNaN(value), double.NaN))),
            null => null,
            _ => evaluator.Report<ExpressionValue>(ExpressionDiagnostics.NotAValue(evaluator.Source, arguments.First.Span)),
        };
    }

    private static Numbers? Parse(IEvaluation evaluator, CallArguments arguments, CategoricalColumn column, string[] formats)
    {
        double?[] days = new double?[column.Levels.Count];
        bool[] isRead = new bool[days.Length];
        double[] values = new double[column.Length];
        for (int row = 0; row < values.Length; row++)
        {
            int code = column.Codes[row];
            if (code < 0)
            {
                values[row] = double.NaN;
                continue;
            }

            if (!isRead[code])
            {
                isRead[code] = true;
                days[code] = DateText.Days(column.Levels[code], formats);
            }

            if (days[code] is not { } known)
            {
                return evaluator.Report<Numbers>(ExpressionDiagnostics.NotADate(
                    evaluator.Source, arguments.First.Span, column.Levels[code], evaluator.PlaceOf(row), Form(formats)));
            }

            values[row] = known;
        }

        return new Numbers(values);
    }

    /// <summary>The form that was given; null when none was.</summary>
    private static string? Form(string[] formats) => formats is [string given] ? given : null;

    /// <summary>Whether a format has a year, a month and a day, and can be read back.</summary>
    private static bool NamesADay(string format)
    {
        DateTimeOffset probe = new(2019, 10, 23, 0, 0, 0, TimeSpan.Zero);
        try
        {
            return format.Length > 1
                && DateText.Days(probe.ToString(format, CultureInfo.InvariantCulture), [format]) == (probe - DateTimeOffset.UnixEpoch).TotalDays;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>The format that was probably meant: that of R or of a spreadsheet in the letters of the language; null when it is none either.</summary>
    private static string? Suggest(Expression written)
    {
        if (written is not TextExpression { Value: { } format })
        {
            return null;
        }

        string translated = Spellings.Aggregate(format, (text, spelling) => text.Replace(spelling.Theirs, spelling.Ours, StringComparison.Ordinal));
        return new[] { translated, translated.Replace('m', 'M') }.FirstOrDefault(NamesADay);
    }
}
