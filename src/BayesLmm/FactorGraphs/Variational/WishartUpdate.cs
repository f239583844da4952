using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;
using MathNet.Numerics;

namespace BayesLmm.FactorGraphs.Variational;

// P ~ W(s0, f R), b_1 … b_J ~ N(0, P⁻¹), S = E Σ b bᵀ:   q(P) = W(s, B), s = s0 + J/2, B = f E R + S/2.
// Huang & Wand (2013): R = diag(a), f = ν, s0 = (ν + r − 1)/2, a_i ~ Gamma(½, 1/A_i²):   q(a_i) = Gamma((ν + r)/2, 1/A_i² + ν E P_ii)
// matrix-F:            R ~ W(c, diag(d)), f = 1:                                          q(R) = W(c + s0, diag(d) + f E P)

/// <summary>
/// The messages of the precision matrix of correlated effects. Coordinates are those of (E P)⁻¹ = B / s, see <see cref="CovarianceCoordinates"/>: no nearly
/// singular matrix is inverted.
/// </summary>
internal sealed class WishartUpdate : CovarianceUpdate
{
    private readonly int r;
    private readonly double priorShape;
    private readonly double factor;
    private readonly bool isDiagonal;
    private readonly double rateShape;
    private readonly double[] hyperRates;
    private readonly double[] meanP;
    private readonly double[] meanR;
    private readonly double[] rateFactor;
    private readonly double[] rate;
    private readonly double[] lambda;
    private readonly double[] scaleRates;
    private double logRateOfR;
    private double shape;

    public WishartUpdate(CovariancePrior prior)
    {
        switch (prior)
        {
            case CovariancePrior.HuangWand hw:
                r = hw.Scales.Count;
                (factor, priorShape, isDiagonal) = (hw.Df, hw.Shape, true);
                hyperRates = [.. hw.RoundedScales.Select(PrecisionPrior.RateOf)];
                break;
            case CovariancePrior.MatrixF f:
                r = f.Scales.Count;
                (factor, priorShape, rateShape) = (1, f.Shape, f.RateShape);
                hyperRates = [.. f.Rates];
                break;
            default:
                throw new NotSupportedException($"The prior {prior.GetType().Name} is not one of correlated effects.");
        }

        (meanP, meanR, rateFactor, rate, lambda) = (new double[r * r], new double[r * r], new double[r * r], new double[r * r], new double[r * r]);
        scaleRates = new double[r];
    }

    /// <inheritdoc/>
    public override int Dimension => CovarianceCoordinates.Count(r);

    /// <inheritdoc/>
    public override CovarianceMarginal Marginal => new CovarianceMarginal.Correlated(shape, EquatableArray.Create<double>(rate));

    private double ScaleShape => (factor + r) / 2;

    /// <inheritdoc/>
    public override void Start(ReadOnlySpan<double> variances, Span<double> x)
    {
        x.Clear();
        for (int i = 0, c = 0; i < r; i++, c++)
        {
            c += i;
            x[c] = 0.5 * Math.Log(variances[i]);
        }
    }

    /// <inheritdoc/>
    public override void Read(ReadOnlySpan<double> x, Span<double> Lambda)
    {
        CovarianceCoordinates.ToFactor(x, r, Lambda);
        SmallCholesky.Invert(Lambda, r, meanP);
        meanR.AsSpan().Clear();
        if (isDiagonal)
        {
            for (int i = 0; i < r; i++)
            {
                scaleRates[i] = hyperRates[i] + (factor * meanP[(i * r) + i]);
                meanR[(i * r) + i] = ScaleShape / scaleRates[i];
            }

            return;
        }

        // q(R) = W(c + s0, diag(d) + f E P).
        Span<double> rateR = rateFactor;
        for (int i = 0; i < r * r; i++)
        {
            rateR[i] = (factor * meanP[i]) + (i % (r + 1) == 0 ? hyperRates[i / r] : 0);
        }

        if (!SmallCholesky.TryFactor(rateR, r))
        {
            meanR.AsSpan().Fill(double.NaN);
            return;
        }

        logRateOfR = SmallCholesky.LogDeterminant(rateR, r);
        SmallCholesky.Invert(rateR, r, meanR);
        for (int i = 0; i < r * r; i++)
        {
            meanR[i] *= rateShape + priorShape;
        }
    }

    /// <inheritdoc/>
    public override void Update(ReadOnlySpan<double> S, int levels)
    {
        shape = priorShape + (levels / 2.0);
        for (int i = 0; i < r * r; i++)
        {
            rate[i] = (factor * meanR[i]) + (S[i] / 2);
            rateFactor[i] = rate[i];
        }

        if (!SmallCholesky.TryFactor(rateFactor, r))
        {
            rateFactor.AsSpan().Fill(double.NaN);
        }
    }

    /// <inheritdoc/>
    public override void Write(Span<double> x)
    {
        double root = 1 / Math.Sqrt(shape);
        for (int i = 0; i < r * r; i++)
        {
            lambda[i] = rateFactor[i] * root;
        }

        CovarianceCoordinates.FromFactor(lambda, r, x);
    }

