using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.InferNet.Planning;
using BayesLmm.InferNet.Programs;
using BayesLmm.InferNet.Reduction;
using Microsoft.ML.Probabilistic;
using Microsoft.ML.Probabilistic.Distributions;
using Microsoft.ML.Probabilistic.Math;

namespace BayesLmm.InferNet.Joint;

/// <summary>The marginals of a joint program after an iteration.</summary>
/// <param name="Mean">The mean of θ, the group effects and coefficients that are not known.</param>
/// <param name="Variance">The covariance matrix of θ.</param>
/// <param name="Precisions">Of the precisions.</param>
internal sealed record JointMarginals(Vector Mean, PositiveDefiniteMatrix Variance, ProgramMarginals Precisions)
{
    /// <summary>Reads the marginals.</summary>
    public static JointMarginals Of(IGeneratedAlgorithm algorithm, JointStructure structure)
    {
        VectorGaussian theta = algorithm.Marginal<VectorGaussian>(ProgramParts.Theta);
        Vector mean = Vector.Zero(theta.Dimension);
        PositiveDefiniteMatrix variance = new(theta.Dimension, theta.Dimension);
        theta.GetMeanAndVariance(mean, variance);
        return new JointMarginals(mean, variance, new ProgramMarginals(
            structure.HasKnownResidual ? null : ProgramMarginals.OfScalar(algorithm, ProgramParts.Residual),
            structure.HasMixtures ? ProgramMarginals.OfArray(algorithm, ProgramParts.Mixtures) : [],
            structure.HasIndependentEffects ? ProgramMarginals.OfArray(algorithm, JointProgram.Independent) : [],
            [.. structure.CorrelatedWidths.Select((_, k) => ProgramMarginals.OfMatrix(algorithm, JointProgram.Correlated(k)))]));
    }

    /// <summary>The numbers by which convergence is judged.</summary>
    public MarginalState State() => Precisions.State(Mean.ToArray(), [.. Enumerable.Range(0, Mean.Count).Select(i => Math.Sqrt(Variance[i, i]))]);

    /// <summary>As the library's approximation of a model's posterior.</summary>
    public VariationalApproximation ToApproximation(RunPlan plan, JointProducts products, double logEvidence)
    {
        int q = plan.Model.Products.EffectCount, order = q + plan.Model.Products.FixedCount;
        double[] mean = new double[order], covariance = new double[order * order];
        for (int j = 0; j < plan.Conjugate.Coefficients.Count; j++)
        {
            if (plan.Conjugate.Coefficients[j] is CoefficientPrior.Fixed known)
            {
                mean[q + j] = known.Value - plan.Model.Products.Fixed.Reference[j];
            }
        }

        for (int i = 0; i < products.Order; i++)
        {
            int row = i < q ? i : q + products.FreeColumns[i - q];
            mean[row] = Mean[i];
            for (int j = 0; j < products.Order; j++)
            {
                covariance[(row * order) + (j < q ? j : q + products.FreeColumns[j - q])] = Variance[i, j];
            }
        }

        return new VariationalApproximation(
            plan.Conjugate,
            new DenseEffectsMarginal(mean, covariance),
            Precisions.ResidualOf(plan.Conjugate),
            Precisions.TermsOf(plan.Conjugate),
            Precisions.MixingOf(plan.Conjugate),
            logEvidence);
    }
}
