using System.Text.Json;
using BayesLmm.Cli.Fits;
using BayesLmm.Inference.Effects;
using BayesLmm.Reml;

namespace BayesLmm.Cli.Reports.Json;

/// <summary>A REML fit as JSON: a document of its own, and a part of a fit's.</summary>
internal static class RemlJson
{
    /// <summary>The document of <c>blmm reml</c>: the fit's members, then what follows from it.</summary>
    public static string Write(RemlReport report) => JsonText.Document(json =>
    {
        WriteEstimates(json, report.Reml);
        if (report.Findings.Effects is { } effects)
        {
            WriteEffects(json, effects);
        }
        else
        {
            WriteEffects(json, report.Reml);
        }

        FindingsJson.WriteMembers(json, report.Findings);
    });

    /// <summary>The members of the object.</summary>
    public static void WriteMembers(Utf8JsonWriter json, RemlFit fit)
    {
        WriteEstimates(json, fit);
        WriteEffects(json, fit);
    }

    private static void WriteEstimates(Utf8JsonWriter json, RemlFit fit)
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
    }

    private static void WriteEffects(Utf8JsonWriter json, RemlFit fit) => json.WriteObjects("groupEffects", Predictions(fit), row =>
    {
        json.WriteString("group", row.Group);
        json.WriteString("level", row.Level);
        json.WriteString("effect", row.Effect);
        json.WriteFinite("estimate", row.Estimate);
    });

    private static void WriteEffects(Utf8JsonWriter json, IReadOnlyList<PredictedEffects> terms)
    {
        json.WriteStartArray("groupEffects");
        foreach (PredictedEffects term in terms)
        {
            for (int i = 0; i < term.Values.Count; i++)
            {
                (int level, int effect) = Math.DivRem(i, term.Effects.Count);
                json.WriteStartObject();
                json.WriteString("group", term.Group);
                json.WriteString("level", term.Levels[level]);
                json.WriteString("effect", term.Effects[effect]);
                json.WriteFinite("estimate", term.Values[i]);
                json.WriteFinite("conditionalSd", term.ConditionalSd(level, effect));
                json.WriteFinite("se", term.PredictionError(level, effect));
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
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
