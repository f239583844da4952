using System.Numerics.Tensors;
using BayesLmm.Densities.Coordinates;
using BayesLmm.Design;
using BayesLmm.Design.Products;

namespace BayesLmm.Densities;

/// <summary>
/// Chooses an <see cref="EffectMap"/> by the draws of a pilot: the one under whose normal distribution of u given Λ they are most likely. Draws say how wide
/// effects are where information at a mean or a mode does not, and how that changes with the standard deviations.
/// </summary>
/// <param name="Information">κ: the rows' information is multiplied by it.</param>
/// <param name="Damping">How much of a change of Λ the map sees.</param>
internal sealed record MapChoice(double Information, MapDamping Damping)
{
    /// <summary>What is tried for κ, from the information as it is downwards.</summary>
    private static readonly double[] Informations = [1, 0.7, 0.5, 0.35, 0.25];

    /// <summary>What is tried for γ.</summary>
    private static readonly double[] Powers = [0, 0.25, 0.5, 0.75, 1];

    /// <summary>Another map than the plain one must be better by this log density a draw.</summary>
    private const double WorthIt = 1;

    /// <summary>Chooses.</summary>
    /// <param name="density">What was drawn from.</param>
    /// <param name="mode">The means of the draws, and the rows' information.</param>
    /// <param name="beta">The mean of β.</param>
    /// <param name="weights">The rows' information, n numbers.</param>
    /// <param name="draws">Some draws.</param>
    public static MapChoice Of(ConditionalDensity density, ConditionalMode mode, double[] beta, double[] weights, IReadOnlyList<MapDraw> draws)
    {
        MapChoice plain = new(1, MapDamping.None), best = plain;
        CrossProducts weighted = mode.Weighted;
        if (draws.Count == 0 || weighted.EffectCount == 0)
        {
            return plain;
        }

        double[][] shifts = Shifts(density, mode, beta, weights, draws);
        double highest = double.NegativeInfinity, first = double.NaN;
        double[] floors = [.. density.Approximation.Reference.Scales.SelectMany(own => own.Select(scale => scale * scale))];
        double[] references = MapDamping.Squares(weighted.Terms, density.Approximation.Effects.Layout, mode.Lambda), pulls = new double[weighted.EffectCount];
        foreach (double information in Informations)
        {
            EffectMap map = EffectMap.Create(weighted, mode.WithInformation(information).Weighted.Blocks, mode.Lambda, mode.Effects, mode.Scores);
            foreach (double power in Powers)
            {
                MapDamping damping = power == 0 ? MapDamping.None : new MapDamping(power, references, floors);
                EffectMapping mapping = new(map.With(damping), weighted.Terms);
                double mean = 0;
                for (int i = 0; i < draws.Count; i++)
                {
                    TensorPrimitives.MultiplyAdd(shifts[i], -information, map.Pulls, pulls);
                    mean += mapping.LogDensity(draws[i].Lambda, pulls, draws[i].Scaled) / draws.Count;
                }

                first = double.IsNaN(first) ? mean : first;
                if (mean > highest)
                {
                    (highest, best) = (mean, new MapChoice(information, damping));
                }
            }
        }

        return highest > first + WorthIt ? best : plain;
    }

    /// <summary>
    /// For each draw what its other unknowns take from Zᵀℓ' of each effect: ZᵀW(η − η̄) less the part of the effects that the map knows about.
    /// </summary>
    private static double[][] Shifts(ConditionalDensity density, ConditionalMode mode, double[] beta, double[] weights, IReadOnlyList<MapDraw> draws)
    {
        LinearPredictor predictor = density.Rows.Predictor;
        NestedTerms terms = density.Approximation.Effects.Terms;
        int q = mode.Effects.Length;
        double[] mean = new double[density.Rows.Count], own = new double[mean.Length], places = new double[q], product = new double[q], known = new double[q];
        double[] panels = terms.TakePanels(mode.Weighted.Blocks);
        predictor.Compute(beta, mode.Effects, mean);
        double[][] shifts = new double[draws.Count][];
        for (int i = 0; i < shifts.Length; i++)
        {
            predictor.Compute(draws[i].Coefficients, draws[i].Effects, own);
            TensorPrimitives.Subtract(own, mean, own);
            TensorPrimitives.Multiply(own, weights, own);
            shifts[i] = new double[q];
            predictor.ComputeEffectsTransposed(own, shifts[i]);
            TensorPrimitives.Subtract(draws[i].Effects, mode.Effects, known);
            terms.ToElimination(known, places);
            EffectPanels.MultiplySymmetric(terms, panels, places, product);
            terms.FromElimination(product, known);
            TensorPrimitives.Subtract(shifts[i], known, shifts[i]);
        }

        return shifts;
    }
}

/// <summary>What a draw says about a map.</summary>
/// <param name="Lambda">Λ.</param>
/// <param name="Scaled">u.</param>
/// <param name="Effects">b = Λu.</param>
/// <param name="Coefficients">β, relative to the cross-products' reference.</param>
internal sealed record MapDraw(double[] Lambda, double[] Scaled, double[] Effects, double[] Coefficients);
