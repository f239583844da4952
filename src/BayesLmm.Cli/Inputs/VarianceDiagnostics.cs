using BayesLmm.Diagnostics;
using BayesLmm.Equations;
using BayesLmm.Reports.Content;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Cli.Inputs;

/// <summary>Warns of variances that the data cannot determine, before anything is fitted.</summary>
internal static class VarianceDiagnostics
{
    /// <summary>The code of the warning.</summary>
    public const string Code = "BL4030";

    /// <summary>The input with a warning for each trade-off of its variances.</summary>
    /// <param name="input">Model and data.</param>
    public static ModelInput AddTo(ModelInput input)
    {
        if (input.Model.Family.NormalForm != NormalForm.Exact)
        {
            return input;
        }

        Model model = input.Model.Specification;
        Diagnostic[] warnings = [.. VarianceWording.TradeOffs(VarianceTradeOff.Of(input.Model)).Select(words => Diagnostic.Warning(
            Code,
            $"Not determined by the data: {words}. Only priors can hold the rest; without them leave a term out.",
            model.Source,
            model.FormulaSpan))];
        return warnings.Length == 0 ? input : input with { Model = input.Model with { Warnings = [.. input.Model.Warnings, .. warnings] } };
    }
}
