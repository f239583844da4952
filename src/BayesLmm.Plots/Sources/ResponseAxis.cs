using BayesLmm.Families;
using BayesLmm.Numerics;

namespace BayesLmm.Plots.Sources;

/// <summary>The response on an axis beside expected values: a binomial one as the share of its trials.</summary>
internal static class ResponseAxis
{
    /// <summary>The rows' responses.</summary>
    public static double[] Values(BoundModel model) => OnAxis(model, model.Design.Response);

    /// <summary>Responses, or expected ones, of the rows as on the axis.</summary>
    /// <param name="model">The model.</param>
    /// <param name="responses">A number a row, of successes if the family has trials.</param>
    public static double[] OnAxis(BoundModel model, double[] responses) => model.Family.HasTrials
        ? [.. responses.Select((successes, row) => successes / model.Design.WeightOf(row))]
        : responses;

    /// <summary>The rows of the fit with responses and fitted values as on the axis.</summary>
    public static EquatableArray<FittedRow> Rows(FigureSource source) => source.Model.Family.HasTrials
        ? source.Fit.Rows.Select((row, i) => row with
        {
            Response = row.Response / source.Model.Design.WeightOf(i),
            Fitted = row.Fitted / source.Model.Design.WeightOf(i),
            Residual = row.Residual / source.Model.Design.WeightOf(i),
        }).ToEquatableArray()
        : source.Fit.Rows;

    /// <summary>The axis' words.</summary>
    public static string Of(BoundModel model) => model.Family.Domain switch
    {
        ResponseDomain.Binary => $"probability of {model.ResponseName}{(model.Design.Outcomes is [_, var one] ? $" = {one}" : "")}",
        ResponseDomain.Successes => $"{model.ResponseName} per trial",
        _ => model.ResponseName,
    };
}
