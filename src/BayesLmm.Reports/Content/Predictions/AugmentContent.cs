using BayesLmm.Language.Printing;
using BayesLmm.Numerics;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Content.Predictions;

/// <summary>The rows of a fit with what the posterior says of them.</summary>
/// <param name="Fit">The fit.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Table">The model's data; null to leave them out.</param>
internal sealed record AugmentResult(FitResult Fit, EquatableArray<FittedRow> Rows, Table? Table);

/// <summary>The report of the rows of a fit, as R's broom calls it: data, fitted values, residuals, leverages.</summary>
internal static class AugmentContent
{
    private static readonly string[] Names = ["fitted", "fitted_sd", "residual", "standardized", "quantile_residual", "leverage"];

    /// <summary>The document.</summary>
    public static ReportDocument Of(AugmentResult result)
    {
        BoundModel model = result.Fit.Input.Model;
        Part body = Body(result);
        return new ReportDocument(
            body.Sections[0].Title, body.Sections, [.. body.Members, ColumnsContent.Member(model), InputContent.Warnings(model.Warnings, "modelWarnings")])
        {
            CsvFields = ["row", .. Columns(result).Fields(Names), .. Names],
        };
    }

    /// <summary>The rows.</summary>
    public static Part Body(AugmentResult result)
    {
        ReportTable table = Table(result.Rows, Columns(result));
        return new Part(
            [
                new Section(
                    $"Fitted values and residuals of {ExpressionPrinter.Print(result.Fit.Input.Model.Specification.Formula.Response)}",
                    table,
                    new Prose("Fitted values are posterior means with the groups' effects. Standardized residuals are in residual standard deviations; "
                        + "quantile residuals are standard normal if the model holds.")),
            ],
            new Member("rows", table.Records()));
    }

    /// <summary>The document of a REML fit.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="data">The model's data; null to leave them out.</param>
    public static ReportDocument Of(RemlFit fit, Table? data)
    {
        string[] names = ["fitted", "fitted_population", "residual", "pearson", "standardized", "leverage"];
        ResidualTable residuals = fit.Residuals();
        TableColumns columns = new(data, fit.Model.Specification.Columns.ToHashSet());
        TableOf<int> table = TableOf.Items("rows", Enumerable.Range(0, residuals.Rows.Count)).Numbers("row", "row", "row", i => Cell.Count(residuals.Rows[i]));
        columns.AddTo(table, i => residuals.Rows[i], ["row", .. names]);
        ReportTable rows = table.Data("response", i => fit.Model.Design.Response[i])
            .Numbers("fitted", names[0], "fitted", i => Cell.Estimate(residuals.ConditionalFitted[i], fit.Sigma))
            .Numbers("population", names[1], "fittedPopulation", i => Cell.Estimate(residuals.MarginalFitted[i], fit.Sigma))
            .Numbers("residual", names[2], "residual", i => Cell.Estimate(residuals.Conditional[i], fit.Sigma))
            .Numbers("Pearson", names[3], "pearson", i => Cell.Fixed(residuals.Pearson[i], 2))
            .Numbers("standardized", names[4], "standardized", i => Cell.Fixed(residuals.Standardized[i], 2))
            .Numbers("leverage", names[5], "leverage", i => Cell.Digits(residuals.Leverages[i], 3))
            .Build();
        string title = $"Fitted values and residuals of {ExpressionPrinter.Print(fit.Model.Specification.Formula.Response)} by REML";
        return new ReportDocument(
            title,
            [
                new Section(title, [
                    rows,
                    new Prose("Fitted values include the predicted effects of groups; those of the population do not. Pearson residuals are in residual "
                        + "standard deviations; standardized ones allow for the leverage too."),
                ]),
            ],
            [new("rows", rows.Records()), ColumnsContent.Member(fit.Model)])
        {
            CsvFields = ["row", .. columns.Fields(names), .. names],
        };
    }

    private static TableColumns Columns(AugmentResult result) => new(result.Table, result.Fit.Input.Model.Specification.Columns.ToHashSet());

    private static ReportTable Table(EquatableArray<FittedRow> rows, TableColumns columns)
    {
        TableOf<FittedRow> table = TableOf.Items("rows", rows).Numbers("row", "row", "row", row => Cell.Count(row.Row));
        columns.AddTo(table, row => row.Row, ["row", .. Names]);
        return table.Data("response", row => row.Response)
            .Numbers("fitted", Names[0], "fitted", row => Cell.Estimate(row.Fitted, row.FittedSd))
            .Numbers("sd", Names[1], "fittedSd", row => Cell.Digits(row.FittedSd, 3))
            .Numbers("residual", Names[2], "residual", row => Cell.Estimate(row.Residual, row.FittedSd))
            .Numbers("standardized", Names[3], "standardized", row => Cell.Fixed(row.Standardized, 2))
            .Numbers("quantile", Names[4], "quantileResidual", row => Cell.Fixed(row.QuantileResidual, 2))
            .Numbers("leverage", Names[5], "leverage", row => Cell.Digits(row.Leverage, 3))
            .Build();
    }
}
