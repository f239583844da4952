using BayesLmm.Densities.Coordinates;
using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Distributions;
using BayesLmm.Sampling;

namespace BayesLmm.Densities;

/// <summary>
/// The posterior density of all of a model's unknowns, for residuals that are not normal, so that coefficients and group effects cannot be integrated out. An
/// evaluation takes time in proportion to the rows. Its coordinates are, in this order: those of φ = (the family's parameters, standard deviations and
/// correlations of each term, coefficients whose prior is constant or bounded), each moved and scaled to be of order one; then as many as there are group
/// effects and other coefficients.
/// </summary>
/// <remarks>
/// <para>The last coordinates z are standard normal, approximately: with Q = LLᵀ the precision matrix that (u, β) would have were residuals normal and φ at a
/// reference value, a = â + L⁻ᵀz. It removes the dependence of many effects on each other, as a dense metric would, in the time of a sparse solve.</para>
/// <para>u is a itself at the reference. Elsewhere each level's u follows its a as the level's own normal approximation moves with Λ: see
/// <see cref="LevelMap"/>, which is the non-centred parametrisation for a level with little information and the centred one for a level with much. Using one in
/// place of the other makes a funnel.</para>
/// </remarks>
internal sealed class ConditionalDensity : IModelDensity
{
    /// <summary>Makes the density of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="guess">A rough guess of its variance parameters: it affects speed, not the distribution that is sampled. Null for a part of the response's
    /// spread.</param>
    public ConditionalDensity(BoundModel model, VarianceGuess? guess = null)
    {
        Model = model;
        Rows = model.CreateRowsByLevel();
        int next = 0;
        Family = new ScalarCoordinate[model.FamilyPriors.Count];
        for (int i = 0; i < Family.Length; i++)
        {
            Family[i] = ScalarCoordinate.Above(model.FamilyPriors[i].Parameter.Lower, model.FamilyPriors[i].Prior, ref next);
        }

        TermCoordinates[] terms = new TermCoordinates[model.GroupTerms.Count];
        for (int k = 0; k < terms.Length; k++)
        {
            terms[k] = new TermCoordinates(model.GroupTerms[k], TermCoordinates.DetectableSds(model.Products, k), ref next);
        }

        Terms = terms;
        ScalarCoordinate?[] bounded = new ScalarCoordinate?[model.FixedEffects.Count];
        for (int j = 0; j < bounded.Length; j++)
        {
            Distribution coefficient = model.FixedEffects[j].Prior;
            bounded[j] = coefficient.Support is (double.NegativeInfinity, double.PositiveInfinity) ? null : ScalarCoordinate.Real(coefficient, ref next);
        }

        Bounded = bounded;
        LinearColumns = [.. Enumerable.Range(0, bounded.Length).Where(j => bounded[j] is null)];
        OuterCount = next;
        HasNothingToSample = next + model.Products.EffectCount + LinearColumns.Length == 0;
        Dimension = Math.Max(1, next + model.Products.EffectCount + LinearColumns.Length);
        Approximation = ConditionalDensityApproximation.At(this, guess ?? VarianceGuess.FromSpread(model));
    }

    /// <inheritdoc/>
    public BoundModel Model { get; }

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <inheritdoc/>
    public IReadOnlyList<DensityCoordinate> Coordinates => [.. CoordinateWords.OfConditional(Model, Family, Terms, Bounded, LinearColumns)];

    /// <summary>
    /// Whether every parameter is constant and there are no effects: the only coordinate is then a standard normal number on which nothing depends.
    /// </summary>
    internal bool HasNothingToSample { get; }

    internal ObservedRows Rows { get; }

    /// <summary>The coordinates of the family's parameters, in the family's order.</summary>
    internal ScalarCoordinate[] Family { get; }

    /// <summary>Which of them is the residuals' scale; −1 for a family without.</summary>
    internal int ScaleIndex => Model.FamilyPriors.Select(prior => prior.Parameter.IsScale).ToList().IndexOf(true);

    internal TermCoordinates[] Terms { get; }

    /// <summary>For each coefficient whose prior is constant or bounded its coordinate; null for the others, whose prior has a density everywhere.</summary>
    internal ScalarCoordinate?[] Bounded { get; }

    /// <summary>The columns of X of the others.</summary>
    internal int[] LinearColumns { get; }

    /// <summary>Number of φ's coordinates.</summary>
    internal int OuterCount { get; }

    internal ConditionalDensityApproximation Approximation { get; }

    /// <summary>Makes an evaluator with memory of its own.</summary>
    public ConditionalDensityEvaluator CreateEvaluator() => new(this);

    IModelDensityEvaluator IModelDensity.CreateEvaluator() => CreateEvaluator();

    ILogDensityEvaluator ILogDensity.CreateEvaluator() => CreateEvaluator();
}
