using BayesLmm.Numerics;
using BayesLmm.Reports.Content.Reml;
using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Content.Laplace;

/// <summary>The report of a fit by maximum likelihood of a model of another family than the normal.</summary>
internal static class LaplaceContent
{
    /// <summary>The document.</summary>
    public static ReportDocument Of(LaplaceResult result)
    {
        Facts heading = Heading(result.Fit);
        ReportTable coefficients = Table("coefficients", "coefficient", result.Fit.TestCoefficients(result.Level), result.Level, isTested: true);
        ReportTable components = Table("variance_components", "parameter", result.Fit.IntervalsOfComponents(result.Level), result.Level, isTested: false);
        Part[] parts = [.. Parts(result)];
        return new ReportDocument(
            $"ML: {result.Input.Formula}",
            [
                InputContent.Data(result.Input),
                InputContent.Model(result.Input),
                new Section("Maximum likelihood", [
                    new Prose(Method(result.Fit)),
                    heading,
                    new Prose(Convergence(result.Fit)),
                    .. result.Fit.Collapsed.Select(direction => new Prose($"Singular: {direction}.")),
                    .. result.Fit.FixedEffects.Count == 0 ? [] : (Block[])[coefficients],
                    .. result.Fit.VarianceComponents.Count == 0 ? [] : (Block[])[components],
                    .. Notes(result.Fit).Select(note => new Prose(note)),
                ]),
                .. parts.SelectMany(part => part.Sections),
                .. Timing.Sections(result.Timings),
            ],
            [
                new("family", result.Fit.Model.Family.Name),
                new("link", Links.NameOf(result.Fit.Model.Family.Link)),
                new("quadrature", result.Fit.Options.Quadrature),
                new("expectedInformation", result.Fit.Options.ExpectedInformation),
                .. heading.Members("logLik", "deviance", "aic", "bic", "converged", "remainingStandardErrors", "evaluations", "singular"),
                new("collapsed", Datum.ListOf(result.Fit.Collapsed.Select(direction => direction.ToString()))),
                new("level", result.Level),
                new("coefficients", coefficients.Records()),
                new("varianceComponents", components.Records()),
                .. parts.SelectMany(part => part.Members),
                ColumnsContent.Member(result.Input.Model),
                InputContent.ModelMember(result.Input),
                InputContent.DataMember(result.Input),
                InputContent.Warnings(result.Input.Model.Warnings),
            ]);
    }

    /// <summary>The section with estimates and standard errors alone.</summary>
    public static Section BriefSection(LaplaceFit fit) => new("Maximum likelihood", [
        new Prose(Method(fit)),
        Heading(fit),
        new Prose(Convergence(fit)),
        .. fit.Collapsed.Select(direction => new Prose($"Singular: {direction}.")),
        .. fit.FixedEffects.Count == 0 ? [] : (Block[])[Estimates("coefficients", "coefficient", fit.FixedEffects)],
        .. fit.VarianceComponents.Count == 0 ? [] : (Block[])[Estimates("variance_components", "parameter", fit.VarianceComponents)],
    ]);

    /// <summary>The same for programs.</summary>
    public static IEnumerable<Member> BriefMembers(LaplaceFit fit) =>
    [
        .. Heading(fit).Members("logLik", "deviance", "aic", "bic", "converged", "remainingStandardErrors", "evaluations", "singular"),
        new("coefficients", Estimates("coefficients", "coefficient", fit.FixedEffects).Records()),
        new("varianceComponents", Estimates("variance_components", "parameter", fit.VarianceComponents).Records()),
    ];

    private static ReportTable Estimates(string name, string title, IEnumerable<ParameterEstimate> estimates) => TableOf.Items(name, estimates)
        .Words(title, Field.Term, "name", row => row.Name)
        .Numbers("estimate", Field.Estimate, "estimate", row => Cell.Estimate(row.Estimate, row.StandardError))
        .Numbers("SE", Field.StandardError, "se", row => Cell.Digits(row.StandardError, 3))
        .Build();

