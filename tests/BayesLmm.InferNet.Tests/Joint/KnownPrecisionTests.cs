using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.InferNet.Tests.Reduction;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.InferNet.Tests.Joint;

/// <summary>With normal priors and known precisions the posterior is normal, and every algorithm and form has to be exact.</summary>
public class KnownPrecisionTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    /// <summary>Rounding of dense inverses of matrices with condition numbers up to 10⁶, relative to standard deviations.</summary>
    private const double Rounding = 1e-6;

    private const double Sigma = 30, SdIntercept = 25, SdDays = 6;

    public static TheoryData<InferNetAlgorithm, bool> Programs => new()
    {
        { InferNetAlgorithm.Vmp, true },
        { InferNetAlgorithm.Ep, true },
        { InferNetAlgorithm.Vmp, false },
    };

    [Theory]
    [MemberData(nameof(Programs))]
    public void Effects_are_those_of_the_normal_posterior(InferNetAlgorithm algorithm, bool isJoint)
    {
        InferNetForm form = isJoint ? InferNetForm.Joint : InferNetForm.MeanField;
        EngineFixture.SkipWithoutInferNet();
        (BoundModel model, Vector<double> mean, Matrix<double> covariance, double logEvidence) = Exact();

        InferNetResult result = engine.Run(model, new InferNetOptions { Algorithm = algorithm, Form = form, Tolerance = 1e-9 });

        Assert.True(result.Converged);
        for (int i = 0; i < mean.Count; i++)
        {
            double sd = Math.Sqrt(covariance[i, i]);
            Assert.Equal(mean[i], result.Approximation.Effects.Means[i], Rounding * sd);
            Assert.Equal(1, result.Approximation.Effects.Variances[i] / covariance[i, i], Rounding);
        }

        Assert.Equal(new QuantityMoments("sigma", Sigma, 0), result["sigma"]);
        if (form == InferNetForm.Joint)
        {
            // An almost flat prior of precision 10⁻¹², corrected, costs some digits.
            Assert.Equal(logEvidence, result.LogEvidence, 1e-5);
        }
        else
        {
            Assert.True(result.LogEvidence < logEvidence, $"the bound {result.LogEvidence} is above the evidence {logEvidence}");
        }
    }

    /// <summary>log N(y; W m, σ²I + W diag(v) Wᵀ), and the posterior of θ, by their definitions.</summary>
    private static (BoundModel Model, Vector<double> Mean, Matrix<double> Covariance, double LogEvidence) Exact()
    {
        string priors = FormattableString.Invariant(
            $"prior intercept ~ normal(280, 40)\nprior Days ~ normal(8, 3)\nprior sd(Subject, intercept) ~ constant({SdIntercept})\nprior sd(Subject, Days) ~ ")
                + FormattableString.Invariant($"constant({SdDays})\nprior sigma ~ constant({Sigma})");
        BoundModel model = Examples.Bind("sleepstudy", Examples.IndependentSlopes, priors);
        DenseDesign dense = DenseDesign.Of(model, ConjugateCompiler.Compile(model, ConjugateForm.MatrixF));
        int q = model.Products.EffectCount;
        Matrix<double> w = Matrix<double>.Build.DenseOfRowArrays(dense.W);
        Vector<double> prior = Vector<double>.Build.Dense(dense.Order),
            variance = Vector<double>.Build.Dense(dense.Order, i => i % 2 == 0 ? SdIntercept * SdIntercept : SdDays * SdDays);
        prior[q] = 280 - model.Products.Fixed.Reference[0];
        prior[q + 1] = 8 - model.Products.Fixed.Reference[1];
        variance[q] = 40 * 40;
        variance[q + 1] = 9;
        Matrix<double> precision = (w.TransposeThisAndMultiply(w) / (Sigma * Sigma)) + Matrix<double>.Build.DiagonalOfDiagonalVector(1 / variance);
        Matrix<double> covariance = precision.Inverse();
        Vector<double> y = Vector<double>.Build.Dense(dense.Y);
        Vector<double> mean = covariance * ((w.TransposeThisAndMultiply(y) / (Sigma * Sigma)) + (prior / variance));
        Matrix<double> marginal =
            (w * Matrix<double>.Build.DiagonalOfDiagonalVector(variance) * w.Transpose()) + (Sigma * Sigma * Matrix<double>.Build.DenseIdentity(y.Count));
        Vector<double> residual = y - (w * prior);
        double log = -0.5 * ((y.Count * Math.Log(2 * Math.PI)) + marginal.Cholesky().DeterminantLn + residual.DotProduct(marginal.Solve(residual)));
        return (model, mean, covariance, log);
    }
}
