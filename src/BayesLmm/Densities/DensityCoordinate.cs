using BayesLmm.Densities.Coordinates;
using BayesLmm.Models;

namespace BayesLmm.Densities;

/// <summary>One coordinate of an <see cref="IModelDensity"/>, in words.</summary>
/// <param name="Parameter">What it moves: a parameter, the mixing scale of a coefficient's prior, or the group effects of a term.</param>
/// <param name="Scale">The scale that it is sampled on.</param>
internal sealed record DensityCoordinate(string Parameter, string Scale)
{
    /// <summary>The coordinates of a density, in their order.</summary>
    internal static IEnumerable<DensityCoordinate> Of(MarginalDensity density)
    {
        BoundModel model = density.Model;
        if (density.Sigma.Index >= 0)
        {
            yield return new DensityCoordinate(BayesLmm.Parameter.Sigma.Name, density.Sigma.Description);
        }

        foreach (DensityCoordinate coordinate in OfTerms(model, density.Terms))
        {
            yield return coordinate;
        }

        for (int j = 0; j < density.Roles.Length; j++)
        {
            string name = model.FixedEffects[j].Name;
            if (density.Roles[j] is CoefficientRole.ScaleMixture)
            {
                yield return new DensityCoordinate($"mixing scale of {name}", $"logarithm; given it, {model.FixedEffects[j].Prior.Name} is normal");
            }
            else if (density.Roles[j] is CoefficientRole.Sampled { Coordinate: { Index: >= 0 } coordinate })
            {
                yield return new DensityCoordinate(name, coordinate.Description);
            }
        }
    }

    /// <summary>The coordinates of a conditional density, the many of group effects and coefficients on one line each.</summary>
    internal static IEnumerable<DensityCoordinate> Of(ConditionalDensity density)
    {
        BoundModel model = density.Model;
        for (int i = 0; i < density.Family.Length; i++)
        {
            if (density.Family[i] is { Index: >= 0 } coordinate)
            {
                yield return new DensityCoordinate(model.FamilyPriors[i].Parameter.Name, coordinate.Description);
            }
        }

        foreach (DensityCoordinate coordinate in OfTerms(model, density.Terms))
        {
            yield return coordinate;
        }

        for (int j = 0; j < model.FixedEffects.Count; j++)
        {
            if (density.Bounded[j] is { Index: >= 0 } bounded)
            {
                yield return new DensityCoordinate(model.FixedEffects[j].Name, bounded.Description);
            }
        }

        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            GroupTerm term = model.GroupTerms[k];
            yield return new DensityCoordinate($"{term.Levels.Count * term.Width} effects of {term.Group}",
                "standard normal given the rest, were residuals normal");
        }

        foreach (int j in density.LinearColumns)
        {
            yield return new DensityCoordinate(model.FixedEffects[j].Name, "with the effects: standard normal given the rest, were residuals normal");
        }
    }

    private static IEnumerable<DensityCoordinate> OfTerms(BoundModel model, TermCoordinates[] terms)
    {
        for (int k = 0; k < terms.Length; k++)
        {
            GroupTerm term = model.GroupTerms[k];
            for (int i = 0; i < term.Width; i++)
            {
                if (terms[k].Sds[i] is { Index: >= 0 } sd)
                {
                    yield return new DensityCoordinate(BayesLmm.Parameter.Sd(term.Group, term.Effects[i]).Name, sd.Description);
                }
            }

            for (int t = 0; t < terms[k].CorrelationCount; t++)
            {
                yield return new DensityCoordinate($"cor({term.Group})", "partial correlation by atanh");
            }
        }
    }
}
