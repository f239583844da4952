using BayesLmm.Densities.Coordinates;
using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.Equations.Laplace;
using BayesLmm.Families;
using BayesLmm.Numerics.Dense;
using BayesLmm.Sampling.Metrics;
using BayesLmm.Sampling.Start;

namespace BayesLmm.Densities;

/// <summary>
/// Finds the reference of a <see cref="ConditionalDensity"/>: the mode of φ's posterior density by Laplace's approximation, and its curvature.
/// </summary>
internal static class ReferenceSearch
{
    /// <summary>The standard deviation of the linear predictor among levels at which a search on a link's scale begins.</summary>
    private const double StartSd = 0.7;

    /// <summary>The least standard deviation of a reference, in units of what the data can distinguish from zero: there the maps still follow it.</summary>
    private const double LeastPart = 0.1;

    /// <summary>The largest correlation coordinate of a reference, atanh of the partial correlation: beyond, all are the same to the data.</summary>
    private const double LargestCorrelation = 1.5;

    /// <summary>The largest standard deviation of a reference in any direction of φ, whose coordinates are logarithms or of order one.</summary>
    private const double LargestSpread = 2;

    /// <summary>Searches.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="guess">A guess of its variances, where there is one.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The reference; null where no mode was found.</returns>
    public static ConditionalReference? TryFind(BoundModel model, ConditionalRows rows, VarianceGuess? guess, CancellationToken cancellationToken)
    {
        ConditionalCoordinates rough = ConditionalCoordinates.Of(model);
        double[] start = Start(model, rows, guess);
        if (start.Length == 0)
        {
            return new ConditionalReference([.. model.GroupTerms.Select((_, k) => TermCoordinates.DetectableSds(model.Products, k))], [], []);
        }

        LaplaceMarginal marginal = new(rough, rows);
        Ascent ascent = new(marginal, start);
        if (ascent.Climb(cancellationToken).Length > 0)
        {
            return null;
        }

        // The coordinates of standard deviations in units of what the data can tell, and the mode in them.
        double[] mode = ascent.Position.ToArray(), gradient = new double[mode.Length];
        rough.Fold(mode);
        Raise(rough, mode);
        if (!double.IsFinite(marginal.Evaluate(mode, gradient)))
        {
            return null;
        }

        double[][] scales = MarginalScales(rough, marginal.Approximation, mode);
        ConditionalCoordinates coordinates = new(model, scales);
        double[] center = Translate(rough, coordinates, mode);
        LaplaceMarginal inUnits = new(coordinates, rows);
        marginal.Approximation.Unknowns.CopyTo(inUnits.Approximation.Unknowns);
        inUnits.Evaluate(center, gradient);
        double[] guessed = ConditionalReference.RoughScales(coordinates, center);
        DenseMetric? curvature = Curvature.At(inUnits, center, guessed);
        double[]? factor = curvature is null ? null : BoundedFactor(curvature.ToCovariance(), center.Length);
        return new ConditionalReference(scales, center, factor ?? ConditionalReference.Diagonal(guessed));
    }

    /// <summary>The lower triangular factor of a covariance matrix; null where it is not positive definite.</summary>
    public static double[]? CholeskyOf(double[] covariance, int m)
    {
        double[] factor = [.. covariance];
        return Numerics.Dense.SmallCholesky.TryFactor(factor, m) ? Lower(factor, m) : null;
    }

    /// <summary>
    /// The factor of (Σ⁻¹ + I/c²)⁻¹, c the largest spread: beside a boundary a curvature may be all but flat, and a normal distribution as wide as that would
    /// put chains where no density is finite. Null where Σ is not positive definite.
    /// </summary>
    private static double[]? BoundedFactor(double[] covariance, int m)
    {
        if (!SmallCholesky.TryFactor(covariance, m))
        {
            return null;
        }

        double[] matrix = new double[m * m];
        SmallCholesky.Invert(covariance, m, matrix);
        for (int i = 0; i < m; i++)
        {
            matrix[(i * m) + i] += 1 / (LargestSpread * LargestSpread);
        }

        if (!SmallCholesky.TryFactor(matrix, m))
        {
            return null;
        }

        double[] bounded = new double[m * m];
        SmallCholesky.Invert(matrix, m, bounded);
        return CholeskyOf(bounded, m);
    }

