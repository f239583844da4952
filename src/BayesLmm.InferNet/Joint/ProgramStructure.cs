using BayesLmm.Models;
using BayesLmm.Numerics;

namespace BayesLmm.InferNet.Joint;

/// <summary>What a program is compiled for; everything else about a model is data to it.</summary>
/// <param name="HasIndependentEffects">Whether any term has independent effects. All of these share one plate, whatever their number.</param>
/// <param name="CorrelatedWidths">The widths of the terms with correlated effects, in the order of the model.</param>
internal readonly record struct ProgramStructure(bool HasIndependentEffects, EquatableArray<int> CorrelatedWidths)
{
    /// <summary>The structure of a model.</summary>
    public static ProgramStructure Of(BoundModel model) => new(
        model.GroupTerms.Any(term => !term.Correlated),
        model.GroupTerms.Where(term => term.Correlated).Select(term => term.Width).ToEquatableArray());
}
