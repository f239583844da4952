using BayesLmm.Densities.Coordinates;
using BayesLmm.Design.Products;
using BayesLmm.Distributions;

namespace BayesLmm.Densities;

/// <summary>
/// The unknowns of a model whose coefficients and group effects cannot be integrated out, in this order: φ = (the family's parameters, standard deviations and
/// correlations of each term, coefficients whose prior is constant or bounded), each by a real coordinate of its own; then group effects and the other
/// coefficients. Immutable.
/// </summary>
internal sealed class ConditionalCoordinates
{
    /// <summary>Lays the unknowns out.</summary>
    /// <param name="model">The model.</param>
    /// <param name="scales">For each term the sizes from which the data can distinguish its standard deviations from zero.</param>
    public ConditionalCoordinates(BoundModel model, IReadOnlyList<double[]> scales)
    {
        Model = model;
        int next = 0;
        Family = new ScalarCoordinate[model.FamilyPriors.Count];
        for (int i = 0; i < Family.Length; i++)
        {
            Family[i] = ScalarCoordinate.Above(model.FamilyPriors[i].Parameter.Lower, model.FamilyPriors[i].Prior, ref next);
        }

        Terms = new TermCoordinates[model.GroupTerms.Count];
        for (int k = 0; k < Terms.Length; k++)
        {
            Terms[k] = new TermCoordinates(model.GroupTerms[k], scales[k], ref next, isFolded: true);
        }

        Bounded = new ScalarCoordinate?[model.FixedEffects.Count];
        for (int j = 0; j < Bounded.Length; j++)
        {
            Distribution coefficient = model.FixedEffects[j].Prior;
            Bounded[j] = coefficient.Support is (double.NegativeInfinity, double.PositiveInfinity) ? null : ScalarCoordinate.Real(coefficient, ref next);
        }

        LinearColumns = [.. Enumerable.Range(0, Bounded.Length).Where(j => Bounded[j] is null)];
        OuterCount = next;
    }

    /// <summary>The layout with rough sizes, for what depends on no data.</summary>
    /// <param name="model">The model.</param>
    public static ConditionalCoordinates Of(BoundModel model) =>
        new(model, [.. model.GroupTerms.Select((_, k) => TermCoordinates.DetectableSds(model.Products, k))]);

    /// <summary>The model.</summary>
    public BoundModel Model { get; }

    /// <summary>The coordinates of the family's parameters, in the family's order.</summary>
    public ScalarCoordinate[] Family { get; }

    /// <summary>The coordinates of the terms' covariance matrices.</summary>
    public TermCoordinates[] Terms { get; }

    /// <summary>For each coefficient whose prior is constant or bounded its coordinate; null for the others, whose prior has a density everywhere.</summary>
    public ScalarCoordinate?[] Bounded { get; }

    /// <summary>The columns of X of the others.</summary>
    public int[] LinearColumns { get; }

    /// <summary>Number of φ's coordinates, m.</summary>
    public int OuterCount { get; }

    /// <summary>Number of group effects and other coefficients.</summary>
    public int InnerCount => Model.Products.EffectCount + LinearColumns.Length;

    /// <summary>Number of coordinates of φ and of the other coefficients.</summary>
    public int JointCount => OuterCount + LinearColumns.Length;

    /// <summary>Number of all coordinates; 1 where there is nothing to sample.</summary>
    public int Dimension => Math.Max(1, OuterCount + InnerCount);

    /// <summary>
    /// Whether every parameter is constant and there are no effects: the only coordinate is then a standard normal number on which nothing depends.
    /// </summary>
    public bool HasNothingToSample => OuterCount + InnerCount == 0;

    /// <summary>Which of the family's parameters is the residuals' scale; −1 for a family without.</summary>
    public int ScaleIndex => Model.FamilyPriors.Select(prior => prior.Parameter.IsScale).ToList().IndexOf(true);

    /// <summary>The coordinates in words.</summary>
    public IReadOnlyList<DensityCoordinate> Words => [.. CoordinateWords.OfConditional(Model, Family, Terms, Bounded, LinearColumns)];

    /// <summary>The family's parameters at a φ.</summary>
    public double[] FamilyAt(ReadOnlySpan<double> phi)
    {
        double[] values = new double[Family.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Family[i].Value(phi);
        }

        return values;
    }

    /// <summary>The coefficients that are part of φ, relative to the cross-products' reference; 0 for the others.</summary>
    public double[] KnownCoefficients(ReadOnlySpan<double> phi)
    {
        double[] beta = new double[Bounded.Length];
        for (int j = 0; j < beta.Length; j++)
        {
            if (Bounded[j] is { } bounded)
            {
                beta[j] = Model.Products.Fixed.Coordinates.Relative(j, bounded.Value(phi));
            }
        }

        return beta;
    }

    /// <summary>Replaces folded coordinates by their absolute values.</summary>
    public void Fold(Span<double> phi)
    {
        foreach (TermCoordinates term in Terms)
        {
            foreach (ScalarCoordinate sd in term.Sds)
            {
                if (sd.IsFolded)
                {
                    phi[sd.Index] = Math.Abs(phi[sd.Index]);
                }
            }
        }
    }
}
