using BayesLmm.Posteriors.Quantities;
using BayesLmm.Reports.Content.Reml;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Content.Fits;

/// <summary>Intervals of the level and kind that were asked for, quantities and hypotheses.</summary>
internal static class QuantitiesContent
{
    /// <summary>A parameter or quantity in numbers.</summary>
    private sealed record Entry(string Name, string? Expression, QuantitySummary? Summary, DrawnEstimate? Estimate, int Undefined);

    /// <summary>The parameters with the intervals of a plan.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="plan">What was asked for.</param>
    public static (ReportTable Table, Prose Explanation) Parameters(Posterior posterior, QuantityPlan plan)
    {
        Entry[] entries =
        [
            .. posterior.Model.Parameters.Zip(posterior.Parameters, posterior.ParameterSummaries).Select(one => new Entry(
                one.Second.Name, null, one.Third, Estimate(posterior, plan, one.Second, HasGeneralRope(one.First)), 0)),
        ];
        bool hasRope = entries.Any(entry => entry.Estimate!.ShareInRope is not null);
        return (Table("posterior", "name", entries, plan), new Prose(QuantityWording.Columns(hasRope)));
    }

    /// <summary>Quantities and hypotheses.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="plan">What was asked for.</param>
    public static Part Of(Posterior posterior, QuantityPlan plan)
    {
        QuantityEvaluator evaluator = new(posterior);
        Entry[] entries = [.. plan.Quantities.Select(quantity => Quantity(posterior, plan, quantity, evaluator))];
        HypothesisTester tester = new(posterior, evaluator, plan.Quantities);
        HypothesisTest[] tests = [.. plan.Hypotheses.Select(hypothesis => Test(tester, hypothesis))];
        ReportTable quantities = Table("quantities", "quantity", entries, plan), hypotheses = Hypotheses(tests);
        return new Part(
            [
                .. entries.Length == 0 ? [] : (Section[])[new Section("Quantities", [
                    quantities,
                    .. entries.Where(entry => entry.Undefined > 0)
                        .Select(entry => new Prose(QuantityWording.Undefined(entry.Name, entry.Undefined, posterior.Draws.Count))),
                ])],
                .. tests.Length == 0 ? [] : (Section[])[
                    new Section("Hypotheses", [hypotheses, .. QuantityWording.Hypotheses(tests).Select(sentence => new Prose(sentence))])],
            ],
            [
                .. entries.Length == 0 ? [] : (Member[])[new("quantities", quantities.Records())],
                .. tests.Length == 0 ? [] : (Member[])[new("hypotheses", hypotheses.Records())],
            ]);
    }

    private static bool HasGeneralRope(Parameter parameter) => parameter.Kind == ParameterKind.Coefficient && parameter != Parameter.Intercept;

    private static DrawnEstimate Estimate(Posterior posterior, QuantityPlan plan, DrawColumn column, bool hasGeneralRope) =>
        DrawnEstimate.Of(column.Name, column.Values.ToArray(), posterior.Draws, 1, plan.OptionsOf(column.Name, hasGeneralRope));

    private static Entry Quantity(Posterior posterior, QuantityPlan plan, QuantityDefinition quantity, QuantityEvaluator evaluator)
    {
        DrawColumn column = new(quantity.Name, evaluator.Define(quantity));
        int undefined = QuantityEvaluator.Undefined(column.Values.ToArray());
        return undefined > 0
            ? new Entry(quantity.Name, quantity.Text, null, null, undefined)
            : new Entry(quantity.Name, quantity.Text, QuantitySummary.Of(column, posterior.Draws), Estimate(posterior, plan, column, true), 0);
    }

    /// <summary>A condition that is undefined somewhere has no probability.</summary>
    private static HypothesisTest Test(HypothesisTester tester, HypothesisDefinition hypothesis)
    {
        try
        {
            return tester.Test(hypothesis);
        }
        catch (InvalidOperationException)
        {
            return new HypothesisTest(hypothesis.Text, double.NaN, double.NaN) { Problem = PointProblem.Undefined };
        }
    }

