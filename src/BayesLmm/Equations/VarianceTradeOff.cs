using BayesLmm.Design.Products;
using BayesLmm.Models;
using BayesLmm.Numerics;

namespace BayesLmm.Equations;

/// <summary>Variance parameters that the likelihood does not determine, because they can change together without changing it.</summary>
/// <param name="Parameters">The parameters, in the model's order.</param>
/// <param name="Held">
/// What the likelihood does depend on: one combination for each variance or covariance that does not only follow others; left out where there are many
/// directions.
/// </param>
/// <param name="HeldCount">How many combinations that is.</param>
/// <param name="IsUnseen">Whether nothing is held because no level of the group shows both of two correlated effects.</param>
internal sealed record VarianceTradeOff(EquatableArray<Parameter> Parameters, EquatableArray<HeldCombination> Held, int HeldCount, bool IsUnseen)
{
    /// <summary>The trade-offs of a model by its design alone, before any fit; none as a rule.</summary>
    /// <param name="model">The model.</param>
    /// <param name="restricted">Whether the likelihood is the restricted one, as it is with flat priors on the coefficients.</param>
    public static EquatableArray<VarianceTradeOff> Of(BoundModel model, bool restricted = true)
    {
        CrossProducts typical = model.CreateTypicalProducts();
        VarianceDirections directions = VarianceDirections.Find(typical, OrthonormalBasis.Of(typical), restricted, model.HasKnownErrors);
        return Of(model, directions, [.. Enumerable.Range(0, directions.Count)]);
    }

    /// <summary>The trade-offs along some directions: those that share a variance together.</summary>
    /// <param name="model">The model.</param>
    /// <param name="directions">The directions.</param>
    /// <param name="chosen">Which of them.</param>
    public static EquatableArray<VarianceTradeOff> Of(BoundModel model, VarianceDirections directions, IReadOnlyList<int> chosen)
    {
        if (directions.AreMany && chosen.Count > 0)
        {
            return [Describe(model, directions, [.. chosen])];
        }

        List<List<int>> groups = [];
        foreach (int direction in chosen)
        {
            List<int> merged = [direction];
            foreach (List<int> group in groups.Where(group => group.Exists(other => Overlap(directions, direction, other))).ToArray())
            {
                merged.AddRange(group);
                groups.Remove(group);
            }

            groups.Add(merged);
        }

        return groups.Select(group => Describe(model, directions, group)).ToEquatableArray();
    }

    private static bool Overlap(VarianceDirections directions, int one, int other)
    {
        ReadOnlySpan<double> a = directions.AsWritten(one), b = directions.AsWritten(other);
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i] != 0 && b[i] != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static VarianceTradeOff Describe(BoundModel model, VarianceDirections directions, List<int> group)
    {
        int count = directions.AsWritten(group[0]).Length;
        bool Moves(int place) => group.Exists(direction => directions.AsWritten(direction)[place] != 0);
        int[] moving = [.. Enumerable.Range(0, count).Where(Moves)];
        HashSet<Parameter> parameters = [.. moving.SelectMany(place => Following(model, directions.Entries, place))];
        EquatableArray<HeldCombination> held = directions.AreMany ? [] : moving.Except(group.Select(direction => directions.Leading[direction]))
            .Select(place => new HeldCombination(group.Where(direction => directions.AsWritten(direction)[place] != 0)
                .Select(direction => Part(model, directions, directions.Leading[direction], -directions.AsWritten(direction)[place]))
                .Prepend(Part(model, directions, place, 1))
                .ToEquatableArray())).ToEquatableArray();
        return new VarianceTradeOff(
            model.Parameters.Where(parameters.Contains).ToEquatableArray(),
            held,
            moving.Length - group.Count,
            Array.TrueForAll(moving, directions.IsWithoutEffect));
    }

    private static VariancePart Part(BoundModel model, VarianceDirections directions, int place, double weight) =>
        new(weight, ParameterOf(model, directions.Entries, place));

    /// <summary>The standard deviation of a variance, the correlation of a covariance.</summary>
    private static Parameter ParameterOf(BoundModel model, IReadOnlyList<CovarianceEntry> entries, int place)
    {
        if (place == entries.Count)
        {
            return Parameter.Sigma;
        }

        (int k, int a, int b) = entries[place];
        GroupTerm term = model.GroupTerms[k];
        return a == b ? Parameter.Sd(term.Group, term.Effects[a]) : Parameter.Cor(term.Group, term.Effects[b], term.Effects[a]);
    }

    /// <summary>The parameters that change when a variance or covariance does: of an effect also the correlations.</summary>
    private static IEnumerable<Parameter> Following(BoundModel model, IReadOnlyList<CovarianceEntry> entries, int place)
    {
        Parameter own = ParameterOf(model, entries, place);
        if (place == entries.Count || entries[place].A != entries[place].B)
        {
            return [own];
        }

        (int k, int effect, _) = entries[place];
        GroupTerm term = model.GroupTerms[k];
        return term.Structure.CorrelatedPairs(term.Width)
            .Where(pair => pair.First == effect || pair.Second == effect)
            .Select(pair => Parameter.Cor(term.Group, term.Effects[pair.First], term.Effects[pair.Second]))
            .Prepend(own);
    }
}

/// <summary>A sum of variances and covariances that the likelihood depends on.</summary>
/// <param name="Parts">Its parts, two or more.</param>
internal sealed record HeldCombination(EquatableArray<VariancePart> Parts);

/// <summary>A part of a <see cref="HeldCombination"/>.</summary>
/// <param name="Weight">Its factor.</param>
/// <param name="Parameter">A standard deviation, which stands for its square, or a correlation, which stands for the covariance.</param>
internal readonly record struct VariancePart(double Weight, Parameter Parameter);
