namespace BayesLmm.Families;

/// <summary>
/// The default prior of a parameter: one distribution for all data, or one that follows the response's location and scale.
/// </summary>
internal sealed record DefaultPrior
{
    /// <summary>Degrees of freedom of the default priors that follow the response, as in brms.</summary>
    private const double Df = 3;

    private readonly bool needsData;
    private readonly Func<ResponseScale, PriorDistribution> form;

    private DefaultPrior(Func<ResponseScale, PriorDistribution> form, bool needsData)
    {
        this.form = form;
        this.needsData = needsData;
    }

    /// <summary>The positive half of student_t(3, 0, s): for a standard deviation.</summary>
    public static DefaultPrior OfScale { get; } = new(response => new StudentT(Df, 0, response.Spread), needsData: true);

    /// <summary>student_t(3, median, s): for the intercept at the predictors' means.</summary>
    public static DefaultPrior OfLocation { get; } = new(response => new StudentT(Df, response.Median, response.Spread), needsData: true);

    /// <summary>The same distribution whatever the data.</summary>
    public static DefaultPrior Fixed(PriorDistribution distribution) => new(_ => distribution, needsData: false);

    /// <summary>The distribution; null where it follows the response, and the response is not known.</summary>
    /// <param name="response">The response's scale; null without data.</param>
    public PriorDistribution? For(ResponseScale? response) => needsData && response is null ? null : form(response ?? default);
}
