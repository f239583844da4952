namespace BayesLmm.InferNet.Tests;

public class InferNetAvailabilityTests
{
    [Fact]
    public void The_sentence_names_the_switch_and_where_the_package_is()
    {
        Assert.Contains("-p:InferNet=true", InferNetAvailability.HowToGet, StringComparison.Ordinal);
        Assert.Contains("public NuGet gallery", InferNetAvailability.HowToGet, StringComparison.Ordinal);
    }

    [Fact]
    public void A_build_without_Infer_NET_refuses_to_run_and_says_how_to_get_it()
    {
        Assert.SkipWhen(InferNetAvailability.IsAvailable, "This build has the engine.");
        BoundModel model = Examples.Bind("dyestuff", Examples.Dyestuff);

        NotSupportedException error = Assert.ThrowsAny<NotSupportedException>(() => new InferNetEngine().Run(model));

        Assert.Equal(InferNetAvailability.HowToGet, error.Message);
    }
}
