using BayesLmm.Sampling.Start;

namespace BayesLmm.Densities.Groups;

/// <summary>
/// Finds what a <see cref="GroupedEstimate"/> needs: the mode of φ and β, the shapes of the groups' distributions there, and how many points each takes.
/// </summary>
internal static class GroupedSearch
{
    /// <summary>Variance above which the estimate is of no use.</summary>
    private const double MostVariance = 1;

    /// <summary>Standard deviations of points around groups' distributions before shapes are fitted, in those of their normal approximations.</summary>
    private const double RoughFactor = 1.5;

    private const int ShapeRounds = 3;
    private const int ShapeReplicates = 4;

    /// <summary>Searches for the mode, each with the shapes of where the last one ended.</summary>
    private const int SearchRounds = 4;

    /// <summary>The distance, in standard deviations, within which a search has come back to where it began.</summary>
    private const double Near = 0.25;

    /// <summary>Numbers of points in the search for the mode.</summary>
    private static readonly int[] SearchSizes = [32, 96, 256, 512];

    /// <summary>Numbers of points for 1, 2, … effects of a group.</summary>
    private static readonly int[][] Sizes =
    [
        [8, 16, 32, 64, 128],
        [24, 32, 48, 64, 96, 128, 192, 384],
        [64, 96, 128, 192, 256, 512, 1024],
        [128, 256, 512, 1024, 2048],
    ];

    /// <summary>Searches.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="blocks">Their groups.</param>
    /// <param name="reference">The mode of φ by Laplace's approximation.</param>
    /// <param name="seed">Seed of the estimates' random numbers.</param>
    /// <param name="cancellationToken">Ends the search for the mode.</param>
    /// <returns>The density; null where its variance stays too large.</returns>
    public static GroupedEstimate? TryFind(BoundModel model, ConditionalRows rows, GroupBlocks blocks, ConditionalReference reference, ulong seed,
        CancellationToken cancellationToken)
    {
        ConditionalCoordinates layout = new(model, reference.Scales);
        (ImportanceStart start, double[] effects) = JointMode.Of(layout, rows, new AveragedCoefficients(layout, blocks), reference);
        if (!start.IsUsable)
        {
            return null;
        }

        double[] startEffects = [.. blocks.Effects.Select(place => effects[place])];
        LatticeRule[] rules = [.. Sizes[blocks.Width - 1].Select(size => new LatticeRule(blocks.Width, size))];
        byte[] all = new byte[blocks.Count];
        all.AsSpan().Fill((byte)Array.FindIndex(Sizes[blocks.Width - 1], size => size >= SearchSizes[blocks.Width - 1]));
        GroupedEstimate search =
            new(layout, rows, blocks, rules, all, seed, start, startEffects, GroupShapes.Of(blocks, RoughFactor), double.NaN);
        search = WithShapes(search);
        for (int round = 0; round < SearchRounds; round++)
        {
            GroupedEstimateEvaluator evaluator = new(search) { IsSmooth = true };
            if (ModeSearch.Improve(evaluator, start, cancellationToken) is not { IsUsable: true } mode)
            {
                break;
            }

            bool isNear = IsNear(start, mode);
            start = mode;
            startEffects = evaluator.MeansAt([.. mode.Center]);
            search = WithShapes(new GroupedEstimate(layout, rows, blocks, rules, all, seed, start, startEffects, search.Shapes, double.NaN));
            if (isNear)
            {
                break;
            }
        }

        (byte[] ruleOf, double variance) = RuleChoice.Of(search, cancellationToken);
        return variance < MostVariance ? search.With(ruleOf, variance) : null;
    }

    /// <summary>The same density with shapes that were fitted at the start.</summary>
    private static GroupedEstimate WithShapes(GroupedEstimate density)
    {
        for (int round = 0; round < ShapeRounds; round++)
        {
            GroupedEstimateEvaluator evaluator = new(density);
            if (!evaluator.TryMoveTo([.. density.ImportanceStart.Center]))
            {
                break;
            }

            GroupShapes shapes = evaluator.FitShapes(density.Rules.Length - 1, ShapeReplicates);
            density = density.With(shapes);
        }

        return density;
    }

    /// <summary>Whether a mode is where the start was, so that the shapes of the start are those of the mode.</summary>
    private static bool IsNear(ImportanceStart start, ImportanceStart mode)
    {
        int d = start.Center.Count;
        return Enumerable.Range(0, d).All(i => Math.Abs(mode.Center[i] - start.Center[i]) < Near * Math.Sqrt(mode.Covariance[(i * d) + i]));
    }
}
