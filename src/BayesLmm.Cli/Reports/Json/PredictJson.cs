using BayesLmm.Cli.Fits;
using BayesLmm.Inference.Predictions;

namespace BayesLmm.Cli.Reports.Json;

/// <summary>The JSON document that <c>blmm predict --format json</c> prints.</summary>
internal static class PredictJson
{
    /// <summary>The document.</summary>
    public static string Write(PredictReport report) => JsonText.Document(json =>
    {
        json.WriteString("target", report.Options.Target == PredictionTarget.Population ? "population" : "conditional");
        json.WriteFinite("level", report.Options.Level);
        json.WriteBoolean("converged", report.Fit.Optimum.Converged);
        json.WriteObjects("rows", report.Predictions.Rows, row =>
        {
            json.WriteNumber("row", row.Row);
            json.WriteFinite("mean", row.Mean);
            json.WriteFinite("se", row.StandardError);
            json.WriteFinite("groupVariance", row.GroupVariance);
            json.WriteFinite("residualVariance", row.ResidualVariance);
            json.WriteFinite("lower", row.ConfidenceLower);
            json.WriteFinite("upper", row.ConfidenceUpper);
            json.WriteFinite("predictionLower", row.PredictionLower);
            json.WriteFinite("predictionUpper", row.PredictionUpper);
        });
        json.WriteObjects("missing", report.Predictions.Missing, missing =>
        {
            json.WriteNumber("row", missing.Row);
            json.WriteString("column", missing.Column);
        });
        json.WriteStrings("newLevels", report.Predictions.NewLevels);
    });
}
