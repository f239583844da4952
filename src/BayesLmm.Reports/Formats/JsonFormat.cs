using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using BayesLmm.Diagnostics;
using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Formats;

/// <summary>
/// A document's nested values as JSON: numbers at full precision, null for a missing value. Without reflection, so that the first document is fast.
/// </summary>
internal sealed class JsonFormat : IReportFormat
{
    /// <inheritdoc/>
    public string Name => "json";

    /// <inheritdoc/>
    public string Write(ReportDocument document)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(json, new Datum.Group(document.Members));
        }

        // Hidden characters stand in strings only, where their codes mean the same.
        return VisibleText.Of(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length), "\r\n") + "\n";
    }

    private static void Write(Utf8JsonWriter json, Datum datum)
    {
        switch (datum)
        {
            case Datum.Number number when double.IsFinite(number.Value):
                json.WriteNumberValue(number.Value);
                break;
            case Datum.Whole whole:
                json.WriteNumberValue(whole.Value);
                break;
            case Datum.Truth truth:
                json.WriteBooleanValue(truth.Value);
                break;
            case Datum.Words words:
                json.WriteStringValue(words.Text);
                break;
            case Datum.List list:
                json.WriteStartArray();
                foreach (Datum item in list.Items)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case Datum.Group group:
                json.WriteStartObject();
                foreach (Member member in group.Members)
                {
                    json.WritePropertyName(member.Name);
                    Write(json, member.Value);
                }

                json.WriteEndObject();
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }
}