    /// <inheritdoc/>
    public override double Bound(ReadOnlySpan<double> S, int levels)
    {
        double logRate = SmallCholesky.LogDeterminant(rateFactor, r);
        double meanLog = WishartIntegrals.Digamma(shape, r) - logRate;
        Span<double> newP = stackalloc double[r * r];
        SmallCholesky.Invert(rateFactor, r, newP);
        double traceS = 0, traceR = 0;
        for (int i = 0; i < r * r; i++)
        {
            traceS += shape * newP[i] * S[i];
            traceR += shape * newP[i] * meanR[i];
        }

        double meanLogR = MeanLogOfR(out double priorOfR);
        return (0.5 * levels * (meanLog - (r * NormalConstants.Log2Pi))) - (0.5 * traceS)
            + (priorShape * ((r * Math.Log(factor)) + meanLogR)) - WishartIntegrals.LogGamma(priorShape, r)
            + ((priorShape - (0.5 * (r + 1))) * meanLog) - (factor * traceR)
            + priorOfR
            + WishartIntegrals.Entropy(shape, r, logRate);
    }

    /// <summary>E log|R|.</summary>
    /// <param name="bound">Receives E log p(R) − E log q(R).</param>
    private double MeanLogOfR(out double bound)
    {
        bound = 0;
        if (!isDiagonal)
        {
            double meanLog = WishartIntegrals.Digamma(rateShape + priorShape, r) - logRateOfR;
            bound = WishartIntegrals.Entropy(rateShape + priorShape, r, logRateOfR) - WishartIntegrals.LogGamma(rateShape, r)
                + ((rateShape - (0.5 * (r + 1))) * meanLog);
            for (int i = 0; i < r; i++)
            {
                bound += (rateShape * Math.Log(hyperRates[i])) - (hyperRates[i] * meanR[(i * r) + i]);
            }

            return meanLog;
        }

        double sum = 0;
        for (int i = 0; i < r; i++)
        {
            double meanLog = SpecialFunctions.DiGamma(ScaleShape) - Math.Log(scaleRates[i]);
            bound += WishartIntegrals.ExpectedLogGamma(0.5, Math.Log(hyperRates[i]), hyperRates[i], meanLog, meanR[(i * r) + i])
                + WishartIntegrals.Entropy(ScaleShape, 1, Math.Log(scaleRates[i]));
            sum += meanLog;
        }

        return sum;
    }

    /// <summary>Cov(P_ab, P_cd) = s/2 (B⁻¹_ac B⁻¹_bd + B⁻¹_ad B⁻¹_bc), converted by differences of the coordinates of P⁻¹ at E P.</summary>
    public override void WriteVariance(Span<double> covariance, int stride, int first)
    {
        int d = Dimension;

        // The coordinates do not depend on the units of the effects but by shifts of logarithms: with a unit diagonal nothing under- or overflows.
        double[] inverse = new double[r * r];
        SmallCholesky.Invert(rateFactor, r, inverse);
        double[] roots = [.. Enumerable.Range(0, r).Select(i => Math.Sqrt(inverse[(i * r) + i]))];
        for (int i = 0; i < r * r; i++)
        {
            inverse[i] /= roots[i / r] * roots[i % r];
        }

        (int A, int B)[] pairs = [.. Enumerable.Range(0, r).SelectMany(a => Enumerable.Range(0, a + 1).Select(b => (a, b)))];
        double[,] jacobian = new double[d, d];
        for (int e = 0; e < d; e++)
        {
            (int a, int b) = pairs[e];
            double step = 1e-5 * shape;
            double[] up = CoordinatesAt(inverse, a, b, step), down = CoordinatesAt(inverse, a, b, -step);
            for (int i = 0; i < d; i++)
            {
                jacobian[i, e] = (up[i] - down[i]) / (2 * step);
            }
        }

        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
            {
                double sum = 0;
                for (int e = 0; e < d; e++)
                {
                    for (int f = 0; f < d; f++)
                    {
                        ((int a, int b), (int c, int g)) = (pairs[e], pairs[f]);
                        double cov = 0.5 * shape * ((inverse[(a * r) + c] * inverse[(b * r) + g]) + (inverse[(a * r) + g] * inverse[(b * r) + c]));
                        sum += jacobian[i, e] * cov * jacobian[j, f];
                    }
                }

                covariance[((first + i) * stride) + first + j] = sum;
            }
        }
    }

    /// <summary>The coordinates of (E P + step (e_a e_bᵀ + e_b e_aᵀ))⁻¹, on the diagonal step e_a e_aᵀ.</summary>
    private double[] CoordinatesAt(double[] inverse, int a, int b, double step)
    {
        double[] P = [.. inverse.Select(value => shape * value)], sigma = new double[r * r], x = new double[Dimension];
        P[(a * r) + b] += step;
        if (a != b)
        {
            P[(b * r) + a] += step;
        }

        SmallCholesky.TryFactor(P, r);
        SmallCholesky.Invert(P, r, sigma);
        SmallCholesky.TryFactor(sigma, r);
        CovarianceCoordinates.FromFactor(sigma, r, x);
        return x;
    }
}
