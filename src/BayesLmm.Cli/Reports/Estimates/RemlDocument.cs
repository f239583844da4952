using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Reports.Documents;

namespace BayesLmm.Cli.Reports.Estimates;

/// <summary>All that <c>blmm reml</c> says, in every format but JSON.</summary>
internal static class RemlDocument
{
    /// <summary>The document.</summary>
    public static Document Of(RemlReport report)
    {
        RemlFindings findings = report.Findings;
        List<Section> sections =
        [
            InputSections.Data(report.Input),
            InputSections.Model(report.Input),
            FitSection.Full(report.Reml, findings.Coefficients, findings.Settings.Method),
        ];
        if (findings.Terms is { Terms.Count: > 0 } terms)
        {
            sections.Add(TestTables.Terms(terms));
        }

        sections.Add(VarianceSections.Explained(findings.Variance));
        if (findings.LeastSquares is { } leastSquares)
        {
            sections.Add(VarianceSections.LeastSquares(leastSquares));
        }

        sections.AddRange(findings.Means.Select(finding => TestTables.Means(finding, findings.Settings)));
        if (findings.Deletions is { Count: > 0 } deletions)
        {
            sections.Add(IntervalSections.Deletions(deletions));
        }

        if (findings.Profile is { } profile)
        {
            sections.Add(IntervalSections.Profile(profile));
        }

        if (findings.Bootstrap is { } bootstrap)
        {
            sections.Add(IntervalSections.Bootstrap(bootstrap, findings.Settings.Level));
        }

        if (findings.Interrupted.Count > 0)
        {
            sections.Add(new Section("Interrupted", [new Prose($"Not done: {string.Join(", ", findings.Interrupted)}.")]));
        }

        if (findings.Effects is { Count: > 0 } effects)
        {
            sections.Add(VarianceSections.Effects(effects));
        }

        return new Document(Document.TidyFields, sections);
    }
}
