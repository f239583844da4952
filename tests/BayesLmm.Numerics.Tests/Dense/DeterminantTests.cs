using BayesLmm.Numerics.Dense;

namespace BayesLmm.Numerics.Tests.Dense;

public sealed class DeterminantTests
{
    [Fact]
    public void It_is_the_logarithm_of_the_size_of_the_determinant() =>
        Assert.Equal(Math.Log(34), Determinant.LogAbsolute([0, 2, 1, 3, -1, 5, 2, 4, 0], 3), 1e-14);

    [Fact]
    public void A_singular_matrix_has_none() => Assert.Equal(double.NegativeInfinity, Determinant.LogAbsolute([1, 2, 2, 4], 2));
}
