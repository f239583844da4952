using BayesLmm.FactorGraphs.Conjugate;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.InferNet.Tests.Joint;

// q(P) = W(s, S), q(R) = W(c, C), W(a, B) ∝ |P|^(a − (r+1)/2) exp(−tr BP). A half-t is the matrix-F of order 1; a mixture of normals has a known R; a known
// precision is P itself.

/// <summary>A precision, or precision matrix, of the naive message passing: its updates and its part of the lower bound.</summary>
internal sealed class PrecisionBlock
{
    private static readonly double Log2Pi = Math.Log(2 * Math.PI);

    private readonly int r;
    private readonly double shape;
    private readonly double rateShape;
    private readonly double[] rates;
    private readonly bool isKnown;
    private readonly bool hasKnownRate;
    private Matrix<double> moments;
    private Matrix<double> hyperRate;
    private int count;

    private PrecisionBlock(double shape, double rateShape, double[] rates, bool isKnown, bool hasKnownRate, double start)
    {
        r = rates.Length;
        this.shape = shape;
        this.rateShape = rateShape;
        this.rates = rates;
        this.isKnown = isKnown;
        this.hasKnownRate = hasKnownRate;
        moments = Matrix<double>.Build.Dense(r, r);
        hyperRate = Matrix<double>.Build.DenseDiagonal(r, r, i => rates[i] + start);
        Rate = Matrix<double>.Build.DenseIdentity(r) / start;
    }

    public int Order => r;

    public double Shape { get; private set; } = 1;

    public Matrix<double> Rate { get; private set; }

    public Matrix<double> Mean => Shape * Rate.Inverse();

    private double HyperShape => rateShape + shape;

    /// <summary>R as the updates of P see it.</summary>
    private Matrix<double> RateMean => hasKnownRate ? Matrix<double>.Build.DenseOfDiagonalArray(rates) : HyperShape * hyperRate.Inverse();

    public static PrecisionBlock Of(PrecisionPrior prior, double start) => prior switch
    {
        PrecisionPrior.HalfT half => new PrecisionBlock(half.Df / 2, 0.5, [1 / (half.Df * half.Scale * half.Scale)], false, false, start),
        PrecisionPrior.Fixed known => new PrecisionBlock(1, 1, [1], true, true, known.Value),
        _ => throw new InvalidOperationException(),
    };

    public static PrecisionBlock Of(CoefficientPrior.GammaMixture prior, double start) =>
        new(prior.Shape, 1, [prior.Rate * prior.Scale * prior.Scale], false, true, start);

    public static PrecisionBlock Of(CovariancePrior.MatrixF prior, double start) =>
        new(prior.Shape, prior.RateShape, [.. prior.Rates], false, false, start);

    public void Update(Matrix<double> secondMoments, int observations)
    {
        moments = secondMoments;
        count = observations;
        if (isKnown)
        {
            return;
        }

        Shape = shape + (observations / 2.0);
        Rate = RateMean + (secondMoments / 2);
        hyperRate = Matrix<double>.Build.DenseOfDiagonalArray(rates) + Mean;
    }

    /// <summary>E log p(effects | P) + E log p(P | R) + E log p(R) and the entropies of P and R.</summary>
    public double LowerBound()
    {
        Matrix<double> mean = Mean;
        if (isKnown)
        {
            return (0.5 * count * (Math.Log(mean[0, 0]) - Log2Pi)) - (0.5 * mean[0, 0] * moments[0, 0]);
        }

        double half = 0.5 * (r + 1), log = LogDeterminant(Shape, Rate), likelihood = (0.5 * count * (log - (r * Log2Pi))) - (0.5 * (mean * moments).Trace());
        double sum = likelihood - LogGamma(shape) + ((shape - half) * log) - (RateMean * mean).Trace() + Entropy(Shape, Rate, log);
        if (hasKnownRate)
        {
            return sum + (shape * rates.Sum(Math.Log));
        }

        double hyperLog = LogDeterminant(HyperShape, hyperRate);
        return sum + (shape * hyperLog)
            + (rateShape * rates.Sum(Math.Log)) - LogGamma(rateShape) + ((rateShape - half) * hyperLog)
            - RateMean.Diagonal().Select((element, i) => element * rates[i]).Sum()
            + Entropy(HyperShape, hyperRate, hyperLog);
    }

    private double Entropy(double a, Matrix<double> rate, double log) =>
        (-a * Math.Log(rate.Determinant())) + LogGamma(a) - ((a - (0.5 * (r + 1))) * log) + (a * r);

    /// <summary>E log|P|.</summary>
    private double LogDeterminant(double a, Matrix<double> rate) =>
        Enumerable.Range(0, r).Sum(i => SpecialFunctions.DiGamma(a - (0.5 * i))) - Math.Log(rate.Determinant());

    /// <summary>log Γ_r.</summary>
    private double LogGamma(double a) =>
        (0.25 * r * (r - 1) * Math.Log(Math.PI)) + Enumerable.Range(0, r).Sum(i => SpecialFunctions.GammaLn(a - (0.5 * i)));
}
