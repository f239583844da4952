using BayesLmm.Numerics.Dense;
using MathNet.Numerics;

namespace BayesLmm.FactorGraphs.Variational;

// β ~ N(m, s²/κ), e = E(β − m)²/s².
// κ ~ Gamma(c, d):      q(κ) = Gamma(c + ½, d + e/2)
// 1/κ ~ Exponential(ρ): q(κ) inverse Gaussian with mean μ = √(2ρ/e) and shape 2ρ, so that the terms of the bound in κ, 1/κ and log κ cancel.

/// <summary>The messages of the mixing precision of a coefficient's prior. One coordinate, log E κ.</summary>
internal sealed class MixingUpdate
{
    private readonly CoefficientPrior prior;
    private double squares;
    private double rate;

    public MixingUpdate(CoefficientPrior prior)
    {
        this.prior = prior;
        (Location, Scale) = prior switch
        {
            CoefficientPrior.GammaMixture gamma => (gamma.Location, gamma.Scale),
            CoefficientPrior.ExponentialMixture exponential => (exponential.Location, exponential.Scale),
            _ => throw new NotSupportedException($"{prior} is no mixture."),
        };
    }

    /// <summary>m, on the model's scale.</summary>
    public double Location { get; }

    /// <summary>s.</summary>
    public double Scale { get; }

    /// <summary>E κ: read first, then updated.</summary>
    public double Mean { get; set; }

    /// <summary>Var κ / (E κ)²: of the sufficient statistic κ on the scale of the coordinate.</summary>
    public double CoordinateVariance =>
        prior is CoefficientPrior.GammaMixture gamma ? 1 / (gamma.Shape + 0.5) : Mean / (2 * ((CoefficientPrior.ExponentialMixture)prior).Rate);

    /// <summary>Updates q(κ).</summary>
    /// <param name="meanSquare">E(β − m)².</param>
    public void Update(double meanSquare)
    {
        squares = meanSquare / (Scale * Scale);
        if (prior is CoefficientPrior.GammaMixture gamma)
        {
            rate = gamma.Rate + (squares / 2);
            Mean = (gamma.Shape + 0.5) / rate;
        }
        else
        {
            Mean = Math.Sqrt(2 * ((CoefficientPrior.ExponentialMixture)prior).Rate / squares);
        }
    }

    /// <summary>E log p(β | κ) + E log p(κ) − E log q(κ).</summary>
    public double Bound()
    {
        double common = -(0.5 * NormalConstants.Log2Pi) - Math.Log(Scale);
        if (prior is CoefficientPrior.GammaMixture gamma)
        {
            double shape = gamma.Shape + 0.5, meanLog = SpecialFunctions.DiGamma(shape) - Math.Log(rate);
            return common + (0.5 * meanLog) - (0.5 * Mean * squares)
                + WishartIntegrals.ExpectedLogGamma(gamma.Shape, Math.Log(gamma.Rate), gamma.Rate, meanLog, Mean)
                + WishartIntegrals.Entropy(shape, 1, Math.Log(rate));
        }

        double rho = ((CoefficientPrior.ExponentialMixture)prior).Rate;
        return common + Math.Log(rho) - (0.5 * Math.Log(rho / Math.PI)) - (2 * rho / Mean);
    }
}
