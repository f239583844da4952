namespace BayesLmm.InferNet.Tests;

/// <summary>What the engine refuses, with or without Infer.NET.</summary>
public class InferNetEngineTests
{
    private static readonly InferNetOptions Ep = new() { Algorithm = InferNetAlgorithm.Ep };

    [Fact]
    public void A_joint_form_of_too_many_effects_is_refused_with_the_form_and_the_engines_that_can()
    {
        BoundModel model = Examples.Bind("insteval", "y ~ 1 + (1 | d)");

        NotSupportedException error =
            Assert.ThrowsAny<NotSupportedException>(() => new InferNetEngine().Run(model, new InferNetOptions { Form = InferNetForm.Joint }));

        Assert.Equal(
            "The joint Infer.NET program holds all coefficients and group effects in one dense normal vector of at most 300; this model has 1129. "
            + "The mean-field form and the engines hmc and vmp have no such limit.",
            error.Message);
    }

    [Fact]
    public void Student_t_residuals_are_refused_with_the_engines_that_have_them()
    {
        BoundModel model = Examples.Bind("sleepstudy", Examples.Intercepts, "family student_t");

        Assert.Equal(
            "The Infer.NET program is of normal residuals, and this model's are student_t; the engines hmc and vmp have both.",
            Assert.ThrowsAny<NotSupportedException>(() => new InferNetEngine().Run(model)).Message);
    }

    [Fact]
    public void Expectation_propagation_refuses_a_model_that_is_too_large_for_the_joint_form()
    {
        BoundModel model = Examples.Bind("insteval", "y ~ 1 + (1 | d)");

        Assert.Equal(
            "Expectation propagation is run in the joint form only, of at most 300 coefficients and group effects; this model has 1129. "
            + "Variational message passing and the engine hmc have no such limit.",
            Assert.ThrowsAny<NotSupportedException>(() => new InferNetEngine().Run(model, Ep)).Message);
    }

    [Fact]
    public void A_constant_standard_deviation_among_correlated_effects_is_refused_by_name()
    {
        BoundModel model = Examples.Bind("sleepstudy", Examples.Slopes, "prior sd(Subject, Days) ~ constant(6)");

        Assert.Contains("Effects of 'Subject' are correlated", Assert.ThrowsAny<NotSupportedException>(() => new InferNetEngine().Run(model)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_anything_to_pass_messages_about_is_refused()
    {
        BoundModel model = Examples.Bind("dyestuff", "Yield ~ 1", "prior intercept ~ constant(1500)");

        Assert.Contains("the engine hmc runs it", Assert.ThrowsAny<NotSupportedException>(() => new InferNetEngine().Run(model)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        BoundModel model = Examples.Bind("dyestuff", Examples.Dyestuff);

        Assert.Throws<ArgumentException>(() => new InferNetEngine().Run(model, new InferNetOptions { Iterations = 0 }));
        Assert.Throws<ArgumentException>(() => new InferNetEngine().Run(model, new InferNetOptions { Tolerance = double.NaN }));
    }
}
