using BayesLmm.Design.Products;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.Specification.Formulas;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.FactorGraphs.Variational;

// θ = (b, β), W = [Z, X], A = Wᵀdiag(w)W, c = Wᵀdiag(w)y:   Q = E[τ] A + blkdiag(I ⊗ E[P_k], D),  Q m = E[τ] c + (0, D m0),  V = Q⁻¹, all dense, in b itself
// S_k = Σ_j (m_kj m_kjᵀ + V_kj,kj),  SS = Σ w (y − Wm)² + tr(AV) with the whole of A and V
// Σ_k's prior and the rest as in the infernet.md of the study, §5.2. A mixture's part of the bound, given its best q(κ), is log p_mix(√E(β − m)²): the density
// of the mixture itself.

/// <summary>
/// The naive twin of structured message passing: dense matrices, precisions instead of scaled effects, formulas from the paper. State: E τ, E P_k, E κ_j.
/// </summary>
internal sealed class DenseMessagePassing
{
    private readonly ConjugateModel graph;
    private readonly CrossProducts products;
    private readonly DenseRows rows;
    private readonly int[] free;
    private readonly Vector<double> y;
    private (int Term, int A, int B, double Epsilon) tilt = (-1, 0, 0, 0);

    public DenseMessagePassing(BoundModel model, ConjugateModel graph)
    {
        this.graph = graph;
        products = model.Products;
        rows = new DenseRows(model);
        int p = rows.FixedCount, q = rows.EffectCount;
        free = [.. Enumerable.Range(0, q), .. Enumerable.Range(0, p).Where(j => graph.Coefficients[j] is not CoefficientPrior.Fixed).Select(j => q + j)];
        y = rows.Y.Clone();
        for (int j = 0; j < p; j++)
        {
            if (graph.Coefficients[j] is CoefficientPrior.Fixed known)
            {
                y -= known.Value * rows.W.Column(q + j);
            }
        }

        P = [.. products.Terms.Select(term => Matrix<double>.Build.DenseIdentity(term.Width))];
        Kappa = [.. Enumerable.Repeat(1.0, p)];
        MomentMatrices = new Matrix<double>[P.Length];
        (Shapes, Rates) = (new double[P.Length], new Matrix<double>[P.Length]);
        (Mean, Variance) = (Vector<double>.Build.Dense(Math.Max(1, q + p)), Vector<double>.Build.Dense(Math.Max(1, q + p)));
    }

    /// <summary>E τ.</summary>
    public double Tau { get; set; } = 1;

    /// <summary>E P_k.</summary>
    public Matrix<double>[] P { get; }

    /// <summary>E κ_j, 1 where there is none.</summary>
    public double[] Kappa { get; }

    /// <summary>The means of (b, β); β on centred columns and whole, constants included.</summary>
    public Vector<double> Mean { get; private set; }

    /// <summary>Their variances.</summary>
    public Vector<double> Variance { get; private set; }

    /// <summary>E Σ w (y − η)².</summary>
    public double Squares { get; private set; }

    /// <summary>S_k.</summary>
    public Matrix<double>[] MomentMatrices { get; }

    /// <summary>q(τ): shape and rate.</summary>
    public (double Shape, double Rate) Residual { get; private set; }

    /// <summary>The shapes of q(P_k), of correlated terms.</summary>
    public double[] Shapes { get; }

    /// <summary>Their rate matrices; of independent effects a diagonal matrix of rates.</summary>
    public Matrix<double>[] Rates { get; }

    /// <summary>
    /// Adds ε T to the log density, T = τ (term −1) or an element of P_k: the rate of its distribution is less by that, and the bound is no longer one.
    /// </summary>
    public void SetTilt(int term, int a, int b, double epsilon) => tilt = (term, a, b, epsilon);

