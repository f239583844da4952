using BayesLmm.Densities.Coordinates;
using BayesLmm.Design.Columns;
using BayesLmm.Models;

namespace BayesLmm.Densities;

/// <summary>Puts the coordinates of densities into words.</summary>
internal static class CoordinateWords
{
    /// <summary>The coordinates of a marginal density, in their order.</summary>
    public static IEnumerable<DensityCoordinate> OfMarginal(
        BoundModel model, ScalarCoordinate sigma, TermCoordinates[] terms, CoefficientRole[] roles)
    {
        if (sigma.Index >= 0)
        {
            yield return new DensityCoordinate(Parameter.Sigma.Name, sigma.Description);
        }

        foreach (DensityCoordinate coordinate in OfTerms(model, terms))
        {
            yield return coordinate;
        }

        for (int j = 0; j < roles.Length; j++)
        {
            string name = model.FixedEffects[j].Name;
            if (roles[j] is CoefficientRole.ScaleMixture)
            {
                yield return new DensityCoordinate($"mixing scale of {name}", $"logarithm; given it, {model.FixedEffects[j].Prior.Name} is normal");
            }
            else if (roles[j] is CoefficientRole.Sampled { Coordinate: { Index: >= 0 } coordinate })
            {
                yield return new DensityCoordinate(name, coordinate.Description);
            }
        }
    }

    /// <summary>The coordinates of a conditional density, the many of group effects and coefficients on one line each.</summary>
    public static IEnumerable<DensityCoordinate> OfConditional(
        BoundModel model, ScalarCoordinate[] family, TermCoordinates[] terms, ScalarCoordinate?[] bounded, int[] linearColumns)
    {
        for (int i = 0; i < family.Length; i++)
        {
            if (family[i] is { Index: >= 0 } coordinate)
            {
                yield return new DensityCoordinate(model.FamilyPriors[i].Parameter.Name, coordinate.Description);
            }
        }

        foreach (DensityCoordinate coordinate in OfTerms(model, terms))
        {
            yield return coordinate;
        }

        for (int j = 0; j < model.FixedEffects.Count; j++)
        {
            if (bounded[j] is { Index: >= 0 } limited)
            {
                yield return new DensityCoordinate(model.FixedEffects[j].Name, limited.Description);
            }
        }

        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            GroupTerm term = model.GroupTerms[k];
            yield return new DensityCoordinate($"{term.Levels.Count * term.Width} effects of {term.Group}",
                "standard normal given the rest, approximately");
        }

        foreach (int j in linearColumns)
        {
            yield return new DensityCoordinate(model.FixedEffects[j].Name, "with the effects: standard normal given the rest, approximately");
        }
    }

    private const string AtMeans = " at the predictors' means";

    private static IEnumerable<DensityCoordinate> OfTerms(BoundModel model, TermCoordinates[] terms)
    {
        for (int k = 0; k < terms.Length; k++)
        {
            GroupTerm term = model.GroupTerms[k];
            PredictorOrigin? origin = model.Products.Written.OriginOf(k);
            for (int i = 0; i < term.Width; i++)
            {
                if (terms[k].Sds[i] is { Index: >= 0 } sd)
                {
                    string place = origin is not null && origin.Moves(i) ? AtMeans : "";
                    yield return new DensityCoordinate(Parameter.Sd(term.Group, term.Effects[i]).Name + place, sd.Description);
                }
            }

            for (int t = 0; t < terms[k].CorrelationCount; t++)
            {
                yield return new DensityCoordinate($"cor({term.Group})" + (origin is null ? "" : AtMeans), "partial correlation by atanh");
            }
        }
    }
}
