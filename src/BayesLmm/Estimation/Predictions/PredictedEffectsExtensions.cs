using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>Predicts the group effects of a fit.</summary>
public static class PredictedEffectsExtensions
{
    /// <summary>The predicted effects of every level of every term, with conditional and prediction covariances. Linear in the number of levels.</summary>
    /// <param name="fit">The fit.</param>
    public static EquatableArray<PredictedEffects> PredictGroupEffects(this RemlFit fit) => PredictedEffects.Of(fit);
}
