using BayesLmm.Families;
using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>
/// The distribution of the response given its mean, as named by <c>family</c>: its parameters besides the mean, and what may be integrated out under it. A
/// family holds no numbers of a model; the priors of its parameters are in <see cref="BoundModel.FamilyPriors"/>.
/// </summary>
public abstract record Family
{
    private protected Family(Link link) => Link = link;

    /// <summary>The name in the language, as in <c>student_t</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The residuals' name in sentences, as in <c>normal</c>.</summary>
    public abstract string Residuals { get; }

    /// <summary>The function that takes the mean to the linear predictor.</summary>
    public Link Link { get; }

    /// <summary>The links that the family allows; the first is the default.</summary>
    internal abstract EquatableArray<Link> Links { get; }

    /// <summary>The values that a response can have.</summary>
    internal abstract ResponseDomain Domain { get; }

    /// <summary>Whether a row has a known number of trials.</summary>
    internal bool HasTrials => Domain == ResponseDomain.Successes;

    /// <summary>Whether the response is a whole number.</summary>
    internal bool IsDiscrete => Domain != ResponseDomain.Real;

    /// <summary>The parameters besides the mean, in the order of tables.</summary>
    internal abstract EquatableArray<FamilyParameter> Parameters { get; }

    /// <summary>What engines for normal models may do with this family.</summary>
    internal abstract NormalForm NormalForm { get; }

    /// <summary>The density of rows.</summary>
    internal abstract RowDensity Density { get; }

    /// <summary>The distribution of a row, for predictions, checks and cross-validation.</summary>
    internal abstract RowDistribution Rows { get; }

    /// <summary>Where η is no location of y: a value of η under which a y of weight w is likely. Null where it is y itself.</summary>
    internal Func<double, double, double>? StartingPredictor => NormalForm == NormalForm.None ? Density.StartingPredictor : null;

    /// <summary>Location and spread of the response on the scale of η, which default priors follow.</summary>
    /// <param name="response">y; at least one value.</param>
    internal virtual ResponseScale ScaleOf(ReadOnlySpan<double> response) => ResponseScale.Of(response);

    /// <summary>
    /// Whether of rows with one linear predictor the sum of the responses says all about it: then one row with the sums of responses and sizes stands for them.
    /// Otherwise it stands for rows of one response alone.
    /// </summary>
    internal virtual bool SumsAreSufficient => true;

    /// <summary>The family with another of its links.</summary>
    /// <param name="link">One of <see cref="Links"/>.</param>
    /// <exception cref="ArgumentException">The family does not allow the link.</exception>
    internal virtual Family WithLink(Link link)
    {
        Allowed(link);
        return this;
    }

    /// <summary>The response's distribution in LaTeX.</summary>
    /// <param name="predictor">The mean's symbol.</param>
    /// <param name="variance">The squared scale of a row's residual.</param>
    internal abstract string ToLatex(string predictor, string variance);

    /// <summary>The link, if the family allows it.</summary>
    private protected Link Allowed(Link link) => Links.Contains(link)
        ? link
        : throw new ArgumentException(
            $"The family {Name} has no link {BayesLmm.Links.NameOf(link)}; it has {string.Join(", ", Links.Select(BayesLmm.Links.NameOf))}.", nameof(link));

    /// <summary>Whether the family has a parameter.</summary>
    /// <param name="parameter">A parameter of some family.</param>
    internal bool Has(FamilyParameter parameter) => Parameters.Contains(parameter);

    /// <inheritdoc/>
    public sealed override string ToString() => Name;
}

/// <summary>What engines for normal models may do with a family.</summary>
internal enum NormalForm
{
    /// <summary>Nothing: the density is a function of the rows.</summary>
    None,

    /// <summary>The response is normal given its mean: cross-products are sufficient, and coefficients and group effects can be integrated out.</summary>
    Exact,

    /// <summary>The response is normal given its mean and a latent scale of each row, which has a conjugate prior.</summary>
    ScaleMixture,
}
