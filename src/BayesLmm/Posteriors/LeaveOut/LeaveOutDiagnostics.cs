using BayesLmm.Diagnostics;

namespace BayesLmm.Posteriors.LeaveOut;

/// <summary>The wording of what can be wrong with a condition that chooses rows to leave out. Codes BL4060 and up.</summary>
internal static class LeaveOutDiagnostics
{
    public static ModelException NotOneCondition(string condition) =>
        Error("BL4060", $"'{condition}' is not one condition: write it as after 'where', such as 'Days > 7'.");

    public static ModelException NoRows(string condition, int rowCount) =>
        Error("BL4061", $"'{condition}' holds for none of the {rowCount} rows of the model: there is nothing to leave out.");

    public static ModelException AllRows(string condition, int rowCount) =>
        Error("BL4062", $"'{condition}' holds for all {rowCount} rows of the model: nothing would be left.");

    private static ModelException Error(string code, string message) => new([Diagnostic.Error(code, message)]);
}
