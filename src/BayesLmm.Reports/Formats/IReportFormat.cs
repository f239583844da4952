using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Formats;

/// <summary>A format of documents.</summary>
internal interface IReportFormat
{
    /// <summary>The format's name, the same everywhere.</summary>
    string Name { get; }

    /// <summary>Writes a document.</summary>
    string Write(ReportDocument document);
}
