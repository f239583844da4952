using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Content.Reml;

/// <summary>The report of a fit by (restricted) maximum likelihood.</summary>
internal static class RemlContent
{
    /// <summary>The document.</summary>
    public static ReportDocument Of(RemlResult result)
    {
        Part body = Body(result);
        return new ReportDocument(
            $"{new EstimatesContent(result.Fit).Title}: {result.Input.Formula}",
            [InputContent.Data(result.Input), InputContent.Model(result.Input), .. body.Sections, .. Timing.Sections(result.Timings)],
            [
                .. body.Members,
                ColumnsContent.Member(result.Input.Model),
                InputContent.ModelMember(result.Input),
                InputContent.DataMember(result.Input),
                InputContent.Warnings(result.Input.Model.Warnings),
            ]);
    }

    /// <summary>The estimates and what follows from them.</summary>
    public static Part Body(RemlResult result)
    {
        RemlFindings findings = result.Findings;
        EstimatesContent estimates = new(result.Fit);
        ReportTable coefficients = TestsContent.Contrasts("coefficients", "coefficient", findings.Coefficients, findings.Options);
        Part[] parts = [.. Parts(findings)];
        Part effects = GroupEffectsContent.Of(result.Fit, findings.Effects);
        return new Part(
            [
                estimates.Section(findings.Coefficients.Count == 0 ? [] : [coefficients, new Prose(TestsContent.MethodInWords(findings.Options.Method))]),
                .. parts.SelectMany(part => part.Sections),
                .. effects.Sections,
            ],
            [
                .. estimates.Members,
                .. effects.Members,
                new("level", findings.Options.Level),
                new("ddf", Name(findings.Options.Method)),
                new("coefficients", coefficients.Records()),
                .. parts.SelectMany(part => part.Members),
            ]);
    }

    /// <summary>What follows from the fit, as far as requested.</summary>
    private static IEnumerable<Part> Parts(RemlFindings findings)
    {
        if (findings.Terms is { } terms)
        {
            yield return TestsContent.Terms(terms);
        }

        yield return VarianceContent.Explained(findings.Variance);
        if (findings.LeastSquares is { } leastSquares)
        {
            yield return VarianceContent.LeastSquares(leastSquares);
        }

        if (findings.Means.Count > 0)
        {
            yield return MeansContent.Of(findings.Means, findings.Options);
        }

        if (findings.Deletions is { } deletions)
        {
            yield return LikelihoodRatioContent.Deletions(deletions);
        }

        if (findings.Profile is { } profile)
        {
            yield return IntervalContent.Profile(profile);
        }

        if (findings.Bootstrap is { } bootstrap)
        {
            yield return IntervalContent.Bootstrap(bootstrap, findings.Options.Level);
        }

        if (findings.Interrupted.Count > 0)
        {
            yield return new Part(
                [new Section("Interrupted", new Prose($"Not done: {string.Join(", ", findings.Interrupted)}."))],
                new Member("interrupted", Datum.ListOf(findings.Interrupted)));
        }
    }

    private static string Name(DegreesOfFreedomMethod method) => method switch
    {
        DegreesOfFreedomMethod.Satterthwaite => "satterthwaite",
        DegreesOfFreedomMethod.KenwardRoger => "kenward-roger",
        _ => "none",
    };
}
