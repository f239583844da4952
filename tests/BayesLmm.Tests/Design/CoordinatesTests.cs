using BayesLmm.Design.Products;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.Design;

public class CoordinatesTests
{
    private static readonly Coordinates Centred = new(true, [0, 2, -3], [10, 0.5, 1]), Plain = new(false, [0, 0, 0], [10, 0.5, 1]);

    [Fact]
    public void To_the_model_as_written_and_back_is_nothing()
    {
        foreach (Coordinates coordinates in new[] { Centred, Plain })
        {
            double[] beta = [1, 2, 4], changed = [.. beta];
            coordinates.ToWritten(changed);
            Assert.NotEqual(beta, changed);
            coordinates.FromWritten(changed);
            Assert.Equal(beta, changed);
        }
    }

    [Fact]
    public void The_intercept_gives_up_what_the_means_explain()
    {
        double[] beta = [1, 2, 4];
        Centred.ToWritten(beta);
        Assert.Equal([11 - (2 * 2.5) + (3 * 5.0), 2.5, 5], beta);
        Assert.Equal(7, Plain.Absolute(1, Plain.Relative(1, 7)));
    }

    [Fact]
    public void Covariances_and_weights_change_with_the_coefficients()
    {
        double[] V = [4, 1, 0.5, 1, 3, -1, 0.5, -1, 2];
        Matrix<double> T = Matrix<double>.Build.DenseOfRowMajor(3, 3, [1, -2, 3, 0, 1, 0, 0, 0, 1]);
        Matrix<double> expected = 2 * T * Matrix<double>.Build.DenseOfRowMajor(3, 3, V) * T.Transpose();
        Assert.Equal(expected.ToRowMajorArray(), Centred.UncenterCovariance(V, 2));
        double[] weights = [1, 5, 7];
        Centred.CenterWeights(weights);
        Assert.Equal([.. T.TransposeThisAndMultiply(Vector<double>.Build.Dense([1, 5, 7]))], weights);
    }
}
