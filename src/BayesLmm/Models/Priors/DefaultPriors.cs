using BayesLmm.Families;

namespace BayesLmm.Models.Priors;

/// <summary>
/// The priors of parameters that the model text says nothing about: those of brms 2.18 (Bürkner 2017), so that answers can be compared. Slopes flat; the intercept
/// at the predictors' means student_t(3, median(y), s); every standard deviation the positive half of student_t(3, 0, s); correlations lkj(1); degrees of freedom gamma(2, 0.1); with
/// s = max(2.5, mad(y)), median and s rounded to one digit behind the point.
/// </summary>
public sealed record DefaultPriors
{
    private DefaultPriors(ResponseScale scale)
    {
        Intercept = DefaultPrior.OfLocation.For(scale);
        Sd = DefaultPrior.OfScale.For(scale);
    }

    /// <summary>The prior of the intercept at the predictors' means.</summary>
    public Distribution Intercept { get; }

    /// <summary>The prior of every other coefficient.</summary>
    public Distribution Slope { get; } = new Flat();

    /// <summary>The prior of group and residual standard deviations; its positive half is meant.</summary>
    public Distribution Sd { get; }

    /// <summary>The default priors for a response.</summary>
    /// <param name="response">y; at least one value.</param>
    public static DefaultPriors For(ReadOnlySpan<double> response) => new(ResponseScale.Of(response));
}
