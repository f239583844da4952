// Classes that break the rules of the house. Their #line directives say that they are in folders of src, where the rules look for them; so the compiler itself
// plants them.

namespace BayesLmm.Cli.Tests.Structure.Planted;

#line 1 "/planted/src/BayesLmm/Language/LanguageThatSamples.cs"
internal static class LanguageThatSamples
{
    public static object Run(BoundModel model) => model.Sample();
}

#line 1 "/planted/src/BayesLmm/Estimation/EstimationWithAnotherEngine.cs"
internal static class EstimationWithAnotherEngine
{
    public static object Run(BoundModel model) => ((Func<object>)(() => model.SampleWith(new GibbsEngine())))();
}

#line 1 "/planted/src/BayesLmm/Estimation/EstimationOfRows.cs"
internal static class EstimationOfRows
{
    public static int Rows(BoundModel model) => model.Design.Response.Length;
}

#line 1 "/planted/src/BayesLmm/Agreement/AgreementThatAsksAFigure.cs"
internal sealed class AgreementThatAsksAFigure
{
    public static async Task<bool> Later(Exception exception)
    {
        await Task.Yield();
        return FigureThatAsksAgreement.Decides(exception, null);
    }
}

#line 1 "/planted/src/BayesLmm.Plots/Figures/FigureThatAsksAgreement.cs"
internal sealed class FigureThatAsksAgreement
{
    private static int asked;

    public static bool Decides(Exception exception, AgreementThatAsksAFigure? agreement)
    {
        asked += agreement is null ? 1 : 0;
        return exception.Message.Contains("hmc", StringComparison.Ordinal) && asked > 0;
    }
}
