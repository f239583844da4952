using System.Numerics.Tensors;
using BayesLmm.Densities.Coordinates;
using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Distributions;
using BayesLmm.Equations;
using BayesLmm.Families;

namespace BayesLmm.Densities;

/// <summary>
/// Where a <see cref="ConditionalDensity"/>'s coordinates have their origin and how they are scaled: a reference value of φ, and there the normal approximation
/// of (u, β). All of it is fixed before sampling begins, so it affects speed but not the distribution that is sampled. Immutable.
/// </summary>
internal sealed class ConditionalDensityApproximation
{
    /// <summary>The posterior standard deviation, roughly and for any data, of the coordinate of a family's parameter that is not a scale.</summary>
    private const double ShapeScale = 0.5;

    private readonly ConditionalDensity density;

    private ConditionalDensityApproximation(ConditionalDensity density)
    {
        this.density = density;
        CrossProducts products = density.Model.Products;
        Equations = MixedModelEquations.Analyze(products, density.LinearColumns);
        Center = new double[density.OuterCount];
        Scale = new double[density.OuterCount];
        Mean = new double[Equations.Order];
        Precision = new double[density.LinearColumns.Length];
        Lambda = new double[new EffectFactors(products.Terms).Length];
        LevelProducts = [.. products.Terms.Select(term => new double[term.LevelCount * term.Width * term.Width])];
        ReferenceFactors = [.. products.Terms.Select(term => new double[term.LevelCount * term.Width * term.Width])];
        Pulls = [.. products.Terms.Select(term => new double[term.LevelCount * term.Width])];
    }

    /// <summary>The structure of Q.</summary>
    public MixedModelEquations Equations { get; }

    /// <summary>The reference value of φ's own coordinates.</summary>
    public double[] Center { get; }

    /// <summary>Roughly their posterior standard deviations.</summary>
    public double[] Scale { get; }

    /// <summary>â: u, then β in the cross-products' coordinates.</summary>
    public double[] Mean { get; }

    /// <summary>Λ at the reference.</summary>
    public double[] Lambda { get; }

    /// <summary>1/σ² of normal residuals that are as informative as the model's at the reference.</summary>
    public double Tau { get; private set; }

    /// <summary>P: prior precisions of the coefficients, from normal distributions of the same scale.</summary>
    public double[] Precision { get; }

    /// <summary>For each term M of its levels, one after the other; see <see cref="LevelMap"/>.</summary>
    public double[][] LevelProducts { get; }

    /// <summary>For each term R of its levels at the reference.</summary>
    public double[][] ReferenceFactors { get; }

    /// <summary>For each term h of its levels.</summary>
    public double[][] Pulls { get; }

    /// <summary>Σ log|R_ref| over all levels of all terms.</summary>
    public double LogReferenceFactors { get; private set; }

    /// <summary>Makes the approximation.</summary>
    public static ConditionalDensityApproximation At(ConditionalDensity density, VarianceGuess guess)
    {
        ConditionalDensityApproximation approximation = new(density);
        BoundModel model = density.Model;
        approximation.Place(guess);
        double[] predictor = new double[density.Rows.Count];
        double[] family = approximation.FamilyParameters();
        int scale = density.ScaleIndex;
        approximation.Tau = scale >= 0 ? 1 / (family[scale] * family[scale]) : model.Family.Density.Information(density.Rows.Response, family);
        approximation.Solve(predictor);
        if (approximation.TryFitFamily(predictor, guess.Sigma, family))
        {
            approximation.Solve(predictor);
        }

        approximation.PrepareLevels();
        approximation.ChooseScales(model);
        return approximation;
    }

    /// <summary>A factored system of the equations at the reference, with memory of its own.</summary>
    public MixedModelSystem CreateSystem()
    {
        MixedModelSystem system = new(Equations);
        return system.TryFactor(Lambda, Tau, Precision)
            ? system
            : throw NotFactored();
    }

    private InvalidOperationException NotFactored() =>
        new(FormattableString.Invariant($"The mixed model equations cannot be factored at the reference value, 1/σ² = {Tau:g3}."));

