using BayesLmm.Models;

namespace BayesLmm.Hamiltonian;

/// <summary>One coordinate of a <see cref="MarginalDensity"/>, in words.</summary>
/// <param name="Parameter">What it moves: a parameter, or the mixing scale of a coefficient's prior.</param>
/// <param name="Scale">The scale that it is sampled on.</param>
public sealed record MarginalCoordinate(string Parameter, string Scale)
{
    /// <summary>The coordinates of a density, in their order.</summary>
    internal static IEnumerable<MarginalCoordinate> Of(MarginalDensity density)
    {
        BoundModel model = density.Model;
        if (density.Sigma.Index >= 0)
        {
            yield return new MarginalCoordinate(Models.Parameter.Sigma.Name, density.Sigma.Description);
        }

        for (int k = 0; k < density.Terms.Length; k++)
        {
            GroupTerm term = model.GroupTerms[k];
            for (int i = 0; i < term.Width; i++)
            {
                if (density.Terms[k].Sds[i] is { Index: >= 0 } sd)
                {
                    yield return new MarginalCoordinate(Models.Parameter.Sd(term.Group, term.Effects[i]).Name, sd.Description);
                }
            }

            for (int t = 0; t < density.Terms[k].CorrelationCount; t++)
            {
                yield return new MarginalCoordinate($"cor({term.Group})", "partial correlation by atanh");
            }
        }

        for (int j = 0; j < density.Roles.Length; j++)
        {
            string name = model.FixedEffects[j].Name;
            if (density.Roles[j] is CoefficientRole.ScaleMixture)
            {
                yield return new MarginalCoordinate($"mixing scale of {name}", $"logarithm; given it, {model.FixedEffects[j].Prior.Name} is normal");
            }
            else if (density.Roles[j] is CoefficientRole.Sampled { Coordinate: { Index: >= 0 } coordinate })
            {
                yield return new MarginalCoordinate(name, coordinate.Description);
            }
        }
    }
}