    private static ReportTable Table(string name, string title, IReadOnlyList<Entry> entries, QuantityPlan plan)
    {
        SummaryOptions options = plan.Intervals ?? new();
        (string lower, string upper) = QuantityWording.Ends(options, TestsContent.Percentiles(options.Level));
        TableOf<Entry> table = TableOf.Items(name, entries)
            .Words(title, Field.Term, "name", entry => entry.Name)
            .Numbers("mean", Field.Estimate, "mean", entry => Rounded(entry.Estimate?.Mean, entry.Estimate?.MeanError))
            .Numbers("sd", Field.StandardError, "sd", entry => Rounded(entry.Estimate?.Sd, entry.Estimate?.SdError))
            .Numbers("median", "median", "median", entry => Rounded(entry.Estimate?.Median, entry.Estimate?.MeanError * MedianSpread))
            .Numbers(lower, Field.Lower, "lower", entry => Rounded(entry.Estimate?.Lower, entry.Estimate?.LowerError))
            .Numbers(upper, Field.Upper, "upper", entry => Rounded(entry.Estimate?.Upper, entry.Estimate?.UpperError))
            .Data("level", _ => options.Level)
            .Data("interval", _ => options.HighestDensity ? "hdi" : "equal-tailed")
            .Data("q2.5", entry => entry.Summary?.Lower)
            .Data("q97.5", entry => entry.Summary?.Upper)
            .Numbers(plan.HasIntervals ? "direction" : null, "probability_of_direction", "probability_of_direction", entry => Share(entry.Estimate))
            .Numbers("in rope", "in_rope", "in_rope", entry => Rounded(entry.Estimate?.ShareInRope, entry.Estimate?.ShareInRopeError))
            .Numbers("rhat", "rhat", "rhat", entry => Cell.MarkedFixed(entry.Estimate?.RHat ?? double.NaN, 3), Align.Right)
            .Numbers("ess_bulk", "ess_bulk", "ess_bulk", entry => Cell.EffectiveSize(entry.Estimate?.BulkEss ?? double.NaN), Align.Right)
            .Numbers("ess_tail", "ess_tail", "ess_tail", entry => Cell.EffectiveSize(entry.Estimate?.TailEss ?? double.NaN), Align.Right)
            .Numbers(null, "mcse_mean", "mcse_mean", entry => Cell.Data(entry.Estimate?.MeanError))
            .Numbers(null, "mcse_sd", "mcse_sd", entry => Cell.Data(entry.Estimate?.SdError));
        return (entries.Any(entry => entry.Expression is not null) ? table.Data("expression", entry => entry.Expression) : table).Build();
    }

    /// <summary>The asymptotic error of a normal's median in units of that of its mean, √(π/2).</summary>
    private const double MedianSpread = 1.2533;

    private static ReportTable Hypotheses(IReadOnlyList<HypothesisTest> tests) => TableOf.Items("hypotheses", tests)
        .Words("hypothesis", Field.Term, "hypothesis", test => test.Hypothesis)
        .Numbers("probability", Field.Estimate, "probability", test => Rounded(Known(test.Probability), test.ProbabilityError))
        .Numbers("mcse", Field.StandardError, "mcse", test => Cell.Digits(Known(test.ProbabilityError), 2))
        .Numbers("evidence ratio", "evidence_ratio", "evidence_ratio", test => Rounded(
            Known(test.EvidenceRatio), test.ProbabilityError / ((1 - test.Probability) * (1 - test.Probability))))
        .Numbers("Bayes factor", "bayes_factor", "bayes_factor", test => Rounded(test.Point?.BayesFactor, test.Point?.BayesFactor * test.Point?.Error))
        .Numbers(null, "log_bayes_factor", "log_bayes_factor", test => Cell.Data(test.Point?.LogBayesFactor))
        .Numbers(null, "log_bayes_factor_error", "log_bayes_factor_error", test => Cell.Data(test.Point?.Error))
        .Data("prior_density", test => test.Point?.PriorDensity)
        .Data("posterior_density", test => test.Point?.PosteriorDensity)
        .Data("reason", test => test.Problem is { } problem ? QuantityWording.Reason(problem) : Datum.Nothing)
        .Build();

    private static double? Known(double value) => double.IsNaN(value) ? null : value;

    /// <summary>The probability of direction, rounded to what so many effective draws determine.</summary>
    private static Cell Share(DrawnEstimate? estimate) => estimate is null ? Cell.None : Cell.WithError(
        estimate.ProbabilityOfDirection, Math.Sqrt(estimate.ProbabilityOfDirection * (1 - estimate.ProbabilityOfDirection) / estimate.BulkEss));

    private static Cell Rounded(double? value, double? error) => value is { } number ? Cell.WithError(number, error ?? double.NaN) : Cell.None;
}