    private static IEnumerable<Part> Parts(LaplaceResult result)
    {
        LaplaceFit fit = result.Fit;
        if (fit.TestOverdispersion() is { } dispersion)
        {
            yield return Dispersion(dispersion);
        }

        yield return Variance(fit.DecomposeVariance());
        if (result.Profile is { } profile)
        {
            yield return IntervalContent.Profile(profile);
        }

        yield return Effects(result);
        if (result.ShowsFitted)
        {
            yield return Fitted(fit);
        }

        if (result.Interrupted.Count > 0)
        {
            yield return new Part(
                [new Section("Interrupted", new Prose($"Not done: {string.Join(", ", result.Interrupted)}."))],
                new Member("interrupted", Datum.ListOf(result.Interrupted)));
        }
    }

    private static string Method(LaplaceFit fit)
    {
        string family = $"Family {fit.Model.Family.Name}, link {Links.NameOf(fit.Model.Family.Link)}";
        return fit.Model.GroupTerms.Count == 0 ? $"{family}."
            : fit.Options.Quadrature > 1 ? $"{family}; group effects integrated over by adaptive quadrature with {fit.Options.Quadrature} nodes."
            : $"{family}; group effects integrated over by Laplace's approximation{(fit.Options.ExpectedInformation ? " with expected information" : "")}.";
    }

    private static Facts Heading(LaplaceFit fit) => new(
        "fit",
        [
            new("Log likelihood", "log_lik", "logLik", Cell.Fixed(fit.LogLikelihood, 2)),
            new("deviance", "deviance", "deviance", Cell.Fixed(fit.Deviance, 2)),
            new("AIC", "aic", "aic", Cell.Fixed(fit.Aic, 2)),
            new("BIC", "bic", "bic", Cell.Fixed(fit.Bic, 2)),
            new(null, "parameters", null, Cell.Count(fit.ParameterCount)),
            new(null, "rows", null, Cell.Count(fit.RowCount)),
            new(null, "converged", "converged", Cell.Data(fit.Optimum.Converged)),
            new(null, "singular", "singular", Cell.Data(fit.IsSingular)),
            new(null, null, "remainingStandardErrors", Cell.Data(fit.Optimum.RemainingStandardErrors)),
            new(null, null, "evaluations", Cell.Data(fit.Optimum.Evaluations)),
        ]);

    private static string Convergence(LaplaceFit fit)
    {
        string remaining = SignificantFormat.WithDigits(fit.Optimum.RemainingStandardErrors, 1);
        return fit.Optimum.Converged
            ? $"Converged in {fit.Optimum.Evaluations} evaluations: estimates could still move by at most {remaining} standard errors."
            : $"NOT CONVERGED after {fit.Optimum.Evaluations} evaluations: estimates could still move by {remaining} standard errors.";
    }

    private static IEnumerable<string> Notes(LaplaceFit fit)
    {
        if (fit.VarianceComponents.Count > 0)
        {
            yield return "Intervals by the normal approximation; of standard deviations and other positive parameters on the scale of their logarithm.";
        }

        if (fit.SeesNoOverdispersion)
        {
            yield return "No overdispersion is seen: the shape goes to infinity, where the family is poisson.";
        }
    }

    private static ReportTable Table(string name, string title, IReadOnlyList<WaldTest> tests, double level, bool isTested)
    {
        (string lower, string upper) = TestsContent.Percentiles(level);
        var table = TableOf.Items(name, tests)
            .Words(title, Field.Term, "name", test => test.Name)
            .Numbers("estimate", Field.Estimate, "estimate", test => Cell.Estimate(test.Estimate, test.StandardError))
            .Numbers("SE", Field.StandardError, "se", test => Cell.Digits(test.StandardError, 3));
        if (isTested)
        {
            table = table
                .Numbers("z", Field.Statistic, "statistic", test => Cell.Fixed(test.Z, 2))
                .Numbers("p", Field.PValue, "p", test => Cell.Probability(test.PValue));
        }

        return table
            .Numbers(lower, Field.Lower, "lower", test => Cell.Estimate(test.Lower, test.StandardError))
            .Numbers(upper, Field.Upper, "upper", test => Cell.Estimate(test.Upper, test.StandardError))
            .Build();
    }

    private static Part Dispersion(Overdispersion dispersion)
    {
        Facts facts = new(
            "fit",
            [
                new("Pearson χ²", "pearson_chi_square", "chiSquare", Cell.Fixed(dispersion.ChiSquare, 2)),
                new("residual df", "residual_df", "df", Cell.Count(dispersion.DegreesOfFreedom)),
                new("ratio", "dispersion_ratio", "ratio", Cell.Fixed(dispersion.Ratio, 3)),
                new("p", "dispersion_p_value", "p", Cell.Probability(dispersion.PValue)),
            ]);
        return new Part(
            [new Section("Overdispersion", facts, new Prose("The ratio is about 1 where the data vary as the family says, and larger where they vary more."))],
            Member.Group("overdispersion", [.. facts.Members()]));
    }