    private void Place(VarianceGuess guess)
    {
        BoundModel model = density.Model;
        for (int i = 0; i < density.Family.Length; i++)
        {
            density.Family[i].Place(i == density.ScaleIndex ? guess.Sigma : model.FamilyPriors[i].Parameter.Rough, Center);
        }

        for (int k = 0; k < density.Terms.Length; k++)
        {
            TermCoordinates term = density.Terms[k];
            double[] sds = guess.SafeSds(model, k);
            for (int i = 0; i < term.Width; i++)
            {
                term.Sds[i].Place(sds[i], Center);
            }

            if (term.Correlation is not null)
            {
                guess.SafeCorrelations(k, term.Width).CopyTo(Center, term.FirstCorrelation);
            }
        }

        for (int j = 0; j < density.Bounded.Length; j++)
        {
            density.Bounded[j]?.Place(model.Products.Fixed.Reference[j], Center);
        }

        // The coordinates may not allow the guess, for example if a parameter is constant.
        CovarianceFactors factors = new(density.Terms, new EffectFactors(model.Products.Terms));
        factors.Read(Center);
        factors.Lambda.CopyTo(Lambda);
        for (int j = 0; j < Precision.Length; j++)
        {
            Distribution prior = model.FixedEffects[density.LinearColumns[j]].Prior;
            Precision[j] = ScaleOf(prior) is { } scale ? 1 / (scale * scale) : 0;
        }
    }

    private static double? ScaleOf(Distribution prior) => prior switch
    {
        Normal normal => normal.Sd,
        StudentT t => t.Scale,
        Cauchy cauchy => cauchy.Scale,
        Laplace laplace => laplace.Scale,
        Logistic logistic => logistic.Scale,
        _ => null,
    };

    private static double LocationOf(Distribution prior) => prior switch
    {
        Normal normal => normal.Mean,
        StudentT t => t.Location,
        Cauchy cauchy => cauchy.Location,
        Laplace laplace => laplace.Location,
        Logistic logistic => logistic.Location,
        _ => 0,
    };

    /// <summary>â = Q⁻¹h with the bounded coefficients at their reference, and its predictor.</summary>
    private void Solve(double[] predictor)
    {
        ObservedRows rows = density.Rows;
        CrossProducts products = density.Model.Products;
        int q = products.EffectCount;
        double[] beta = new double[products.FixedCount], byBeta = new double[products.FixedCount], effects = new double[q], weighted = new double[rows.Count];
        for (int j = 0; j < beta.Length; j++)
        {
            beta[j] = density.Bounded[j] is { } bounded ? products.Fixed.Coordinates.Relative(j, bounded.Value(Center)) : 0;
        }

        rows.Predictor.Compute(beta, effects, predictor);
        TensorPrimitives.Subtract(rows.PseudoResponse, predictor, weighted);
        for (int i = 0; i < rows.Weights.Length; i++)
        {
            weighted[i] *= rows.Weights[i];
        }

        rows.Predictor.ComputeTransposed(weighted, byBeta, effects);
        JointEffectsGivenVariances given = new(Equations);
        Lambda.CopyTo(given.Lambda);
        Precision.CopyTo(given.Precision);
        for (int j = 0; j < Precision.Length; j++)
        {
            int column = density.LinearColumns[j];
            given.Location[j] = products.Fixed.Coordinates.Relative(column, LocationOf(density.Model.FixedEffects[column].Prior));
        }

        if (!given.TrySolve(Tau, effects, byBeta))
        {
            throw NotFactored();
        }

        given.Means.CopyTo(Mean);
        given.Effects.CopyTo(effects);
        for (int j = 0; j < Precision.Length; j++)
        {
            beta[density.LinearColumns[j]] = Mean[q + j];
        }

        rows.Predictor.Compute(beta, effects, predictor);
    }

    /// <summary>The family's parameters at the reference.</summary>
    private double[] FamilyParameters() => Array.ConvertAll(density.Family, coordinate => coordinate.Value(Center));

    /// <summary>The family's parameters by the likelihood of the rows around a predictor.</summary>
    private bool TryFitFamily(double[] predictor, double guess, double[] parameters)
    {
        ObservedRows rows = density.Rows;
        RowDensity family = density.Model.Family.Density;
        Distribution[] priors = [.. density.Model.FamilyPriors.Select(parameter => parameter.Prior)];
        if (!family.TryImprove(rows.Response, rows.Weights, predictor, guess, priors, parameters))
        {
            return false;
        }

        for (int i = 0; i < parameters.Length; i++)
        {
            density.Family[i].Place(parameters[i], Center);
        }

        Tau = family.Information(rows.Response, parameters);
        return true;
    }

