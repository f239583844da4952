using BayesLmm.Posteriors;

namespace BayesLmm.Cli.Reports.Json;

/// <summary>The JSON document that <c>blmm prior --format json</c> prints.</summary>
internal static class PriorJson
{
    /// <summary>The document.</summary>
    public static string Write(PriorSimulation simulation) => JsonText.Document(json =>
    {
        json.WriteString("formula", simulation.Model.Specification.FormulaText);
        json.WriteNumber("draws", simulation.Draws);
        json.WriteNumber("seed", simulation.Seed);
        json.WriteObjects("priors", PriorRow.Of(simulation), row =>
        {
            json.WriteString("parameter", row.Prior.Parameter);
            json.WriteString("distribution", row.Prior.Distribution);
            json.WriteBoolean("default", row.Prior.IsDefault);
            json.WriteString("note", row.Prior.Note);
            json.WriteFinite("q5", row.Quantiles?.Lower ?? double.NaN);
            json.WriteFinite("q50", row.Quantiles?.Median ?? double.NaN);
            json.WriteFinite("q95", row.Quantiles?.Upper ?? double.NaN);
        });
        json.WriteObjects("quantities", simulation.Quantities, quantity =>
        {
            json.WriteString("name", quantity.Name);
            json.WriteString("meaning", quantity.Meaning);
            json.WriteFinite("q5", quantity.Lower);
            json.WriteFinite("q50", quantity.Median);
            json.WriteFinite("q95", quantity.Upper);
            json.WriteFinite("observed", quantity.Observed ?? double.NaN);
            json.WriteStrings("leftOut", quantity.LeftOut);
        });
        json.WriteStrings("notComputed", simulation.NotComputed);
    });
}
