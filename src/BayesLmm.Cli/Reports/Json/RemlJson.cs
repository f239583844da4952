using System.Text.Json;
using BayesLmm.Reml;

namespace BayesLmm.Cli.Reports.Json;

/// <summary>A REML fit as JSON: a document of its own, and a part of a fit's.</summary>
internal static class RemlJson
{
    /// <summary>The document.</summary>
    public static string Write(RemlFit fit) => JsonText.Document(json => WriteMembers(json, fit));

    /// <summary>The members of the object.</summary>
    public static void WriteMembers(Utf8JsonWriter json, RemlFit fit)
    {
        json.WriteBoolean("restricted", fit.Restricted);
        json.WriteFinite("criterion", fit.Criterion);
        json.WriteFinite("logLik", fit.LogLikelihood);
        json.WriteFinite("aic", fit.Aic);
        json.WriteFinite("bic", fit.Bic);
        json.WriteBoolean("converged", fit.Optimum.Converged);
        json.WriteFinite("remainingStandardErrors", fit.Optimum.RemainingStandardErrors);
        json.WriteNumber("evaluations", fit.Optimum.Evaluations);
        json.WriteBoolean("singular", fit.IsSingular);
        json.WriteStrings("collapsed", fit.Collapsed.Select(direction => direction.ToString()));
        json.WriteObjects("fixed", fit.FixedEffects, effect =>
        {
            json.WriteString("name", effect.Name);
            json.WriteFinite("estimate", effect.Estimate);
            json.WriteFinite("se", effect.StandardError);
        });
        json.WriteObjects("varianceComponents", fit.VarianceComponents, component =>
        {
            json.WriteString("name", component.Parameter.Name);
            json.WriteFinite("estimate", component.Estimate);
            json.WriteFinite("se", component.StandardError);
        });
        json.WriteObjects("groupEffects", Predictions(fit), row =>
        {
            json.WriteString("group", row.Group);
            json.WriteString("level", row.Level);
            json.WriteString("effect", row.Effect);
            json.WriteFinite("estimate", row.Estimate);
        });
    }

    private static IEnumerable<(string Group, string Level, string Effect, double Estimate)> Predictions(RemlFit fit)
    {
        foreach (GroupEffects effects in fit.GroupEffects)
        {
            int r = effects.Effects.Count;
            for (int i = 0; i < effects.Values.Count; i++)
            {
                yield return (effects.Group, effects.Levels[i / r], effects.Effects[i % r], effects.Values[i]);
            }
        }
    }
}