    private void PrepareLevels()
    {
        CrossProducts products = density.Model.Products;
        LevelBlocks blocks = products.Blocks;
        EffectFactors layout = new(products.Terms);
        for (int k = 0; k < products.Terms.Count; k++)
        {
            TermShape term = products.Terms[k];
            int r = term.Width;
            ReadOnlySpan<double> L = layout.Of(k, Lambda.AsSpan());
            for (int level = 0; level < term.LevelCount; level++)
            {
                Span<double> M = LevelProducts[k].AsSpan(level * r * r, r * r), R = ReferenceFactors[k].AsSpan(level * r * r, r * r), h = Pulls[k]
                    .AsSpan(level * r, r);
                TensorPrimitives.Multiply(blocks.Values.Slice(blocks.ValueStarts[blocks.ColumnStarts[term.FirstLevel + level]], r * r), Tau, M);
                LogReferenceFactors += LevelMap.Factor(L, M, R, r);
                SolvePull(L, R, Mean.AsSpan(term.FirstEffectOf(level), r), h);
            }
        }
    }

    /// <summary>Solves Λᵀh = RRᵀâ.</summary>
    private static void SolvePull(ReadOnlySpan<double> L, ReadOnlySpan<double> R, ReadOnlySpan<double> mean, Span<double> h)
    {
        int r = h.Length;
        Span<double> half = stackalloc double[r];
        LevelMap.MultiplyUpperTransposed(R, mean, half);
        for (int i = r - 1; i >= 0; i--)
        {
            double sum = 0;
            for (int j = i; j < r; j++)
            {
                sum += R[(i * r) + j] * half[j];
            }

            for (int m = i + 1; m < r; m++)
            {
                sum -= L[(m * r) + i] * h[m];
            }

            h[i] = sum / L[(i * r) + i];
        }
    }

    /// <summary>
    /// Rough posterior standard deviations of φ's coordinates: of log σ 1/√n; of log s 1/√(2J), of a correlation 1/√J, J the number of levels, each counted by
    /// the share of its effect's variance that its rows take away.
    /// </summary>
    private void ChooseScales(BoundModel model)
    {
        CrossProducts products = model.Products;
        Array.Fill(Scale, 1);
        void Set(ScalarCoordinate coordinate, double sd)
        {
            if (coordinate.Index >= 0)
            {
                Scale[coordinate.Index] = Math.Clamp(sd / Math.Abs(coordinate.Slope(Center)), 1e-3, 1);
            }
        }

        for (int i = 0; i < density.Family.Length; i++)
        {
            ScalarCoordinate coordinate = density.Family[i];
            if (i == density.ScaleIndex)
            {
                Set(coordinate, coordinate.Value(Center) / Math.Sqrt(products.RowCount));
            }
            else if (coordinate.Index >= 0)
            {
                Scale[coordinate.Index] = ShapeScale;
            }
        }

        for (int k = 0; k < density.Terms.Length; k++)
        {
            TermCoordinates term = density.Terms[k];
            int r = term.Width;
            double[] levels = new double[r];
            for (int level = 0; level < products.Terms[k].LevelCount; level++)
            {
                for (int i = 0; i < r; i++)
                {
                    double sd = term.Sds[i].Value(Center), information = sd * sd * LevelProducts[k][(level * r * r) + (i * r) + i],
                        share = information / (1 + information);
                    levels[i] += share * share;
                }
            }

            for (int i = 0; i < r; i++)
            {
                Set(term.Sds[i], Math.Abs(term.Sds[i].Value(Center)) * Math.Min(1, 1 / Math.Sqrt(2 * levels[i])));
            }

            if (term.Correlation is not null)
            {
                Scale.AsSpan(term.FirstCorrelation, term.CorrelationCount).Fill(Math.Min(1, 1 / Math.Sqrt(levels.Min())));
            }
        }

        for (int j = 0; j < density.Bounded.Length; j++)
        {
            if (density.Bounded[j] is { } bounded)
            {
                Set(bounded, 1 / Math.Sqrt(Tau * products.Fixed.Xx[(j * products.FixedCount) + j]));
            }
        }
    }
}
