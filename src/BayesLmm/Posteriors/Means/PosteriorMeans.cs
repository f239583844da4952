using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Estimation.Means;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.Rows;
using BayesLmm.Sampling;

namespace BayesLmm.Posteriors.Means;

/// <summary>Means, slopes and contrasts at every draw of a posterior.</summary>
internal static class PosteriorMeans
{
    /// <summary>Computes them.</summary>
    /// <exception cref="ArgumentException">The request does not fit the model.</exception>
    public static MarginalGrid<DrawnEstimate> Compute(
        Posterior posterior, MeansOptions options, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        BoundModel model = posterior.Model;
        MeansPlan plan = new(model, options);
        bool isTransformed = options.Scale == PredictedScale.Response && model.Family.Link != Link.Identity;
        (double[]?[] points, int thinning) = (options.Groups, isTransformed, options.Average) switch
        {
            (PredictionGroups.Population, false, _) => (OfPopulation(posterior, plan, options), 1),
            (PredictionGroups.Population, true, MeansAverage.Balanced) => (OfGrid(posterior, plan, options), 1),
            _ => (OverRows(posterior, plan, options, progress, cancellationToken), posterior.GroupEffectThinning),
        };
        DrawnEstimate? Summarize(string name, double[]? draws) =>
            draws is null ? null : DrawnEstimate.Of(name, draws, posterior.Draws, thinning, options.Level);

        List<GridEntry<DrawnEstimate>> means = [], contrasts = [];
        for (int group = 0; group < plan.Groups; group++)
        {
            double[]?[] own = points[(group * plan.PointsOfGroup)..((group + 1) * plan.PointsOfGroup)];
            EquatableArray<string> by = plan.GroupName(group);
            means.AddRange(own.Select((draws, i) => new GridEntry<DrawnEstimate>(plan.NameOf(i), by, Summarize(plan.NameOf(i), draws))));
            contrasts.AddRange(plan.Contrasts.Select(contrast =>
                new GridEntry<DrawnEstimate>(contrast.Name, by, Summarize(contrast.Name, Combine(own, contrast.Weights)))));
        }

        return new MarginalGrid<DrawnEstimate>(means.ToEquatableArray(), contrasts.ToEquatableArray())
        {
            Options = options,
            HeldAt = plan.HeldAt,
            AveragedOver = plan.AveragedOver,
            Adjustment = PValueAdjustment.None,
        };
    }

    /// <summary>Without groups a mean is a combination of coefficients.</summary>
    private static double[]?[] OfPopulation(Posterior posterior, MeansPlan plan, MeansOptions options) =>
    [
        .. MeanWeights.Of(posterior.Model, plan, options).Select(point => LinearPredictor(posterior, point)),
    ];

    /// <summary>On the scale of the response: the mean of the response at the mean of the linear predictor.</summary>
    private static double[]?[] OfGrid(Posterior posterior, MeansPlan plan, MeansOptions options)
    {
        BoundModel model = posterior.Model;
        double[][] parameters = [.. model.FamilyPriors.Where(prior => model.Estimates(prior.Parameter))
            .Select(prior => posterior[prior.Parameter.Name].Values.ToArray())];
        double[]?[] At((string, double)? shift) => [.. MeanWeights.OfGrid(model, plan, shift).Select(point =>
        {
            double[]? draws = LinearPredictor(posterior, point);
            if (draws is not null)
            {
                model.Family.Rows.Means(1, draws, parameters);
            }

            return draws;
        })];

        if (options.Slope is not { } column)
        {
            return At(null);
        }

        double step = MeanWeights.StepOf(column, plan);
        return [.. At((column, step)).Zip(At((column, -step)), (above, below) => Slope(above, below, step))];
    }

    private static double[]? LinearPredictor(Posterior posterior, (double[] Weights, double Offset)? point)
    {
        if (point is not { } known)
        {
            return null;
        }

        double[] draws = new double[posterior.Draws.Count];
        Array.Fill(draws, known.Offset);
        for (int j = 0; j < known.Weights.Length; j++)
        {
            TensorPrimitives.MultiplyAdd(posterior[posterior.Model.FixedEffects[j].Name].Values, known.Weights[j], draws, draws);
        }

        return draws;
    }

    private static double[]? Slope(double[]? above, double[]? below, double step) =>
        above is null || below is null ? null : [.. above.Zip(below, (up, down) => (up - down) / (2 * step))];

    private static double[]? Combine(double[]?[] points, EquatableArray<double> weights)
    {
        double[]? sum = null;
        for (int i = 0; i < points.Length; i++)
        {
            if (weights[i] == 0)
            {
                continue;
            }

            if (points[i] is not { } point)
            {
                return null;
            }

            sum ??= new double[point.Length];
            TensorPrimitives.MultiplyAdd(point, weights[i], sum, sum);
        }

        return sum;
    }

    /// <summary>With groups, and over the data, it is an average of the rows' expected values, or of their linear predictors.</summary>
    private static double[]?[] OverRows(
        Posterior posterior, MeansPlan plan, MeansOptions options, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        DataGrid grid = new(posterior.Model, options.Data!);
        KeptDraws draws = new(posterior);
        int count = GridAxis.CountOf(plan.Axes);
        double[]?[] means = new double[]?[count];
        for (int point = 0; point < count; point++)
        {
            double[]? Average((string, double)? shift)
            {
                PredictionDesign design = grid.DesignAt(plan.Axes, point, shift, withGroups: true);
                return design.Undetermined.Count > 0
                    ? null
                    : AverageRow(
                        new RowPredictor(posterior.Model, draws, design, options.Groups, posterior.Options.Seed),
                        draws,
                        options.Scale,
                        posterior.Options.Threads,
                        cancellationToken);
            }

            if (options.Slope is not { } column)
            {
                means[point] = Average(null);
            }
            else
            {
                double step = MeanWeights.StepOf(column, plan);
                means[point] = Slope(Average((column, step)), Average((column, -step)), step);
            }

            progress?.Report(new Progress(isSampling: true, point + 1, count));
        }

        return means;
    }

    private static double[] AverageRow(
        RowPredictor predictor, KeptDraws draws, PredictedScale scale, int threads, CancellationToken cancellationToken)
    {
        double[] sum = RowTotals.Sum(predictor, 1, threads, cancellationToken, (_, row, sums) =>
        {
            if (scale == PredictedScale.Response)
            {
                predictor.Model.Family.Rows.Means(1, row, draws.FamilyParameters);
            }

            TensorPrimitives.Add(sums[0], row, sums[0]);
        })[0];
        TensorPrimitives.Divide(sum, predictor.RowCount, sum);
        return sum;
    }
}
