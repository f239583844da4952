using System.Text.Json;
using BayesLmm.Cli.Explanations;
using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Reports.Text;
using BayesLmm.Numerics.Sparse;

namespace BayesLmm.Cli.Reports.Json;

/// <summary>The JSON document that <c>blmm explain --format json</c> prints; what is not known without data is null.</summary>
internal static class ExplanationJson
{
    /// <summary>The document.</summary>
    public static string Write(Explanation explanation) => JsonText.Document(json =>
    {
        json.WriteStartObject("model");
        json.WriteString("formula", explanation.Formula);
        json.WriteString("levelEquations", explanation.LevelEquations);
        json.WriteString("latex", explanation.Latex);
        json.WriteString("text", explanation.Source.Text.Text);
        json.WriteString("file", explanation.Source.File);
        json.WriteEndObject();
        WriteData(json, explanation.Bound);
        json.WriteObjects("parameters", explanation.Priors, prior =>
        {
            json.WriteString("name", prior.Parameter);
            json.WriteString("prior", prior.Distribution);
            json.WriteBoolean("default", prior.IsDefault);
            json.WriteString("note", prior.Note);
        });
        WriteSizes(json, explanation.Plan);
        WriteEngine(json, explanation.Plan, explanation.IsMarginal);
        WriteMemory(json, explanation.Plan?.Memory);
        json.WriteString("notExplained", explanation.NoDataReason);
    });

    private static void WriteData(Utf8JsonWriter json, BoundInput? input)
    {
        if (input is null)
        {
            json.WriteNull("data");
            return;
        }

        json.WriteStartObject("data");
        json.WriteString("file", input.DataPath);
        json.WriteNumber("rows", input.Model.Rows.Read);
        json.WriteNumber("used", input.Model.Rows.Used);
        json.WriteEndObject();
    }

    private static void WriteSizes(Utf8JsonWriter json, FitPlan? plan)
    {
        if (plan is null)
        {
            json.WriteNull("sizes");
            return;
        }

        json.WriteStartObject("sizes");
        json.WriteNumber("rows", plan.Rows);
        json.WriteNumber("fixedColumns", plan.FixedColumns);
        json.WriteObjects("terms", plan.Terms, term =>
        {
            json.WriteString("group", term.Group);
            json.WriteNumber("levels", term.Levels);
            json.WriteNumber("width", term.Width);
            json.WriteNumber("columns", (long)term.Levels * term.Width);
        });
        json.WriteNumber("unknowns", plan.Equations.Unknowns);
        FactorDescription factor = plan.Equations.Structure.Factor;
        json.WriteNumber("nonZeros", factor.NonZeros);
        json.WriteNumber("factorNonZeros", factor.FactorNonZeros);
        json.WriteNumber("multiplications", factor.Multiplications);
        json.WriteBoolean("reordered", factor.IsReordered);
        json.WriteNumber("supernodes", factor.Panels);
        json.WriteNumber("widestSupernode", factor.LargestPanel);
        json.WriteObjects("blocks", plan.Equations.Structure.Blocks, block =>
        {
            json.WriteString("rows", block.Rows);
            json.WriteString("columns", block.Columns);
            json.WriteNumber("height", block.Height);
            json.WriteNumber("width", block.Width);
            json.WriteNumber("blocks", block.Blocks);
            json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(block.Kind.ToString()));
        });
        json.WriteEndObject();
    }

    private static void WriteEngine(Utf8JsonWriter json, FitPlan? plan, bool isMarginal)
    {
        json.WriteStartObject("engine");
        json.WriteString("name", EngineWords.Name(isMarginal));
        json.WriteString("reason", EngineWords.Reason(isMarginal));
        if (plan is null)
        {
            json.WriteNull("coordinates");
        }
        else
        {
            json.WriteObjects("coordinates", plan.Coordinates, coordinate =>
            {
                json.WriteString("parameter", coordinate.Parameter);
                json.WriteString("scale", coordinate.Scale);
            });
        }

        json.WriteEndObject();
    }

    private static void WriteMemory(Utf8JsonWriter json, MemoryNeed? memory)
    {
        if (memory is null)
        {
            json.WriteNull("memory");
            return;
        }

        json.WriteStartObject("memory");
        json.WriteNumber("design", memory.Design);
        json.WriteNumber("factors", memory.Factors);
        json.WriteNumber("draws", memory.Draws);
        json.WriteNumber("total", memory.Total);
        json.WriteEndObject();
    }
}
