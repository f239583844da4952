using BayesLmm.Design;
using BayesLmm.Models.Binding;

namespace BayesLmm.Tests.Design;

public class LeastSquaresResidualsTests
{
    /// <summary>Residuals do not depend on where a predictor of an interaction has its 0.</summary>
    [Fact]
    public void A_predictor_far_from_0_leaves_the_residuals_of_the_centred_one()
    {
        double[] far = Residuals("x7 * z5"), near = Residuals("center(x7) * center(z5)");
        double largest = near.Max(Math.Abs);
        Assert.All(far.Zip(near), pair => Assert.Equal(pair.Second, pair.First, 1e-6 * largest));
    }

    private static double[] Residuals(string terms) =>
        LeastSquaresResiduals.Of(ModelBinding.Bind(Model.Parse($"y ~ {terms}"), FarData.Create()).Design);
}
