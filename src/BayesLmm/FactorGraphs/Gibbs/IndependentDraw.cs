using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.Models;
using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs.Gibbs;

/// <summary>Independent effects.</summary>
internal sealed class IndependentDraw : CovarianceDraw
{
    private readonly PrecisionDraw[] precisions;
    private readonly double[] covariance;

    public IndependentDraw(CovariancePrior.Independent prior, GroupTerm? own)
    {
        precisions = [.. prior.Precisions.Select((precision, i) => new PrecisionDraw(precision, own?.SdPriors[i]))];
        covariance = new double[precisions.Length * precisions.Length];
        Write();
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Covariance => covariance;

    /// <inheritdoc/>
    public override void Start(CovarianceMarginal marginal, RandomStream random)
    {
        CovarianceMarginal.Independent independent = (CovarianceMarginal.Independent)marginal;
        for (int i = 0; i < precisions.Length; i++)
        {
            precisions[i].Start(independent.Precisions[i].Draw(random));
        }

        Write();
    }

    /// <inheritdoc/>
    public override void Draw(ReadOnlySpan<double> S, int levels, RandomStream random)
    {
        for (int i = 0; i < precisions.Length; i++)
        {
            precisions[i].Draw(S[(i * precisions.Length) + i], levels, random);
        }

        Write();
    }

    /// <inheritdoc/>
    public override bool IsFree(int i, int j) => i == j && !precisions[i].IsKnown;

    /// <inheritdoc/>
    public override double LogPriorOfFactor(ReadOnlySpan<double> L)
    {
        double sum = 0;
        for (int i = 0; i < precisions.Length; i++)
        {
            sum += precisions[i].LogPriorOfSd(L[(i * precisions.Length) + i]);
        }

        return sum;
    }

    /// <inheritdoc/>
    public override void Replace(ReadOnlySpan<double> L)
    {
        for (int i = 0; i < precisions.Length; i++)
        {
            double s = L[(i * precisions.Length) + i];
            precisions[i].Start(1 / (s * s));
        }

        Write();
    }

    private void Write()
    {
        for (int i = 0; i < precisions.Length; i++)
        {
            covariance[(i * precisions.Length) + i] = 1 / precisions[i].Value;
        }
    }
}
