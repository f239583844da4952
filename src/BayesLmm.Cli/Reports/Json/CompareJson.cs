using System.Text.Json;
using BayesLmm.Cli.Fits;
using BayesLmm.Inference.Comparison;

namespace BayesLmm.Cli.Reports.Json;

/// <summary>The JSON document that <c>blmm compare --format json</c> prints.</summary>
internal static class CompareJson
{
    /// <summary>The document.</summary>
    public static string Write(CompareReport report) => JsonText.Document(json =>
    {
        json.WriteBoolean("restricted", report.Restricted);
        json.WriteBoolean("interrupted", report.WasInterrupted);
        json.WriteObjects("models", report.Models, model =>
        {
            json.WriteString("formula", model.Formula);
            json.WriteString("file", model.Input.Source.File);
            json.WriteNumber("parameters", model.Fit.ParameterCount);
            json.WriteFinite("logLik", model.Fit.LogLikelihood);
            json.WriteFinite("deviance", model.Fit.Criterion);
            json.WriteFinite("aic", model.Fit.Aic);
            json.WriteFinite("bic", model.Fit.Bic);
            json.WriteBoolean("converged", model.Fit.Optimum.Converged);
            json.WriteBoolean("singular", model.Fit.IsSingular);
        });
        json.WriteObjects("comparisons", report.Comparisons, pair => WritePair(json, pair));
    });

    private static void WritePair(Utf8JsonWriter json, ComparedPair pair)
    {
        json.WriteNumber("small", pair.Small + 1);
        json.WriteNumber("large", pair.Large + 1);
        json.WriteString("relation", pair.Comparison.Relation switch
        {
            ModelRelation.Nested => "nested",
            ModelRelation.Same => "same",
            _ => "notNested",
        });
        json.WriteString("explanation", pair.Comparison.Explanation);
        if (pair.Comparison.Test is { } test)
        {
            json.WriteStartObject("test");
            FindingsJson.WriteTest(json, test);
            json.WriteEndObject();
        }

        if (pair.Bootstrap is { } bootstrap)
        {
            json.WriteStartObject("bootstrap");
            json.WriteNumber("seed", bootstrap.Seed);
            json.WriteNumber("requested", bootstrap.Requested);
            json.WriteNumber("fitted", bootstrap.Statistics.Count);
            json.WriteNumber("failed", bootstrap.Failures.Count);
            json.WriteBoolean("interrupted", bootstrap.IsCancelled);
            json.WriteFinite("p", bootstrap.PValue);
            json.WriteFinite("pError", bootstrap.PValueError);
            json.WriteEndObject();
        }
    }
}
