using BayesLmm.Numerics;
using BayesLmm.Posteriors.Comparisons;

namespace BayesLmm;

/// <summary>
/// Models of the same data compared by how well they predict each part of the data, rows or groups, from the others: differences of elpd with their standard
/// errors, and stacking weights.
/// </summary>
/// <param name="Models">The models, the best first.</param>
/// <param name="PartCount">The number of rows or groups.</param>
public sealed record PosteriorComparison(EquatableArray<ComparedPosterior> Models, int PartCount)
{
    /// <summary>Compares models by leave-one-out cross-validation of rows.</summary>
    /// <param name="models">The result of each model; rows whose Pareto k was too large enter exactly.</param>
    /// <param name="waic">Whether the widely applicable information criterion takes the place of leaving out.</param>
    /// <exception cref="ArgumentException">There are fewer than two models, or they are of different rows.</exception>
    public static PosteriorComparison Of(IReadOnlyList<LeaveOneOut> models, bool waic = false)
    {
        Require(models, (one, other) => one.Rows.Select(row => row.Row).SequenceEqual(other.Rows.Select(row => row.Row)), model => model.Rows.Count, "rows");
        return Of(
            [.. models.Select(model => model.Rows.Select(row => waic ? row.WaicElpd : row.BestElpd).ToArray())],
            [.. models.Select(model => waic ? model.Waic : model.Elpd)]);
    }

    /// <summary>Compares models by leaving out groups: by how well they predict new ones.</summary>
    /// <param name="models">The result of each model, of one grouping factor.</param>
    /// <exception cref="ArgumentException">There are fewer than two models, or they are of different groups or rows.</exception>
    public static PosteriorComparison Of(IReadOnlyList<LeaveGroupsOut> models)
    {
        static IEnumerable<(string, int)> Sizes(LeaveGroupsOut model) => model.Groups.Select(group => (group.Level, group.Rows));
        Require(models, (one, other) => Sizes(one).SequenceEqual(Sizes(other)), model => model.Groups.Count, "groups");
        int[] determined = [.. Enumerable.Range(0, models[0].Groups.Count).Where(i => models.All(model => model.Groups[i].IsDetermined))];
        return Of([.. models.Select(model => Array.ConvertAll(determined, i => model.Groups[i].Elpd))], [.. models.Select(model => model.Elpd)]);
    }

    private static PosteriorComparison Of(double[][] pointwise, ElpdEstimate[] totals)
    {
        double[] weights = StackingWeights.Of(pointwise);
        int best = Enumerable.Range(0, totals.Length).MaxBy(model => totals[model].Elpd);
        return new PosteriorComparison(
            Enumerable.Range(0, totals.Length).OrderByDescending(model => totals[model].Elpd).Select(model =>
            {
                ElpdEstimate difference = ElpdEstimate.Sum([.. pointwise[model].Zip(pointwise[best], (own, other) => (own - other, 0.0))]);
                return new ComparedPosterior(model, totals[model], difference.Elpd, difference.StandardError, weights[model]);
            }).ToEquatableArray(),
            pointwise[0].Length);
    }

    private static void Require<T>(IReadOnlyList<T> models, Func<T, T, bool> areSame, Func<T, int> count, string parts)
    {
        if (models.Count < 2)
        {
            throw new ArgumentException($"A comparison takes two models or more, not {models.Count}.", nameof(models));
        }

        foreach (T other in models.Skip(1).Where(other => !areSame(models[0], other)))
        {
            throw new ArgumentException($"The models are of different {parts}, {count(models[0])} and {count(other)}, and cannot be compared.", nameof(models));
        }
    }
}

/// <summary>A model of a comparison.</summary>
/// <param name="Index">Its place among the models that were given, from 0.</param>
/// <param name="Elpd">Its elpd.</param>
/// <param name="Difference">Its elpd less that of the best model: 0 or negative.</param>
/// <param name="DifferenceError">The standard error of the difference over the parts, √(n · var); differences below some four, and of few parts, have a larger
/// one (Sivula et al. 2020).</param>
/// <param name="Weight">
/// Its stacking weight: the weights are those of the mixture of the models' predictive distributions that predicts best (Yao et al. 2018, Bayesian Analysis
/// 13:917).
/// </param>
public sealed record ComparedPosterior(int Index, ElpdEstimate Elpd, double Difference, double DifferenceError, double Weight);
