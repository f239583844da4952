using System.Text.Json;
using BayesLmm.Agreement;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Reports.Estimates;
using BayesLmm.Cli.Reports.Text;
using BayesLmm.Design;
using BayesLmm.Language;
using BayesLmm.Posteriors;
using BayesLmm.Posteriors.MessagePassing;
using BayesLmm.Sampling;

namespace BayesLmm.Cli.Reports.Json;

/// <summary>The JSON document that <c>blmm fit --format json</c> prints.</summary>
internal static class FitJson
{
    /// <summary>The document.</summary>
    public static string Write(FitReport report) => JsonText.Document(json =>
    {
        WriteInput(json, report.Input);
        WriteSummaries(json, "posterior", report.Posterior.ParameterSummaries);
        WriteSummaries(json, "groupEffects", report.Posterior.GroupEffectSummaries);
        json.WriteStartObject("reml");
        RemlJson.WriteMembers(json, report.Reml);
        json.WriteEndObject();
        WriteAgreement(json, report.Agreement);
        if (report.Further is { } further)
        {
            EngineTableJson.Write(json, further);
        }

        WriteDiagnostics(json, report);
        WriteSampler(json, report.Posterior);
        json.WriteStartObject("timings");
        foreach ((Step step, TimeSpan elapsed) in report.Timings)
        {
            json.WriteNumber(TimingSection.Name(step), elapsed.TotalSeconds);
        }

        json.WriteEndObject();
    });

    private static void WriteInput(Utf8JsonWriter json, BoundInput input)
    {
        json.WriteStartObject("model");
        json.WriteString("formula", input.Model.Specification.FormulaText);
        json.WriteString("text", input.Source.Text.Text);
        json.WriteString("file", input.Source.File);
        json.WriteEndObject();

        RowCounts rows = input.Model.Rows;
        json.WriteStartObject("data");
        json.WriteString("file", input.DataPath);
        json.WriteNumber("rows", rows.Read);
        json.WriteNumber("used", rows.Used);
        json.WriteNumber("dropped", rows.Dropped);
        json.WriteObjects("missing", rows.Missing, missing =>
        {
            json.WriteString("column", missing.Column);
            json.WriteNumber("rows", missing.Rows);
        });
        json.WriteObjects("groups", InputSections.GroupsOf(input.Model), group =>
        {
            json.WriteString("name", group.Name);
            json.WriteNumber("levels", group.Levels);
        });
        json.WriteEndObject();

        json.WriteObjects("priors", input.Model.Priors, prior =>
        {
            json.WriteString("parameter", prior.Parameter);
            json.WriteString("distribution", prior.Distribution);
            json.WriteBoolean("default", prior.IsDefault);
            json.WriteString("note", prior.Note);
        });
    }

    private static void WriteSummaries(Utf8JsonWriter json, string name, IEnumerable<QuantitySummary> summaries) => json.WriteObjects(name, summaries, summary =>
    {
        json.WriteString("name", summary.Name);
        json.WriteFinite("mean", summary.Mean);
        json.WriteFinite("sd", summary.Sd);
        json.WriteFinite("median", summary.Median);
        json.WriteFinite("q2.5", summary.Lower);
        json.WriteFinite("q97.5", summary.Upper);
        json.WriteFinite("rhat", summary.RHat);
        json.WriteFinite("ess_bulk", summary.BulkEss);
        json.WriteFinite("ess_tail", summary.TailEss);
        json.WriteFinite("mcse_mean", summary.MeanError);
        json.WriteFinite("mcse_sd", summary.SdError);
    });

    private static void WriteAgreement(Utf8JsonWriter json, AgreementReport agreement)
    {
        json.WriteStartObject("agreement");
        json.WriteStartObject("identity");
        json.WriteNumber("points", agreement.Identity.Points);
        json.WriteFinite("largestRelativeDifference", agreement.Identity.LargestRelativeDifference);
        json.WriteFinite("tolerance", agreement.Identity.Tolerance);
        json.WriteBoolean("holds", agreement.Identity.Holds);
        json.WriteEndObject();
        if (agreement.Note.Length > 0)
        {
            json.WriteString("note", agreement.Note);
        }

        json.WriteObjects("parameters", agreement.Parameters, row =>
        {
            json.WriteString("name", row.Name);
            json.WriteFinite("estimate", row.Estimate);
            json.WriteFinite("se", row.StandardError);
            json.WriteFinite("mean", row.PosteriorMean);
            json.WriteFinite("sd", row.PosteriorSd);
            json.WriteFinite("shift", row.Shift);
            json.WriteString("explanation", row.Explanation);
        });
        json.WriteObjects("groupEffects", agreement.GroupEffects, row =>
        {
            json.WriteString("group", row.Group);
            json.WriteString("effect", row.Effect);
            json.WriteFinite("correlation", row.Correlation);
            json.WriteFinite("largestShift", row.LargestShift);
            json.WriteString("largestShiftLevel", row.LargestShiftLevel);
        });
        json.WriteEndObject();
    }

