using System.CommandLine;

namespace BayesLmm.Cli.Commands;

/// <summary>The option <c>--scale</c>.</summary>
internal static class ScaleOption
{
    private const string Response = "response", Link = "link";

    /// <summary>The option.</summary>
    public static Option<string> Create() => Choice.Create(
        "scale",
        "The scale of what is reported: response for probabilities and expected counts, link for the linear predictor; the same for normal residuals.",
        [Response, Link],
        Response);

    /// <summary>What was chosen.</summary>
    public static PredictedScale Of(string? word) => word == Link ? PredictedScale.Link : PredictedScale.Response;
}