    /// <summary>One sweep: what the precisions' priors depend on, θ, then the precisions. Returns the bound.</summary>
    public double Sweep()
    {
        int p = rows.FixedCount, q = rows.EffectCount, D = free.Length;
        double bound = 0.5 * rows.Weights.PointwiseLog().Sum();
        Vector<double> m0 = Vector<double>.Build.Dense(q + p), precision = Vector<double>.Build.Dense(q + p);
        for (int j = 0; j < p; j++)
        {
            (m0[q + j], precision[q + j]) = graph.Coefficients[j] switch
            {
                CoefficientPrior.Normal normal => (normal.Mean, 1 / (normal.Sd * normal.Sd)),
                CoefficientPrior.GammaMixture mixture => (mixture.Location, Kappa[j] / (mixture.Scale * mixture.Scale)),
                CoefficientPrior.ExponentialMixture mixture => (mixture.Location, Kappa[j] / (mixture.Scale * mixture.Scale)),
                CoefficientPrior.Fixed known => (known.Value, 0),
                _ => (0, 0),
            };
        }

        Matrix<double> A = rows.Gram, Q = Tau * A;
        Q += Matrix<double>.Build.DenseOfDiagonalVector(precision);
        for (int k = 0; k < P.Length; k++)
        {
            ForEachLevel(k, first => Q.SetSubMatrix(first, first, Q.SubMatrix(first, P[k].RowCount, first, P[k].RowCount) + P[k]));
        }

        Vector<double> h = (Tau * (rows.W.Transpose() * rows.Weights.PointwiseMultiply(y))) + precision.PointwiseMultiply(m0);
        Matrix<double> freeQ = Matrix<double>.Build.Dense(D, D, (i, j) => Q[free[i], free[j]]), freeV = freeQ.Inverse();
        Vector<double> solution = freeQ.Solve(Vector<double>.Build.Dense(D, i => h[free[i]]));
        Matrix<double> V = Matrix<double>.Build.Dense(q + p, q + p);
        Vector<double> mean = Vector<double>.Build.Dense(q + p);
        for (int i = 0; i < D; i++)
        {
            mean[free[i]] = solution[i];
            for (int j = 0; j < D; j++)
            {
                V[free[i], free[j]] = freeV[i, j];
            }
        }

        Vector<double> left = y - (rows.W * mean);
        Squares = (rows.Weights * left.PointwisePower(2)) + (A * V).Trace();
        (Mean, Variance) = (mean.Clone(), V.Diagonal());
        for (int j = 0; j < p; j++)
        {
            Mean[q + j] += graph.Coefficients[j] is CoefficientPrior.Fixed known ? known.Value : 0;
        }

        bound += (0.5 * D * (1 + Math.Log(2 * Math.PI))) - (0.5 * freeQ.Cholesky().DeterminantLn);
        (double shape, double rate, double meanTau, double part) = Precision(graph.Residual, Tau, Squares, rows.Y.Count, tilt.Term == -1 ? tilt.Epsilon : 0);
        Residual = (shape, rate);
        Tau = meanTau;
        bound += part;
        for (int k = 0; k < P.Length; k++)
        {
            bound += UpdateTerm(k, V);
        }

        for (int j = 0; j < p; j++)
        {
            double square = Math.Pow(Mean[q + j] - m0[q + j], 2) + V[q + j, q + j];
            switch (graph.Coefficients[j])
            {
                case CoefficientPrior.Normal normal:
                    bound += -Math.Log(normal.Sd) - (0.5 * Math.Log(2 * Math.PI)) - (0.5 * square / (normal.Sd * normal.Sd));
                    break;
                case CoefficientPrior.GammaMixture mixture:
                    {
                        // q(κ) = Gamma(c + ½, d + e/2); student_t with 2c degrees of freedom where d = c.
                        double df = 2 * mixture.Shape, e = square / (mixture.Scale * mixture.Scale);
                        Assert.Equal(mixture.Shape, mixture.Rate);
                        Kappa[j] = (df + 1) / (df + e);
                        bound += SpecialFunctions.GammaLn((df + 1) / 2) - SpecialFunctions.GammaLn(df / 2) - (0.5 * Math.Log(df * Math.PI))
                            - Math.Log(mixture.Scale) - (0.5 * (df + 1) * Math.Log(1 + (e / df)));
                        break;
                    }

                case CoefficientPrior.ExponentialMixture mixture:
                    {
                        // laplace: E κ is that of the inverse Gaussian, scale / √E(β − m)².
                        Assert.Equal(0.5, mixture.Rate);
                        double distance = Math.Sqrt(square) / mixture.Scale;
                        Kappa[j] = 1 / distance;
                        bound += -Math.Log(2 * mixture.Scale) - distance;
                        break;
                    }
            }
        }

        return bound;
    }

