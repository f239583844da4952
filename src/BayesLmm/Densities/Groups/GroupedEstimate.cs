using BayesLmm.Densities.Coordinates;
using BayesLmm.Equations.Laplace;
using BayesLmm.Models;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Densities;
using BayesLmm.Sampling.Start;

namespace BayesLmm.Densities.Groups;

// Given φ and β the likelihood is a product over groups, p(y | φ, β) = Π_j ∫ p(y_j | φ, β, u) N(u; 0, I) du, each over a group's few effects, and
//     p̂_j = 1/M Σ_m p(y_j | φ, β, u_m) N(u_m; 0, I) / g_j(u_m),   u_m the points of a randomly shifted lattice around the group's mode, g_j their density
// is unbiased, and so is the product, since shifts are independent. Importance sampling with unbiased estimates is exact (Beaumont 2003; Andrieu & Roberts
// 2009), whatever the number of points; the lattice makes their variance all but vanish. One of the u_m, taken with probability in proportion to its ratio,
// belongs to the point: (φ, β, u) is then a draw from the joint posterior.

/// <summary>
/// The posterior density of φ and β of a model whose terms all have the same groups, the effects integrated out group by group by an unbiased estimate.
/// Immutable.
/// </summary>
internal sealed class GroupedEstimate : ILogDensity, IPositionSource
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
    private static readonly int[] SearchSizes = [32, 192, 512, 1024];

    /// <summary>Numbers of points for 1, 2, … effects of a group.</summary>
    private static readonly int[][] Sizes =
    [
        [8, 16, 32, 64, 128],
        [24, 32, 48, 64, 96, 128, 192, 384],
        [64, 96, 128, 192, 256, 512, 1024],
        [128, 256, 512, 1024, 2048],
    ];

    private GroupedEstimate(
        ConditionalCoordinates layout, ConditionalRows rows, GroupBlocks blocks, LatticeRule[] rules, byte[] ruleOf, ulong seed, ImportanceStart start,
        double[] startEffects, GroupShapes shapes, double variance)
    {
        Layout = layout;
        Averaged = new AveragedCoefficients(layout, blocks);
        Rows = rows;
        Blocks = blocks;
        Rules = rules;
        RuleOf = ruleOf;
        Seed = seed;
        ImportanceStart = start;
        StartEffects = startEffects;
        Shapes = shapes;
        Variance = variance;
    }

    /// <inheritdoc/>
    public BoundModel Model => Layout.Model;

    /// <summary>φ, then the coefficients whose prior has a density everywhere.</summary>
    public int Dimension => DimensionOf(Layout);

    /// <summary>Standard deviations are the same on both sides of zero.</summary>
    public IReadOnlyList<SignSymmetry> Symmetries =>
        [.. Layout.Terms.SelectMany(term => term.Sds).Where(sd => sd.IsFolded).Select(sd => new SignSymmetry(sd.Index, [sd.Index]))];

    /// <summary>Where importance sampling begins: the mode, or if that was not found the one of Laplace's approximation.</summary>
    public ImportanceStart ImportanceStart { get; }

    /// <summary>The variance of the estimate's logarithm at points around the mode.</summary>
    public double Variance { get; }

    /// <summary>Densities of rows that a value takes: those at the points, and those of the search for the groups' distributions.</summary>
    internal double RowsAnEvaluation
    {
        get
        {
            double sum = GroupNormals.RowsAnEvaluation * Rows.OfLaplace.Count;
            for (int j = 0; j < Blocks.Count; j++)
            {
                sum += (double)Rules[RuleOf[j]].Count * (Blocks.RowStarts[j + 1] - Blocks.RowStarts[j]);
            }

            return sum;
        }
    }

    /// <summary>φ.</summary>
    internal ConditionalCoordinates Layout { get; }

    /// <summary>The coordinates of β.</summary>
    internal AveragedCoefficients Averaged { get; }

    internal ConditionalRows Rows { get; }

    internal GroupBlocks Blocks { get; }

    /// <summary>The lattices that groups may have, the smallest first.</summary>
    internal LatticeRule[] Rules { get; }

    /// <summary>Which of them each group has.</summary>
    internal byte[] RuleOf { get; }

    /// <summary>How the groups' distributions differ from normal ones, around the start.</summary>
    internal GroupShapes Shapes { get; }

    internal ulong Seed { get; }

    /// <summary>The means of u at the start, from which every search begins, so that a value depends on its point alone.</summary>
    internal double[] StartEffects { get; }

    /// <summary>The same density with other rules.</summary>
    /// <param name="ruleOf">Which of the rules each group has.</param>
    /// <param name="variance">The variance of the estimate's logarithm.</param>
    internal GroupedEstimate With(byte[] ruleOf, double variance) =>
        new(Layout, Rows, Blocks, Rules, ruleOf, Seed, ImportanceStart, StartEffects, Shapes, variance);

    /// <summary>Number of coordinates of a layout.</summary>
    public static int DimensionOf(ConditionalCoordinates layout) => layout.OuterCount + layout.LinearColumns.Length;

    /// <summary>Makes the density.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="blocks">Their groups.</param>
    /// <param name="reference">The mode of φ by Laplace's approximation.</param>
    /// <param name="seed">Seed of the estimates' random numbers.</param>
    /// <param name="cancellationToken">Ends the search for the mode.</param>
    /// <returns>The density; null where its variance stays too large.</returns>
    public static GroupedEstimate? TryCreate(BoundModel model, ConditionalRows rows, GroupBlocks blocks, ConditionalReference reference, ulong seed,
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
            new GroupedEstimate(layout, rows, blocks, rules, all, seed, start, startEffects, GroupShapes.Of(blocks, RoughFactor), double.NaN).WithShapes();
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
            search = new GroupedEstimate(layout, rows, blocks, rules, all, seed, start, startEffects, search.Shapes, double.NaN).WithShapes();
            if (isNear)
            {
                break;
            }
        }

        (byte[] ruleOf, double variance) = RuleChoice.Of(search, cancellationToken);
        return variance < MostVariance ? search.With(ruleOf, variance) : null;
    }

    /// <inheritdoc/>
    public ILogDensityEvaluator CreateEvaluator() => new GroupedEstimateEvaluator(this);

    /// <inheritdoc/>
    public IPositionReader CreateReader() => new GroupedEstimateEvaluator(this);

    /// <summary>The same density with shapes that were fitted at the start.</summary>
    private GroupedEstimate WithShapes()
    {
        GroupedEstimate density = this;
        for (int round = 0; round < ShapeRounds; round++)
        {
            GroupedEstimateEvaluator evaluator = new(density);
            if (!evaluator.TryMoveTo([.. ImportanceStart.Center]))
            {
                break;
            }

            GroupShapes shapes = evaluator.FitShapes(Rules.Length - 1, ShapeReplicates);
            density = new GroupedEstimate(Layout, Rows, Blocks, Rules, RuleOf, Seed, ImportanceStart, StartEffects, shapes, Variance);
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
