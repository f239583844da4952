namespace BayesLmm.InferNet.Tests;

/// <summary>What the engine refuses, with or without Infer.NET.</summary>
public class InferNetEngineTests
{
    [Fact]
    public void A_model_with_too_many_effects_is_refused_with_the_engine_that_can()
    {
        BoundModel model = Examples.Bind("insteval", "y ~ 1 + (1 | d)");

        NotSupportedException error = Assert.Throws<NotSupportedException>(() => new InferNetEngine().Run(model));

        Assert.Equal(
            "The joint Infer.NET program holds all coefficients and group effects in one dense normal vector of at most 300; this model has 1129. "
            + "The engine hmc has no such limit.",
            error.Message);
    }

    [Theory]
    [InlineData("prior sigma ~ constant(50)", "Message passing has no prior of a standard deviation like constant(50); the engine hmc has.")]
    [InlineData("prior intercept ~ constant(1500)", "Message passing has no prior of a coefficient like constant(1500); the engine hmc has.")]
    public void A_prior_without_a_counterpart_is_refused(string prior, string message)
    {
        BoundModel model = Examples.Bind("dyestuff", Examples.Dyestuff, prior);

        Assert.Equal(message, Assert.Throws<NotSupportedException>(() => new InferNetEngine().Run(model)).Message);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        BoundModel model = Examples.Bind("dyestuff", Examples.Dyestuff);

        Assert.Throws<ArgumentException>(() => new InferNetEngine().Run(model, new InferNetOptions { Iterations = 0 }));
        Assert.Throws<ArgumentException>(() => new InferNetEngine().Run(model, new InferNetOptions { Tolerance = double.NaN }));
    }
}
