using BayesLmm.Numerics;
using BayesLmm.Numerics.Parallel;
using BayesLmm.Sampling.Densities;

namespace BayesLmm.Sampling.Importance;

// Let the target have sign symmetries with pivots p_1 … p_m, and let D be the side where all pivots are at least 0. The proposal Σ_c a_c q_c(x) is folded onto
// D: its density there is Σ_g Σ_c a_c q_c(g x) over the group of sign changes. The target restricted to D is 2^m times as dense as the whole one.

/// <summary>
/// A mixture of proposals folded onto one side of the target's symmetries. Draws are taken from the components in turn in the proportions of the mixture, which
/// is a stratified sample of it; weights use the density of the whole mixture (the balance heuristic, Veach &amp; Guibas 1995).
/// </summary>
/// <remarks>
/// If a pivot lies many standard deviations from zero, its reflection would only cost work, so it is not folded. A draw beyond zero then gets weight zero,
/// which is exact too.
/// </remarks>
internal sealed class FoldedMixture
{
    private const double FarInSds = 12;      // beyond which t tails with 8 degrees of freedom put less than 1e-6 of the proposal on the wrong side
    private const int MostFolds = 6;         // 64 reflections of each point

    private readonly SplitProposal[] components;
    private readonly double[] logShares;
    private readonly int[] turns;
    private readonly SignSymmetry[] folded;
    private readonly SignSymmetry[] cut;

    /// <summary>Makes a mixture.</summary>
    /// <param name="components">The proposals and how many of a turn's draws each makes.</param>
    /// <param name="symmetries">The target's symmetries.</param>
    /// <param name="center">The target's rough centre.</param>
    /// <param name="variances">Its rough variances.</param>
    public FoldedMixture(IReadOnlyList<(SplitProposal Proposal, int Turns)> components, IReadOnlyList<SignSymmetry> symmetries, double[] center,
        double[] variances)
    {
        this.components = [.. components.Select(c => c.Proposal)];
        turns = [.. components.SelectMany((c, i) => Enumerable.Repeat(i, c.Turns))];
        logShares = [.. components.Select(c => Math.Log((double)c.Turns / turns.Length))];
        double Distance(SignSymmetry s) => Math.Abs(center[s.Pivot]) / Math.Sqrt(variances[s.Pivot]);
        folded = [.. symmetries.Where(s => Distance(s) < FarInSds).OrderBy(Distance).Take(MostFolds)];
        cut = [.. symmetries.Except(folded)];
    }

    /// <summary>Draws the <paramref name="index"/>-th point.</summary>
    public void Draw(int index, RandomStream random, Span<double> work, Span<double> x)
    {
        components[turns[index % turns.Length]].Draw(random, work, x);
        foreach (SignSymmetry symmetry in folded)
        {
            if (x[symmetry.Pivot] < 0)
            {
                symmetry.Apply(x);
            }
        }
    }

    /// <summary>Whether a drawn point belongs to the target: false on the far side of a pivot that is not folded.</summary>
    public bool IsInside(ReadOnlySpan<double> x)
    {
        foreach (SignSymmetry symmetry in cut)
        {
            if (x[symmetry.Pivot] < 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The log density of the folded mixture at a point inside. Allocates nothing.</summary>
    /// <param name="x">The point; its signs are changed and changed back.</param>
    /// <param name="work">Memory, as long.</param>
    public double LogDensity(Span<double> x, Span<double> work)
    {
        double largest = double.NegativeInfinity, sum = 0;
        for (int g = 0; g < Reflections.Count(folded); g++)
        {
            if (g > 0)
            {
                Reflections.MoveTo(g, folded, x);
            }

            for (int c = 0; c < components.Length; c++)
            {
                double term = logShares[c] + components[c].LogDensity(x, work);
                if (term > largest)
                {
                    sum = (sum * Math.Exp(largest - term)) + 1;
                    largest = term;
                }
                else if (term > double.NegativeInfinity)
                {
                    sum += Math.Exp(term - largest);
                }
            }
        }

        Reflections.Return(folded, x);
        return largest + Math.Log(sum);
    }
}
