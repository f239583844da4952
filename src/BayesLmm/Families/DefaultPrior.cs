using BayesLmm.Models.Priors;

namespace BayesLmm.Families;

/// <summary>The prior of a parameter that the model text says nothing about: one distribution for all data, or one that follows the response's location and scale.</summary>
internal sealed record DefaultPrior
{
    /// <summary>Degrees of freedom of the default priors that follow the response, as in brms.</summary>
    private const double Df = 3;

    private readonly Func<ResponseScale, Distribution> form;

    private DefaultPrior(Func<ResponseScale, Distribution> form, bool needsData)
    {
        this.form = form;
        NeedsData = needsData;
    }

    /// <summary>student_t(3, 0, s), of which the positive half is meant: of a standard deviation.</summary>
    public static DefaultPrior OfScale { get; } = new(response => new StudentT(Df, 0, response.Spread), needsData: true);

    /// <summary>student_t(3, median, s): of the intercept at the predictors' means.</summary>
    public static DefaultPrior OfLocation { get; } = new(response => new StudentT(Df, response.Median, response.Spread), needsData: true);

    /// <summary>Whether the distribution's numbers are known only when the response is.</summary>
    public bool NeedsData { get; }

    /// <summary>The same distribution whatever the data.</summary>
    public static DefaultPrior Fixed(Distribution distribution) => new(_ => distribution, needsData: false);

    /// <summary>The distribution for a response.</summary>
    public Distribution For(ResponseScale response) => form(response);
}
