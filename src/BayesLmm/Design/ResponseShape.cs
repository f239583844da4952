namespace BayesLmm.Design;

/// <summary>What the values of a response look like, beyond a measurement with normal errors.</summary>
internal enum ResponseKind
{
    /// <summary>Nothing speaks against a measurement.</summary>
    Measured,

    /// <summary>Two values.</summary>
    Binary,

    /// <summary>Whole numbers from 0 up.</summary>
    Counts,

    /// <summary>Between 0 and 1, near a bound.</summary>
    Proportions,

    /// <summary>Between 0 and 100, near a bound.</summary>
    Percentages,

    /// <summary>A few whole numbers: answers on a scale.</summary>
    Ordered,

    /// <summary>A few whole numbers from 0 up, as answers and as counts are.</summary>
    CountsOrOrdered,
}

/// <summary>What a response looks like by its values. Whole numbers alone say little: many things are measured in whole millimetres or grams.</summary>
/// <param name="Kind">What it looks like.</param>
/// <param name="Lowest">The lowest value.</param>
/// <param name="Highest">The highest value.</param>
internal sealed record ResponseShape(ResponseKind Kind, double Lowest, double Highest)
{
    /// <summary>Fewer rows show too little.</summary>
    private const int FewestRows = 10, FewestRowsOfShape = 20;

    /// <summary>Answers have at least this many categories, from 1 up to at most <see cref="HighestAnswer"/>, or from 0 up to 10.</summary>
    private const int FewestAnswers = 3, HighestAnswer = 7, HighestOfTen = 10;

    /// <summary>Counts begin at most here, are on average at most this large, and lean to the right; answers lean less than this.</summary>
    private const double LowestCount = 2, LargestMeanCount = 100, LargestSkewnessOfAnswers = 0.3;

    /// <summary>The part of the range near a bound, where a normal distribution would reach beyond it.</summary>
    private const double NearBound = 0.1, NearBoundOfProportion = 0.2;

    /// <summary>Judges.</summary>
    /// <param name="values">The response; finite.</param>
    /// <param name="name">Its name.</param>
    /// <param name="isColumn">Whether it stands as it was recorded, so that its shape says what was recorded.</param>
    public static ResponseShape Of(double[] values, string name, bool isColumn)
    {
        double lowest = values.Min(), highest = values.Max();
        return new ResponseShape(KindOf(values, lowest, highest, name, isColumn), lowest, highest);
    }

    private static ResponseKind KindOf(double[] values, double lowest, double highest, string name, bool isColumn)
    {
        double[] distinct = [.. values.Distinct().Take(3)];
        if (distinct.Length == 2 && values.Length >= FewestRows && distinct.All(double.IsInteger) && Math.Abs(distinct[0] - distinct[1]) == 1
            && distinct.All(value => value is >= 0 and <= 2))
        {
            return ResponseKind.Binary;
        }

        if (!isColumn || values.Length < FewestRowsOfShape || distinct.Length < FewestAnswers || lowest < 0)
        {
            return ResponseKind.Measured;
        }

        bool isWhole = values.All(double.IsInteger), isShare = SuggestsShare(name);
        if (!isWhole && highest <= 1)
        {
            bool isNear = (lowest < NearBoundOfProportion || highest > 1 - NearBoundOfProportion) && highest > 0.5;
            return isShare || isNear ? ResponseKind.Proportions : ResponseKind.Measured;
        }

        double skewness = isWhole ? Skewness(values) : 0;
        if (highest <= 100 && (isShare || (lowest < 100 * NearBound && highest > 100 * (1 - NearBound) && skewness < 1)))
        {
            return ResponseKind.Percentages;
        }

        return !isWhole ? ResponseKind.Measured
            : IsAnswers(values, lowest, highest, skewness) ?
                lowest == 0 && skewness > -LargestSkewnessOfAnswers ? ResponseKind.CountsOrOrdered : ResponseKind.Ordered
            : lowest <= LowestCount && skewness > 0 && values.Average() <= LargestMeanCount ? ResponseKind.Counts
            : ResponseKind.Measured;
    }

    private static bool IsAnswers(double[] values, double lowest, double highest, double skewness)
    {
        int categories = values.Distinct().Count();
        bool isDense = categories >= FewestAnswers && categories >= highest - lowest && FewestAnswers * categories <= values.Length;
        return isDense && lowest switch
        {
            0 => (highest <= HighestAnswer || highest == HighestOfTen) && skewness < LargestSkewnessOfAnswers,
            _ => lowest <= LowestCount && highest <= HighestAnswer,
        };
    }

    private static bool SuggestsShare(string name) =>
        name.Contains('%', StringComparison.Ordinal)
        || ((string[])["percent", "pct", "proportion"]).Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static double Skewness(double[] values)
    {
        double mean = values.Average(), second = 0, third = 0;
        foreach (double value in values)
        {
            double deviation = value - mean;
            second += deviation * deviation;
            third += deviation * deviation * deviation;
        }

        return third / values.Length / Math.Pow(second / values.Length, 1.5);
    }
}