    private static Part Variance(LaplaceVariance variance)
    {
        IEnumerable<(string Scale, ScaleVariances Of)> scales = [("linear predictor", variance.Latent), ("response", variance.Response)];
        ReportTable table = TableOf.Items("variance_explained", scales)
            .Words("scale", Field.Term, "scale", row => row.Scale)
            .Numbers("fixed", "fixed", "fixed", row => Cell.Digits(row.Of.Fixed, 3))
            .Numbers("random", "random", "random", row => Cell.Digits(row.Of.Random, 3))
            .Numbers("residual", "residual", "residual", row => Cell.Digits(row.Of.Residual, 3))
            .Numbers("ICC adjusted", "icc_adjusted", "iccAdjusted", row => Cell.Fixed(row.Of.AdjustedIcc, 3))
            .Numbers("unadjusted", "icc_unadjusted", "iccUnadjusted", row => Cell.Fixed(row.Of.UnadjustedIcc, 3))
            .Numbers("R² marginal", "r2_marginal", "r2Marginal", row => Cell.Fixed(row.Of.MarginalR2, 3))
            .Numbers("conditional", "r2_conditional", "r2Conditional", row => Cell.Fixed(row.Of.ConditionalR2, 3))
            .Build();
        return new Part(
            [new Section("Variance explained", table)],
            new("variance", table.Records()),
            new("randomTerms", Datum.ListOf(variance.Terms, term => [
                new("group", term.Group), new("effects", Datum.ListOf(term.Effects)), new("variance", term.Variance),
            ])));
    }

    private static Part Effects(LaplaceResult result)
    {
        ReportTable table = TableOf.Items("group_effects", result.Fit.GroupEffects.Zip(result.Fit.ConditionalSds).SelectMany(Rows))
            .Words("effect", Field.Term, null, row => Parameter.GroupEffect(row.Group, row.Level, row.Effect))
            .Words(null, Field.Group, "group", row => row.Group)
            .Data("level", row => row.Level)
            .Data("effect", row => row.Effect)
            .Numbers("mode", Field.Estimate, "estimate", row => Cell.Estimate(row.Mode, row.Sd))
            .Numbers("conditional sd", "conditional_sd", "conditionalSd", row => Cell.Digits(row.Sd, 3))
            .Build();
        return new Part(
            result.ShowsEffects && result.Fit.GroupEffects.Count > 0 ? [new Section("Group effects", table)] : [],
            new Member("groupEffects", table.Records()));
    }

    private static IEnumerable<(string Group, string Level, string Effect, double Mode, double Sd)> Rows((GroupEffects Modes, GroupEffects Sds) term) =>
        from i in Enumerable.Range(0, term.Modes.Values.Count)
        let r = term.Modes.Effects.Count
        select (term.Modes.Group, term.Modes.Levels[i / r], term.Modes.Effects[i % r], term.Modes.Values[i], term.Sds.Values[i]);

    private static Part Fitted(LaplaceFit fit)
    {
        ReportTable table = TableOf.Items("fitted", fit.FittedValues())
            .Words("row", Field.Term, "row", row => row.Row.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .Numbers("response", "response", "response", row => Cell.Digits(row.Response, 5))
            .Numbers("link", "link", "link", row => Cell.Digits(row.Predictor, 4))
            .Numbers("fitted", Field.Estimate, "fitted", row => Cell.Digits(row.Mean, 4))
            .Numbers("population link", "population_link", "populationLink", row => Cell.Estimate(row.PopulationPredictor, row.PopulationError))
            .Numbers("SE", Field.StandardError, "populationSe", row => Cell.Digits(row.PopulationError, 3))
            .Numbers("population", "population", "population", row => Cell.Digits(row.PopulationMean, 4))
            .Build();
        return new Part(
            [new Section(
                "Fitted values", table, new Prose("The population's values are those of group effects of 0; their SE is that on the scale of the link."))],
            new Member("fitted", table.Records()));
    }
}