    private double UpdateTerm(int k, Matrix<double> V)
    {
        int r = P[k].RowCount, J = products.Terms[k].LevelCount, q = rows.EffectCount;
        Matrix<double> S = Matrix<double>.Build.Dense(r, r);
        ForEachLevel(k, first =>
        {
            Vector<double> m = Mean.SubVector(first, r);
            S += m.OuterProduct(m) + V.SubMatrix(first, r, first, r);
        });
        MomentMatrices[k] = S;
        switch (graph.Terms[k])
        {
            case CovariancePrior.Independent independent:
                {
                    double bound = 0;
                    Matrix<double> rates = Matrix<double>.Build.Dense(r, r), next = Matrix<double>.Build.Dense(r, r);
                    for (int i = 0; i < r; i++)
                    {
                        (Shapes[k], rates[i, i], next[i, i], double part) = Precision(independent.Precisions[i], P[k][i, i], S[i, i], J, TiltOf(k, r)[i, i]);
                        bound += part;
                    }

                    (Rates[k], P[k]) = (rates, next);
                    return bound;
                }

            case CovariancePrior.HuangWand hw:
                {
                    double nu = hw.Df, s0 = (nu + r - 1) / 2, s = s0 + (J / 2.0), meanLogScales = 0, own = 0;
                    Vector<double> a = Vector<double>.Build.Dense(r);
                    for (int i = 0; i < r; i++)
                    {
                        double shape = (nu + r) / 2, rate = (1 / (hw.Scales[i] * hw.Scales[i])) + (nu * P[k][i, i]), meanLog = SpecialFunctions.DiGamma(shape)
                            - Math.Log(rate);
                        a[i] = shape / rate;
                        meanLogScales += meanLog;
                        own += -SpecialFunctions.GammaLn(0.5) - Math.Log(hw.Scales[i]) - (0.5 * meanLog) - (a[i] / (hw.Scales[i] * hw.Scales[i]))
                            + GammaEntropy(shape, rate);
                    }

                    Matrix<double> B = (nu * Matrix<double>.Build.DenseOfDiagonalVector(a)) + (S / 2) - TiltOf(k, r), mean = s * B.Inverse();
                    double logB = B.Cholesky().DeterminantLn, meanLogP = MultiDigamma(s, r) - logB;
                    (Shapes[k], Rates[k], P[k]) = (s, B, mean);
                    return own
                        + (0.5 * J * (meanLogP - (r * Math.Log(2 * Math.PI)))) - (0.5 * (mean * S).Trace())
                        + (s0 * ((r * Math.Log(nu)) + meanLogScales)) - MultiGammaLn(s0, r) + ((s0 - ((r + 1) / 2.0)) * meanLogP)
                        - (nu * Enumerable.Range(0, r).Sum(i => a[i] * mean[i, i]))
                        + WishartEntropy(s, r, logB, meanLogP);
                }

            case CovariancePrior.MatrixF f:
                {
                    double c = f.RateShape, s0 = f.Shape, s = s0 + (J / 2.0), factor = 1;
                    Matrix<double> d = Matrix<double>.Build.DenseOfDiagonalArray([.. f.Rates]), rateR = d + (factor * P[k]), R = (c + s0) * rateR.Inverse();
                    double logRateR = rateR.Cholesky().DeterminantLn, meanLogR = MultiDigamma(c + s0, r) - logRateR;
                    Matrix<double> B = (factor * R) + (S / 2), mean = s * B.Inverse();
                    double logB = B.Cholesky().DeterminantLn, meanLogP = MultiDigamma(s, r) - logB;
                    (Shapes[k], Rates[k], P[k]) = (s, B, mean);
                    return (c * f.Rates.Sum(Math.Log)) - MultiGammaLn(c, r) + ((c - ((r + 1) / 2.0)) * meanLogR) - (d * R).Trace()
                        + WishartEntropy(c + s0, r, logRateR, meanLogR)
                        + (0.5 * J * (meanLogP - (r * Math.Log(2 * Math.PI)))) - (0.5 * (mean * S).Trace())
                        + (s0 * ((r * Math.Log(factor)) + meanLogR)) - MultiGammaLn(s0, r) + ((s0 - ((r + 1) / 2.0)) * meanLogP) - (factor * (R * mean).Trace())
                        + WishartEntropy(s, r, logB, meanLogP);
                }

            default:
                throw new InvalidOperationException(graph.Terms[k].ToString());
        }
    }

