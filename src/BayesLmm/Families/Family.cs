using BayesLmm.Families;
using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>
/// The distribution of the response given its mean, as named by <c>family</c>: its parameters besides the mean, and what may be integrated out under it. A
/// family holds no numbers of a model; the priors of its parameters are in <see cref="BoundModel.FamilyPriors"/>.
/// </summary>
public abstract record Family
{
    private protected Family()
    {
    }

    /// <summary>The name in the language, as in <c>student_t</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The residuals' name in sentences, as in <c>normal</c>.</summary>
    public abstract string Residuals { get; }

    /// <summary>The parameters besides the mean, in the order of tables.</summary>
    internal abstract EquatableArray<FamilyParameter> Parameters { get; }

    /// <summary>What engines for normal models may do with this family.</summary>
    internal abstract NormalForm NormalForm { get; }

    /// <summary>The density of rows.</summary>
    internal abstract RowDensity Density { get; }

    /// <summary>The distribution of a row, for predictions, checks and cross-validation.</summary>
    internal abstract RowDistribution Rows { get; }

    /// <summary>Where η is no location of y: a value of η under which a y is likely. Null where it is y itself.</summary>
    internal Func<double, double>? StartingPredictor => NormalForm == NormalForm.None ? Density.StartingPredictor : null;

    /// <summary>The response's distribution in LaTeX.</summary>
    /// <param name="predictor">The linear predictor's symbol.</param>
    /// <param name="variance">The squared scale of a row's residual.</param>
    internal abstract string ToLatex(string predictor, string variance);

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