    private static void WriteDiagnostics(Utf8JsonWriter json, FitReport report)
    {
        ConvergenceReport convergence = report.Convergence;
        json.WriteStartObject("diagnostics");
        json.WriteStartObject("convergence");
        json.WriteFinite("pareto_k", convergence.ParetoShape);
        json.WriteFinite("rhat", convergence.LargestRHat);
        json.WriteFinite("ess_bulk", convergence.SmallestBulkEss);
        json.WriteFinite("ess_tail", convergence.SmallestTailEss);
        json.WriteNumber("divergences", convergence.Divergences);
        json.WriteNumber("treeDepthReached", convergence.TreeDepthReached);
        json.WriteFinite("ebfmi", convergence.SmallestEnergyFraction);
        json.WriteBoolean("interrupted", convergence.Interrupted);
        json.WriteBoolean("trustworthy", convergence.Trustworthy);
        json.WriteStrings("problems", convergence.Problems);
        json.WriteStrings("remarks", convergence.Remarks);
        json.WriteEndObject();
        json.WriteObjects("warnings", report.Input.Model.Warnings, warning =>
        {
            json.WriteString("code", warning.Code);
            json.WriteString("severity", warning.Severity == Severity.Error ? "error" : "warning");
            json.WriteString("message", warning.Message);
            if (warning is { Source: { } source, Span: { } span })
            {
                (int line, int column) = source.PositionOf(span.Start);
                json.WriteNumber("line", line);
                json.WriteNumber("column", column);
            }
            else
            {
                json.WriteNull("line");
                json.WriteNull("column");
            }
        });
        json.WriteEndObject();
    }

    private static void WriteSampler(Utf8JsonWriter json, Posterior posterior)
    {
        json.WriteStartObject("sampler");
        json.WriteString("engine", EngineWords.Option(posterior.Engine));
        json.WriteString("engineReason", posterior.EngineExplanation);
        json.WriteNumber("chains", posterior.Chains);
        json.WriteNumber("draws", posterior.DrawsPerChain);
        json.WriteNumber("seed", posterior.Options.Seed);
        foreach (Fact fact in posterior.Draws.Origin.Facts)
        {
            WriteFact(json, fact);
        }

        if (posterior.Draws.Origin.LogEvidence is not null)
        {
            json.WriteFinite("logEvidence", posterior.LogEvidence?.Value ?? double.NaN);
            json.WriteFinite("logEvidenceError", posterior.LogEvidence?.Error ?? double.NaN);
        }

        if (posterior.MessagePassing is { } messages)
        {
            WriteMessagePassing(json, messages);
        }

        json.WriteEndObject();
    }

    private static void WriteFact(Utf8JsonWriter json, Fact fact)
    {
        switch (fact)
        {
            case Fact.Number number:
                json.WriteFinite(number.Name, number.Value);
                break;
            case Fact.Word word:
                json.WriteString(word.Name, word.Value);
                break;
            case Fact.Numbers numbers:
                json.WriteStartArray(numbers.Name);
                foreach (double value in numbers.Values)
                {
                    json.WriteNumberValue(value);
                }

                json.WriteEndArray();
                break;
        }
    }

    private static void WriteMessagePassing(Utf8JsonWriter json, MessagePassingReport messages)
    {
        json.WriteStartObject("messagePassing");
        json.WriteString("stage", EngineWords.Option(messages.Stage));
        json.WriteString("explanation", messages.Explanation);
        json.WriteString("shortfall", messages.Shortfall);
        json.WriteBoolean("converged", messages.Converged);
        json.WriteNumber("sweeps", messages.Sweeps);
        json.WriteFinite("lowerBound", messages.LowerBound);
        json.WriteStrings("substitutions", messages.Substitutions);
        json.WriteNumber("seconds", messages.Elapsed.TotalSeconds);
        json.WriteNumber("compilingSeconds", messages.Compilation.TotalSeconds);
        if (messages.Collapsed is { } normal)
        {
            json.WriteStartObject("collapsed");
            json.WriteFinite("lowerBound", normal.LowerBound);
            json.WriteNumber("steps", normal.Steps);
            json.WriteBoolean("converged", normal.Converged);
            json.WriteNumber("gradients", normal.Evaluations);
            json.WriteNumber("seconds", normal.Elapsed.TotalSeconds);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
