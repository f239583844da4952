using BayesLmm.Estimation.Tests;
using BayesLmm.Families;
using BayesLmm.Models;
using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>
/// Estimated marginal means of the levels of a factor or of the combinations of levels of several; see
/// <see cref="RemlExtensions.MarginalMeans(FixedEffectInference, IReadOnlyList{string})"/>.
/// </summary>
public sealed class MarginalMeans
{
    private readonly FixedEffectInference inference;
    private readonly double[]?[] rows; // for each mean its weights; null where it is not estimable
    private readonly double level;

    internal MarginalMeans(FixedEffectInference inference, IReadOnlyList<string> factors, double level)
    {
        this.inference = inference;
        this.level = level;
        Factors = factors.ToEquatableArray();
        if (factors.Distinct().Count() < factors.Count)
        {
            throw new ArgumentException($"A factor is listed twice: {string.Join(", ", factors)}.");
        }

        ReferenceGrid grid = new(inference.Fit.Model);
        GridAxis[] axes = [.. factors.Select(factor => new GridAxis(factor, grid.LevelsOf(factor), null))];
        rows = grid.Weights(axes);
        HeldAt = grid.NumericColumns.Select(name => (name, grid.MeanOf(name))).ToEquatableArray();
        double offset = inference.Fit.Model.Design.Offset is { } offsets ? offsets.Average() : 0;
        MarginalMean[] means = new MarginalMean[rows.Length];
        for (int row = 0; row < means.Length; row++)
        {
            EquatableArray<string> levels = axes.Select((axis, place) => axis.Levels[GridAxis.Place(axes, place, row)]).ToEquatableArray();
            means[row] = new MarginalMean(
                levels, rows[row] is { } weights ? inference.TestContrast(weights, MarginalMean.NameOf(levels), level).Shift(offset) : null);
        }

        Means = means.ToEquatableArray();
    }

    /// <summary>The factors.</summary>
    public EquatableArray<string> Factors { get; }

    /// <summary>The means, the first factor's levels changing fastest.</summary>
    public EquatableArray<MarginalMean> Means { get; }

    /// <summary>The numeric columns of the fixed effects, and the means of theirs at which all marginal means are taken.</summary>
    internal EquatableArray<(string Column, double Mean)> HeldAt { get; }

    /// <summary>The mean of one combination of levels.</summary>
    /// <exception cref="ArgumentException">There is no such combination.</exception>
    public MarginalMean this[params IReadOnlyList<string> levels] => Means.FirstOrDefault(mean => mean.Levels.SequenceEqual(levels))
        ?? throw new ArgumentException($"There is no mean of '{string.Join(", ", levels)}'; there are {string.Join("; ", Means.Select(mean => mean.Name))}.",
            nameof(levels));

    /// <summary>The differences of all pairs of means that are estimable: the first less the second, in their order.</summary>
    /// <param name="adjustment">How p values allow for the number of pairs.</param>
    public EquatableArray<PairwiseContrast> Pairs(PValueAdjustment adjustment = PValueAdjustment.Tukey)
    {
        int[] known = [.. Enumerable.Range(0, rows.Length).Where(row => rows[row] is not null)];
        List<(string First, string Second, ContrastTest Test)> tests = [];
        for (int i = 0; i < known.Length; i++)
        {
            for (int j = i + 1; j < known.Length; j++)
            {
                string first = Means[known[i]].Name, second = Means[known[j]].Name;
                double[] difference = [.. rows[known[i]]!.Zip(rows[known[j]]!, (a, b) => a - b)];
                if (difference.AsSpan().ContainsAnyExcept(0.0))
                {
                    tests.Add((first, second, inference.TestContrast(difference, $"{first} − {second}", level)));
                }
            }
        }

        double[] adjusted = Adjustment.Adjust([.. tests.Select(pair => pair.Test)], known.Length, adjustment);
        return tests.Select((pair, i) => new PairwiseContrast(pair.First, pair.Second, pair.Test, adjusted[i])).ToEquatableArray();
    }
}

/// <summary>One estimated marginal mean.</summary>
/// <param name="Levels">The levels, one for each factor.</param>
/// <param name="Mean">
/// The mean with standard error, degrees of freedom and interval; null when it is not estimable: the data do not determine it, because a combination of levels
/// that it averages over does not occur.
/// </param>
public sealed record MarginalMean(EquatableArray<string> Levels, ContrastTest? Mean)
{
    /// <summary>The levels, separated by commas.</summary>
    public string Name => NameOf(Levels);

    internal static string NameOf(EquatableArray<string> levels) => levels.Count == 0 ? "overall" : string.Join(", ", levels.Select(LevelName.Of));
}
