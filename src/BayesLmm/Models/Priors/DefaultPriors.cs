using MathNet.Numerics.Statistics;

namespace BayesLmm.Models.Priors;

/// <summary>
/// The priors of parameters that the model text says nothing about: those of brms 2.18 (Bürkner 2017), so that answers can be compared. Slopes flat; the intercept
/// at the predictors' means student_t(3, median(y), s); every standard deviation the positive half of student_t(3, 0, s); correlations lkj(1); degrees of freedom gamma(2, 0.1); with
/// s = max(2.5, mad(y)), median and s rounded to one digit behind the point.
/// </summary>
public sealed record DefaultPriors
{
    /// <summary>1 / Φ⁻¹(3/4): makes the median absolute deviation of a normal sample estimate its standard deviation.</summary>
    private const double NormalConsistency = 1.4826;

    private const double SmallestScale = 2.5;
    private const double Df = 3;

    private DefaultPriors(double median, double scale)
    {
        Intercept = new StudentT(Df, median, scale);
        Sd = new StudentT(Df, 0, scale);
    }

    /// <summary>The prior of the intercept at the predictors' means.</summary>
    public Distribution Intercept { get; }

    /// <summary>The prior of every other coefficient.</summary>
    public Distribution Slope { get; } = new Flat();

    /// <summary>The prior of group and residual standard deviations; its positive half is meant.</summary>
    public Distribution Sd { get; }

    /// <summary>The prior of student_t residuals' degrees of freedom; its part above 1 is meant (Juárez &amp; Steel 2010).</summary>
    public Distribution Nu { get; } = new Gamma(2, 0.1);

    /// <summary>The default priors for a response.</summary>
    /// <param name="response">y; at least one value.</param>
    public static DefaultPriors For(ReadOnlySpan<double> response)
    {
        double[] values = response.ToArray();
        double median = ArrayStatistics.MedianInplace(values);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Math.Abs(values[i] - median);
        }

        double mad = NormalConsistency * ArrayStatistics.MedianInplace(values);
        return new DefaultPriors(Round(median), Math.Max(SmallestScale, Round(mad)));
    }

    private static double Round(double value) => Math.Abs(value) < 1e15 ? Math.Round(value, 1) : value;
}
