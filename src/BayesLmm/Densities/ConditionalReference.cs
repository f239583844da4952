using BayesLmm.Densities.Coordinates;
using BayesLmm.Design.Products;
using BayesLmm.Distributions;

namespace BayesLmm.Densities;

/// <summary>
/// A value of φ that is likely, and how far it may vary: where a <see cref="ConditionalDensity"/>'s coordinates have their origin and what their units are. All
/// of it is fixed before sampling begins, so it affects speed but not the distribution that is sampled. Immutable.
/// </summary>
/// <param name="Scales">For each term the sizes from which the data can distinguish its standard deviations from zero.</param>
/// <param name="Center">φ₀: the own coordinates of <see cref="ConditionalCoordinates"/>, m numbers.</param>
/// <param name="Factor">C, lower triangular, m × m by rows: φ = φ₀ + Cζ with ζ of order one.</param>
internal sealed record ConditionalReference(IReadOnlyList<double[]> Scales, double[] Center, double[] Factor)
{
    /// <summary>The posterior standard deviation, roughly and for any data, of the coordinate of a family's parameter that is not a scale.</summary>
    private const double ShapeScale = 0.5;

    /// <summary>A reference from a guess, with parameters of the family that fit the rows around it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="guess">A guess; null for a part of the response's spread.</param>
    public static ConditionalReference FromGuess(BoundModel model, ConditionalRows rows, VarianceGuess? guess = null)
    {
        guess ??= VarianceGuess.FromSpread(model);
        ConditionalCoordinates coordinates = ConditionalCoordinates.Of(model);
        double[] center = CenterOf(coordinates, guess);
        FitFamily(coordinates, rows, guess.Sigma, center);
        return new ConditionalReference([.. model.GroupTerms.Select((_, k) => TermCoordinates.DetectableSds(model.Products, k))], center,
            Diagonal(RoughScales(coordinates, center)));
    }

    /// <summary>A diagonal matrix.</summary>
    public static double[] Diagonal(double[] entries)
    {
        double[] matrix = new double[entries.Length * entries.Length];
        for (int i = 0; i < entries.Length; i++)
        {
            matrix[(i * entries.Length) + i] = entries[i];
        }

        return matrix;
    }

    private static double[] CenterOf(ConditionalCoordinates coordinates, VarianceGuess guess)
    {
        BoundModel model = coordinates.Model;
        double[] center = new double[coordinates.OuterCount];
        for (int i = 0; i < coordinates.Family.Length; i++)
        {
            coordinates.Family[i].Place(i == coordinates.ScaleIndex ? guess.Sigma : model.FamilyPriors[i].Parameter.Rough, center);
        }

        for (int k = 0; k < coordinates.Terms.Length; k++)
        {
            TermCoordinates term = coordinates.Terms[k];
            double[] sds = guess.SafeSds(model, k);
            for (int i = 0; i < term.Width; i++)
            {
                term.Sds[i].Place(sds[i], center);
            }

            if (term.Correlation is not null)
            {
                guess.SafeCorrelations(k, term.Width).CopyTo(center, term.FirstCorrelation);
            }
        }

        for (int j = 0; j < coordinates.Bounded.Length; j++)
        {
            coordinates.Bounded[j]?.Place(model.Products.Fixed.Reference[j], center);
        }

        return center;
    }

    /// <summary>
    /// Rough posterior standard deviations of φ's coordinates: of log σ 1/√n; of log s 1/√(2J), of a correlation 1/√J, J the number of levels, each counted by
    /// the share of its effect's variance that its rows take away.
    /// </summary>
    public static double[] RoughScales(ConditionalCoordinates coordinates, double[] center)
    {
        CrossProducts products = coordinates.Model.Products;
        double[] scales = [.. Enumerable.Repeat(1.0, coordinates.OuterCount)], family = coordinates.FamilyAt(center);
        double tau = ConditionalMode.InformationAt(coordinates, family);
        void Set(ScalarCoordinate coordinate, double sd)
        {
            if (coordinate.Index >= 0)
            {
                scales[coordinate.Index] = Math.Clamp(sd / Math.Abs(coordinate.Slope(center)), 1e-3, 1);
            }
        }

        for (int i = 0; i < family.Length; i++)
        {
            ScalarCoordinate coordinate = coordinates.Family[i];
            if (i == coordinates.ScaleIndex)
            {
                Set(coordinate, family[i] / Math.Sqrt(products.RowCount));
            }
            else if (coordinate.Index >= 0)
            {
                scales[coordinate.Index] = ShapeScale;
            }
        }

        for (int k = 0; k < coordinates.Terms.Length; k++)
        {
            TermCoordinates term = coordinates.Terms[k];
            double[] levels = LevelsThatCount(products, k, term, center, tau);
            for (int i = 0; i < term.Width; i++)
            {
                Set(term.Sds[i], Math.Abs(term.Sds[i].Value(center)) * Math.Min(1, 1 / Math.Sqrt(2 * levels[i])));
            }

            if (term.Correlation is not null)
            {
                scales.AsSpan(term.FirstCorrelation, term.CorrelationCount).Fill(Math.Min(1, 1 / Math.Sqrt(levels.Min())));
            }
        }

        for (int j = 0; j < coordinates.Bounded.Length; j++)
        {
            if (coordinates.Bounded[j] is { } bounded)
            {
                Set(bounded, 1 / Math.Sqrt(tau * products.Fixed.Xx[(j * products.FixedCount) + j]));
            }
        }

        return scales;
    }

    /// <summary>The family's parameters by the likelihood of the rows around the predictor at a φ, into it.</summary>
    private static void FitFamily(ConditionalCoordinates coordinates, ConditionalRows shared, double scaleGuess, double[] center)
    {
        if (coordinates.Family.Length == 0)
        {
            return;
        }

        BoundModel model = coordinates.Model;
        ConditionalMode mode = ConditionalMode.Normal(coordinates, shared, center);
        double[] beta = coordinates.KnownCoefficients(center), predictor = new double[shared.Rows.Count];
        for (int j = 0; j < coordinates.LinearColumns.Length; j++)
        {
            beta[coordinates.LinearColumns[j]] = mode.Unknowns[mode.Effects.Length + j];
        }

        shared.Rows.Predictor.Compute(beta, mode.Effects, predictor);
        double[] family = coordinates.FamilyAt(center);
        Distribution[] priors = [.. model.FamilyPriors.Select(parameter => parameter.Prior)];
        if (model.Family.Density.TryImprove(shared.Rows.Response, shared.Rows.Weights, predictor, scaleGuess, priors, family))
        {
            for (int i = 0; i < family.Length; i++)
            {
                coordinates.Family[i].Place(family[i], center);
            }
        }
    }

    private static double[] LevelsThatCount(CrossProducts products, int k, TermCoordinates term, double[] center, double tau)
    {
        int r = term.Width;
        double[] levels = new double[r];
        for (int level = 0; level < products.Terms[k].LevelCount; level++)
        {
            ReadOnlySpan<double> M =
                products.Blocks.Values[products.Blocks.ValueStarts[products.Blocks.ColumnStarts[products.Terms[k].FirstLevel + level]]..];
            for (int i = 0; i < r; i++)
            {
                double sd = term.Sds[i].Value(center), information = sd * sd * tau * M[(i * r) + i], share = information / (1 + information);
                levels[i] += share * share;
            }
        }

        return levels;
    }
}
