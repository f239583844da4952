namespace BayesLmm.Cli.Tests.Structure;

/// <summary>The rules object to code that breaks them.</summary>
public class PlantedTests
{
    private static readonly Lazy<IReadOnlyCollection<CompiledType>> Types = new(CompiledHouse.WithPlanted);

    [Fact]
    public void A_language_that_samples_is_found() =>
        Found(HouseRules.AgainstTheOrder(Types.Value, Rooms.InOrder), "BayesLmm/Language uses BayesLmm/", "LanguageThatSamples.Run");

    [Fact]
    public void An_estimation_that_calls_another_engine_in_a_lambda_is_found() =>
        Found(HouseRules.AgainstTheOrder(Types.Value, Rooms.InOrder), "BayesLmm/Estimation uses BayesLmm/Engines/Gibbs", "GibbsEngine");

    [Fact]
    public void An_estimation_that_reads_rows_is_found() =>
        Found(HouseRules.UsesWithin(Types.Value, Rooms.IsOfRows, Rooms.IsOfEngines), "EstimationOfRows.Rows", "ModelDesign.get_Response");

    [Fact]
    public void Folders_that_use_one_another_in_a_state_machine_are_found()
    {
        Found(HouseRules.KnotsOfFolders(Types.Value), "BayesLmm.Plots/Figures", "BayesLmm/Agreement");
        Found(HouseRules.KnotsOfFiles(Types.Value), "AgreementThatAsksAFigure.cs", "FigureThatAsksAgreement.cs");
    }

    [Fact]
    public void A_wrong_namespace_is_found() =>
        Found(HouseRules.StrayNamespaces(Types.Value, Rooms.Faces), "LanguageThatSamples", "the namespace BayesLmm.Language");

    [Fact]
    public void A_static_field_that_changes_is_found() => Assert.Contains("FigureThatAsksAgreement.asked", HouseRules.MutableStatics(Types.Value));

    [Fact]
    public void A_decision_by_a_message_is_found() =>
        Found(HouseRules.DecisionsByMessage(Types.Value, step => step == "System.Exception.get_Message"), "FigureThatAsksAgreement.Decides",
            "System.String.Contains");

    private static void Found(IEnumerable<string> violations, params string[] parts) =>
        Assert.Contains(violations, violation => parts.All(part => violation.Contains(part, StringComparison.Ordinal)));
}