    private static double[] Lower(double[] factor, int m)
    {
        for (int i = 0; i < m; i++)
        {
            factor.AsSpan((i * m) + i + 1, m - i - 1).Clear();
        }

        return factor;
    }

    private static double[] Start(BoundModel model, ConditionalRows rows, VarianceGuess? guess)
    {
        if (model.Family.NormalForm != NormalForm.None)
        {
            return ConditionalReference.FromGuess(model, rows, guess).Center;
        }

        LinearPredictor predictor = rows.Rows.Predictor;
        VarianceGuess spread = VarianceGuess.FromSpread(model);
        double[][] sds =
        [
            .. model.GroupTerms.Select((term, k) => Enumerable.Range(0, term.Width)
                .Select(c => StartSd / ColumnSize.RootMeanSquareOrOne(predictor.RandomColumn(k, c).Span)).ToArray()),
        ];
        return ConditionalReference.FromGuess(model, rows, spread with { Sds = sds }).Center;
    }

    /// <summary>Standard deviations at 0 and perfect correlations are moved to where the density is regular.</summary>
    private static void Raise(ConditionalCoordinates coordinates, double[] phi)
    {
        foreach (TermCoordinates term in coordinates.Terms)
        {
            foreach (ScalarCoordinate sd in term.Sds)
            {
                if (sd.IsFolded)
                {
                    phi[sd.Index] = Math.Max(phi[sd.Index], Math.Asinh(LeastPart));
                }
            }

            for (int t = term.FirstCorrelation; t < term.FirstCorrelation + term.CorrelationCount; t++)
            {
                phi[t] = Math.Clamp(phi[t], -LargestCorrelation, LargestCorrelation);
            }
        }
    }

    /// <summary>
    /// For each standard deviation s the size at which a level's information about its effect, all else integrated out, is that of its prior: 1/√ of the mean
    /// over levels of (1/S_jj − 1)/s², S = H⁻¹.
    /// </summary>
    private static double[][] MarginalScales(ConditionalCoordinates coordinates, LaplaceApproximation laplace, double[] phi)
    {
        CrossProducts products = coordinates.Model.Products;
        laplace.ComputeInverse();
        MixedModelSystem system = laplace.DeterminantSystem;
        ReadOnlySpan<int> starts = system.Equations.Structure.Pattern.ColumnStarts, places = system.Inverse.Places;
        double[][] scales = [.. coordinates.Terms.Select((_, k) => TermCoordinates.DetectableSds(products, k))];
        for (int k = 0; k < coordinates.Terms.Length; k++)
        {
            TermShape shape = products.Terms[k];
            for (int i = 0; i < shape.Width; i++)
            {
                double information = 0, sd = coordinates.Terms[k].Sds[i].Value(phi);
                for (int level = 0; level < shape.LevelCount; level++)
                {
                    double variance = system.Inverse.Values[places[starts[shape.FirstEffectOf(level) + i]]];
                    information += Math.Max(0, (1 / variance) - 1);
                }

                double size = sd / Math.Sqrt(information / shape.LevelCount);
                if (size > 0 && double.IsFinite(size))
                {
                    scales[k][i] = size;
                }
            }
        }

        return scales;
    }

    private static double[] Translate(ConditionalCoordinates from, ConditionalCoordinates to, double[] phi)
    {
        double[] center = [.. phi];
        for (int k = 0; k < to.Terms.Length; k++)
        {
            for (int i = 0; i < to.Terms[k].Width; i++)
            {
                to.Terms[k].Sds[i].Place(from.Terms[k].Sds[i].Value(phi), center);
            }
        }

        return center;
    }
}