    /// <summary>τ ~ Gamma(ν/2, ν a), a ~ Gamma(½, 1/A²), or known: q(a) from E τ, then q(τ); and the part of the bound.</summary>
    private static (double Shape, double Rate, double Mean, double Bound) Precision(PrecisionPrior prior, double tau, double squares, int count, double tilt)
    {
        if (prior is PrecisionPrior.Fixed known)
        {
            return (double.PositiveInfinity, double.PositiveInfinity, known.Value, (0.5 * count * (Math.Log(known.Value) - Math.Log(2 * Math.PI)))
                - (0.5 * known.Value * squares));
        }

        PrecisionPrior.HalfT half = (PrecisionPrior.HalfT)prior;
        double nu = half.Df, shapeA = (nu + 1) / 2, rateA = (1 / (half.Scale * half.Scale)) + (nu * tau), a = shapeA / rateA,
            meanLogA = SpecialFunctions.DiGamma(shapeA) - Math.Log(rateA);
        double shape = (nu + count) / 2, rate = (nu * a) + (squares / 2) - tilt, mean = shape / rate, meanLog = SpecialFunctions.DiGamma(shape)
            - Math.Log(rate);
        double bound = (0.5 * count * (meanLog - Math.Log(2 * Math.PI))) - (0.5 * mean * squares)
            - SpecialFunctions.GammaLn(0.5) - Math.Log(half.Scale) - (0.5 * meanLogA) - (a / (half.Scale * half.Scale)) + GammaEntropy(shapeA, rateA)
            + (0.5 * nu * (Math.Log(nu) + meanLogA)) - SpecialFunctions.GammaLn(nu / 2) + (((nu / 2) - 1) * meanLog) - (nu * a * mean)
            + GammaEntropy(shape, rate);
        return (shape, rate, mean, bound);
    }

    /// <summary>The symmetric matrix M with tr(MP) = ε P_ab.</summary>
    private Matrix<double> TiltOf(int k, int r)
    {
        Matrix<double> M = Matrix<double>.Build.Dense(r, r);
        if (tilt.Term == k)
        {
            M[tilt.A, tilt.B] += tilt.Epsilon / 2;
            M[tilt.B, tilt.A] += tilt.Epsilon / 2;
        }

        return M;
    }

    private static double GammaEntropy(double a, double b) => a - Math.Log(b) + SpecialFunctions.GammaLn(a) + ((1 - a) * SpecialFunctions.DiGamma(a));

    private static double WishartEntropy(double s, int r, double logRate, double meanLog) =>
        (-s * logRate) + MultiGammaLn(s, r) - ((s - ((r + 1) / 2.0)) * meanLog) + (s * r);

    private static double MultiGammaLn(double s, int r) =>
        (r * (r - 1) / 4.0 * Math.Log(Math.PI)) + Enumerable.Range(0, r).Sum(i => SpecialFunctions.GammaLn(s - (i / 2.0)));

    private static double MultiDigamma(double s, int r) => Enumerable.Range(0, r).Sum(i => SpecialFunctions.DiGamma(s - (i / 2.0)));

    private void ForEachLevel(int k, Action<int> action)
    {
        for (int level = 0; level < products.Terms[k].LevelCount; level++)
        {
            action(products.Terms[k].FirstEffectOf(level));
        }
    }
}
