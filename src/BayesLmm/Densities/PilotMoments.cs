using System.Numerics.Tensors;
using BayesLmm.Equations.Laplace;
using BayesLmm.Families;
using BayesLmm.Sampling;

namespace BayesLmm.Densities;

/// <summary>
/// What the draws of a pilot say about a <see cref="ConditionalDensity"/>: means of φ, of the unknowns, and of the rows' scores and information. Where the
/// distribution of an effect is skewed, means say more than the mode: the information at the mode of a level whose responses are all 0 is nearly none.
/// </summary>
internal static class PilotMoments
{
    /// <summary>A covariance matrix gets this part of its diagonal on top.</summary>
    private const double Ridge = 1e-3;

    /// <summary>So many draws decide which map is taken; fewer where each has many effects, which all say something.</summary>
    private const int DrawsForMap = 100, FewestDrawsForMap = 20;

    /// <summary>Effects of all these draws.</summary>
    private const int EffectsForMap = 1_000_000;

    /// <summary>The same density with its origin at the means of the draws, in units of their covariance.</summary>
    /// <param name="density">The density that was drawn from.</param>
    /// <param name="draws">The draws.</param>
    public static ConditionalDensity Refine(ConditionalDensity density, Draws draws)
    {
        int m = density.Layout.OuterCount, q = density.Model.Products.EffectCount;
        double[] outer = new double[draws.Count * m], center = new double[m];
        double[] effects = new double[q], beta = new double[density.Model.FixedEffects.Count], scores = new double[q], weights = new double[density.Rows.Count];
        ConditionalDensityEvaluator evaluator = density.CreateEvaluator();
        RowMoments moments = new(density);
        List<MapDraw> kept = [];
        int step = Math.Max(1, draws.Count / Math.Clamp(EffectsForMap / Math.Max(1, q), FewestDrawsForMap, DrawsForMap));
        for (int i = 0; i < draws.Count; i++)
        {
            evaluator.Read(draws.Values.Slice(i * draws.Dimension, draws.Dimension));
            Span<double> phi = outer.AsSpan(i * m, m);
            evaluator.Outer.CopyTo(phi);
            density.Layout.Fold(phi);
            moments.Compute(evaluator);
            AddMean(phi, draws.Count, center);
            AddMean(evaluator.Effects, draws.Count, effects);
            AddMean(evaluator.Coefficients, draws.Count, beta);
            AddMean(moments.EffectScores, draws.Count, scores);
            AddMean(moments.Information, draws.Count, weights);
            if (i % step == 0)
            {
                kept.Add(new MapDraw([.. evaluator.Lambda], [.. evaluator.Scaled], [.. evaluator.Effects], [.. evaluator.Coefficients]));
            }
        }

        ConditionalReference reference = density.Approximation.Reference with { Center = center, Factor = FactorOf(density, outer, center) };
        return new ConditionalDensity(density.Model, density.SharedRows, reference, ModeOf(density, center, effects, beta, scores, weights, kept));
    }

    private static void AddMean(ReadOnlySpan<double> values, int count, Span<double> mean) =>
        TensorPrimitives.MultiplyAdd(values, 1.0 / count, mean, mean);

    private static double[] FactorOf(ConditionalDensity density, double[] outer, double[] mean)
    {
        int m = mean.Length, count = m == 0 ? 0 : outer.Length / m;
        double[] covariance = new double[m * m];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<double> own = outer.AsSpan(i * m, m);
            for (int j = 0; j < m; j++)
            {
                for (int k = 0; k <= j; k++)
                {
                    covariance[(j * m) + k] += (own[j] - mean[j]) * (own[k] - mean[k]) / (count - 1);
                }
            }
        }

        for (int j = 0; j < m; j++)
        {
            covariance[(j * m) + j] *= 1 + Ridge;
        }

        return ReferenceSearch.CholeskyOf(covariance, m) ?? density.Approximation.Reference.Factor;
    }

    private static ConditionalMode ModeOf(
        ConditionalDensity density, double[] center, double[] effects, double[] beta, double[] scores, double[] weights,
        List<MapDraw> draws)
    {
        ConditionalCoordinates layout = density.Layout;
        WeightedProducts weighted = new(density.SharedRows.OfLaplace, withFixed: true);
        weighted.Weigh(weights);
        double[] lambda = ConditionalMode.LambdaAt(layout, center), slopes = new double[beta.Length], precisions = new double[beta.Length];
        ReferencePrior prior = new(layout);
        prior.HoldAt(center);
        prior.Evaluate(beta, slopes, precisions, new double[beta.Length]);
        double[] unknowns = new double[layout.InnerCount];
        for (int j = 0; j < layout.LinearColumns.Length; j++)
        {
            unknowns[effects.Length + j] = beta[layout.LinearColumns[j]];
        }

        ConditionalMode mode = new(
            lambda, unknowns, effects, scores, weighted.Products, [.. layout.LinearColumns.Select(column => precisions[column])]);
        MapChoice choice = MapChoice.Of(density, mode, beta, weights, draws);
        return mode.WithInformation(choice.Information) with { Damping = choice.Damping };
    }

    /// <summary>Scores and information of the rows at a position that was read.</summary>
    private sealed class RowMoments(ConditionalDensity density)
    {
        private readonly RowDensity rowDensity = density.Model.Family.Density;
        private readonly double[] predictor = new double[density.Rows.Count];
        private readonly double[] byPredictor = new double[density.Rows.Count];
        private readonly double[] information = new double[density.Rows.Count];
        private readonly double[] slopes = new double[density.Rows.Count];
        private readonly double[] effectScores = new double[density.Model.Products.EffectCount];
        private readonly double[] byBeta = new double[density.Model.FixedEffects.Count];

        public ReadOnlySpan<double> EffectScores => effectScores;

        public ReadOnlySpan<double> Information => information;

        public void Compute(ConditionalDensityEvaluator at)
        {
            Design.ObservedRows rows = density.Rows;
            rows.Predictor.Compute(at.Coefficients, at.Effects, predictor);
            rowDensity.EvaluateCurvature(rows.Response, rows.Weights, predictor, at.FamilyParameters, byPredictor, information);
            if (!rowDensity.IsLogConcave)
            {
                rowDensity.ExpectedCurvature(rows.Weights, predictor, at.FamilyParameters, information, slopes);
            }

            rows.Predictor.ComputeTransposed(byPredictor, byBeta, effectScores);
        }
    }
}
