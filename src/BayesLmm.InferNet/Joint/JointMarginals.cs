using BayesLmm.FactorGraphs;
using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.Numerics;
using Microsoft.ML.Probabilistic;
using Microsoft.ML.Probabilistic.Distributions;
using Microsoft.ML.Probabilistic.Math;

namespace BayesLmm.InferNet.Joint;

/// <summary>The marginals of a program after an iteration.</summary>
/// <param name="Mean">The mean of θ, the group effects and coefficients.</param>
/// <param name="Variance">The covariance matrix of θ.</param>
/// <param name="Residual">Of the residual precision.</param>
/// <param name="Independent">Of the precisions of independent effects.</param>
/// <param name="Correlated">Of the precision matrices of correlated effects.</param>
internal sealed record JointMarginals(Vector Mean, PositiveDefiniteMatrix Variance, Gamma Residual, Gamma[] Independent, Wishart[] Correlated)
{
    /// <summary>Reads the marginals.</summary>
    public static JointMarginals Of(IGeneratedAlgorithm algorithm, ProgramStructure structure)
    {
        VectorGaussian theta = algorithm.Marginal<VectorGaussian>(JointProgram.Theta);
        Vector mean = Vector.Zero(theta.Dimension);
        PositiveDefiniteMatrix variance = new(theta.Dimension, theta.Dimension);
        theta.GetMeanAndVariance(mean, variance);
        return new JointMarginals(
            mean,
            variance,
            algorithm.Marginal<Gamma>(JointProgram.Residual),
            structure.HasIndependentEffects ? [.. (IList<Gamma>)algorithm.Marginal(JointProgram.Independent)] : [],
            [.. structure.CorrelatedWidths.Select((_, k) => (Wishart)algorithm.Marginal<Wishart>(JointProgram.Correlated(k)).Clone())]);
    }

    /// <summary>
    /// The largest change since earlier marginals, as <see cref="InferNetOptions.Tolerance"/> counts it; NaN, which is below no tolerance, when a number broke
    /// down.
    /// </summary>
    public double ChangeFrom(JointMarginals earlier)
    {
        double change = Relative(Residual.GetMean(), earlier.Residual.GetMean());
        for (int i = 0; i < Mean.Count; i++)
        {
            double sd = Math.Sqrt(Variance[i, i]);
            change = Math.Max(change, Math.Abs(Mean[i] - earlier.Mean[i]) / sd);
            change = Math.Max(change, Relative(sd, Math.Sqrt(earlier.Variance[i, i])));
        }

        for (int s = 0; s < Independent.Length; s++)
        {
            change = Math.Max(change, Relative(Independent[s].GetMean(), earlier.Independent[s].GetMean()));
        }

        for (int k = 0; k < Correlated.Length; k++)
        {
            PositiveDefiniteMatrix now = Correlated[k].GetMean(), before = earlier.Correlated[k].GetMean();
            for (int i = 0; i < now.Rows; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    change = Math.Max(change, Math.Abs(now[i, j] - before[i, j]) / Math.Sqrt(now[i, i] * now[j, j]));
                }
            }
        }

        return change;
    }

    /// <summary>As the library's approximation of a model's posterior.</summary>
    public VariationalApproximation ToApproximation(BoundModel model, double logEvidence)
    {
        int independent = 0, correlated = 0;
        return new VariationalApproximation(
            MixedModelGraph.Of(FactorGraph.Of(model, ConjugateForm.MatrixF)),
            new DenseEffectsMarginal(Mean.ToArray(), Variance.SourceArray),
            Of(Residual),
            model.GroupTerms.Select(term => term.Correlated
                ? new CovarianceMarginal.Correlated(Correlated[correlated].Shape, Correlated[correlated++].Rate.SourceArray.ToEquatableArray())
                : (CovarianceMarginal)new CovarianceMarginal.Independent(term.Effects.Select(_ => Of(Independent[independent++])).ToEquatableArray())).ToEquatableArray(),
            model.FixedEffects.Select(_ => 1.0).ToEquatableArray(),
            logEvidence);
    }

    private static PrecisionMarginal Of(Gamma gamma) => PrecisionMarginal.Gamma(gamma.Shape, gamma.Rate);

    private static double Relative(double now, double before) => Math.Abs((now - before) / now);
}
