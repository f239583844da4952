using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Formats;

/// <summary>A format that documents are written in.</summary>
internal interface IReportFormat
{
    /// <summary>The word for it, the same everywhere.</summary>
    string Name { get; }

    /// <summary>Writes a document.</summary>
    string Write(ReportDocument document);
}
