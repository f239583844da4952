using BayesLmm.Densities.Coordinates;
using BayesLmm.Equations.Laplace;
using BayesLmm.Models;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Densities;
using BayesLmm.Sampling.Start;

namespace BayesLmm.Densities.Groups;

// Given φ and β the likelihood is a product over groups, p(y | φ, β) = Π_j ∫ p(y_j | φ, β, u) N(u; 0, I) du, each over a group's few effects, and
//     p̂_j = 1/M Σ_m p(y_j | φ, β, u_m) N(u_m; 0, I) / g_j(u_m),   u_m the points of a randomly shifted lattice around the group's mode, g_j their density
// is unbiased, and so is the product, since shifts are independent but for a part that ShiftedLattice says more of. Importance sampling with unbiased
// estimates is exact (Beaumont 2003; Andrieu & Roberts 2009), whatever the number of points; the lattice makes their variance all but vanish. One of the u_m,
// taken with probability in proportion to its ratio, belongs to the point: (φ, β, u) is then a draw from the joint posterior.

/// <summary>
/// The posterior density of φ and β of a model whose terms all have the same groups, the effects integrated out group by group by an unbiased estimate.
/// Immutable.
/// </summary>
internal sealed class GroupedEstimate : ILogDensity, IPositionSource
{
    /// <summary>Puts a density together; <see cref="GroupedSearch"/> finds the parts.</summary>
    internal GroupedEstimate(
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
    public int Dimension => Layout.JointCount;

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

    /// <summary>The same density with other shapes.</summary>
    internal GroupedEstimate With(GroupShapes shapes) => new(Layout, Rows, Blocks, Rules, RuleOf, Seed, ImportanceStart, StartEffects, shapes, Variance);

    /// <inheritdoc/>
    public ILogDensityEvaluator CreateEvaluator() => new GroupedEstimateEvaluator(this);

    /// <inheritdoc/>
    public IPositionReader CreateReader() => new GroupedEstimateEvaluator(this);
}
