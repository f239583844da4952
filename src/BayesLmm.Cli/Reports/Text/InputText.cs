using System.Text;
using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Reports.Estimates;
using BayesLmm.Models;

namespace BayesLmm.Cli.Reports.Text;

/// <summary>What was read: data, model, priors.</summary>
internal static class InputText
{
    /// <summary>The file, its rows, and the grouping factors.</summary>
    public static void AppendData(StringBuilder text, BoundInput input) => TextRenderer.Append(text, InputSections.Data(input));

    /// <summary>The formula as it was read.</summary>
    public static void AppendModel(StringBuilder text, BoundInput input) => TextRenderer.Append(text, InputSections.Model(input));

    /// <summary>Every prior, those that the model left open among them.</summary>
    public static void AppendPriors(StringBuilder text, BoundInput input)
    {
        text.Append("\nPriors\n");
        TextTable table = new(("", Align.Left), ("", Align.Left), ("", Align.Left), ("", Align.Left));
        foreach (PriorListing prior in input.Model.Priors)
        {
            table.Add(prior.Parameter, prior.Distribution, prior.IsDefault ? "default" : "given", prior.Note);
        }

        table.AppendTo(text);
    }
}
