using System.Text.Json;
using BayesLmm.Agreement;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Terminal;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Cli.Reports.Json;

/// <summary>The answers of several engines as a member of a fit's document.</summary>
internal static class EngineTableJson
{
    /// <summary>The member <c>engines</c>.</summary>
    public static void Write(Utf8JsonWriter json, FurtherEngines further)
    {
        EngineTable table = further.Table;
        json.WriteStartObject("engines");
        json.WriteString("reference", table.Reference.Name);
        json.WriteString("note", AgreementWording.Note(table));
        json.WriteObjects("answers", further.Answers, answer =>
        {
            json.WriteString("name", answer.Name);
            json.WriteString("engine", answer.Posterior.Engine);
            json.WriteString("stage", EngineWording.Stage(answer));
            json.WriteStrings("substitutions", answer.Substitutions);
            json.WriteBoolean("trustworthy", answer.Posterior.Convergence.Trustworthy);
            json.WriteStrings("problems", ConvergenceWording.Problems(answer.Posterior.Convergence, CommandLineWords.Instance));
        });
        json.WriteObjects("parameters", table.Rows, row =>
        {
            json.WriteString("name", row.Name);
            json.WriteFinite("reml", row.Estimate);
            json.WriteFinite("mean", row.Reference.Mean);
            json.WriteFinite("sd", row.Reference.Sd);
            json.WriteObjects("errors", row.Errors.Zip(table.Others), pair =>
            {
                json.WriteString("name", pair.Second.Name);
                json.WriteFinite("meanError", pair.First.Mean);
                json.WriteFinite("sdError", pair.First.Sd);
                json.WriteFinite("mcse_meanError", pair.First.MeanNoise);
                json.WriteFinite("mcse_sdError", pair.First.SdNoise);
            });
        });
        json.WriteObjects("refused", further.Refused, refusal =>
        {
            json.WriteString("name", refusal.Name);
            json.WriteString("reason", refusal.Reason);
        });
        json.WriteEndObject();
    }
}
