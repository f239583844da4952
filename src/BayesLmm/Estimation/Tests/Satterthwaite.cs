using System.Numerics.Tensors;
using BayesLmm.Sampling;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Estimation.Tests;

// A contrast lᵀβ̂ has variance v = lᵀΦl, Φ = σ²S⁻¹. Its estimate has variance gᵀCg to first order, g = ∂v/∂(θ, log σ), C the covariance matrix of (θ̂, log σ̂),
// so that
//     df = 2v² / gᵀCg                                                                    (Giesbrecht & Burns 1985, eq. 6)
// With T = ZᵀV⁻¹X and F = ΛᵀT:  ∂S/∂Λ_ab = −Σ_levels (T_a F_bᵀ + F_b T_aᵀ),  ∂Φ/∂θ = −σ² S⁻¹ (∂S/∂θ) S⁻¹,  ∂Φ/∂ log σ = 2Φ. The value does not depend on which
// parameters the variances are written in, since g and C change together.
// Several contrasts, uncorrelated: E = Σ_m df_m/(df_m − 2) over those with df_m > 2, df = 2E/(E − q)            (Fai & Cornelius 1996)

/// <summary>Satterthwaite's degrees of freedom.</summary>
internal sealed class Satterthwaite : ICovarianceUncertainty
{
    /// <summary>Degrees of freedom of single contrasts that differ by less count as equal: as in lmerTest.</summary>
    private const double SameDegrees = 1e-8;

    private readonly double[][] derivatives; // ∂Φ by the scaled components of θ, then by log σ
    private readonly Matrix<double> C;

    private Satterthwaite(double[] covariance, double[][] derivatives, Matrix<double> C)
    {
        Covariance = covariance;
        this.derivatives = derivatives;
        this.C = C;
    }

    public double[] Covariance { get; }

    /// <summary>Computes what all contrasts share: two evaluations of the criterion with gradient for each component of θ.</summary>
    public static Satterthwaite Compute(RemlFit fit, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        FittedEquations equations = fit.Equations;
        RemlCriterion criterion = equations.CreateCriterion();
        double[] theta = [.. fit.Theta], scales = criterion.ThetaScales(fit.Model.CreateTypicalProducts()), point = new double[theta.Length];
        TensorPrimitives.Multiply(theta, scales, point);
        double[] unscaled = new double[theta.Length];
        double Scaled(ReadOnlySpan<double> x, Span<double> gradient)
        {
            TensorPrimitives.Divide(x, scales, unscaled);
            double value = criterion.Evaluate(unscaled, gradient);
            TensorPrimitives.Divide(gradient, scales, gradient);
            return value;
        }

        VarianceCurvature curvature = VarianceCurvature.Compute(criterion, Scaled, point, progress, cancellationToken);
        int p = equations.FixedCount;
        double variance = equations.Sigma * equations.Sigma;
        double[] inverse = [.. equations.FixedInverse], covariance = equations.FixedCovariance();
        double[][] derivatives = [.. equations.Solve(InformationDerivatives), [.. covariance]];
        for (int i = 0; i < theta.Length; i++)
        {
            derivatives[i] = QuadraticForm.Multiply(inverse, QuadraticForm.Multiply(derivatives[i], inverse, p), p);
            TensorPrimitives.Multiply(derivatives[i], -variance / scales[i], derivatives[i]);
        }

        TensorPrimitives.Multiply(derivatives[^1], 2, derivatives[^1]);
        return new Satterthwaite(covariance, derivatives, curvature.CovarianceOfDetermined());
    }

    public double DegreesOfFreedom(ReadOnlySpan<double> l)
    {
        double[] g = new double[derivatives.Length];
        for (int i = 0; i < g.Length; i++)
        {
            g[i] = QuadraticForm.Evaluate(derivatives[i], l, l);
        }

        double v = QuadraticForm.Evaluate(Covariance, l, l);
        Vector<double> gradient = Vector<double>.Build.Dense(g);
        double varianceOfVariance = gradient * (C * gradient), square = v * v;
        if (square is > 0 and < double.PositiveInfinity && double.IsFinite(varianceOfVariance))
        {
            return varianceOfVariance > 0 ? 2 * v * v / varianceOfVariance : double.PositiveInfinity;
        }

        // Beyond the range of squares: relative to the variance.
        Vector<double> relative = gradient / v;
        double ratio = relative * (C * relative);
        return ratio > 0 ? 2 / ratio : double.PositiveInfinity;
    }

    public (double? DegreesOfFreedom, double Scale) Joint(double[][] rows) => (Combine([.. rows.Select(row => DegreesOfFreedom(row))]), 1);

    /// <summary>The denominator degrees of freedom whose F statistic has the mean of an average of squared t statistics.</summary>
    internal static double Combine(double[] df)
    {
        if (df.Zip(df.Skip(1)).All(pair => pair.First == pair.Second || Math.Abs(pair.First - pair.Second) < SameDegrees))
        {
            return df.All(double.IsInfinity) ? double.PositiveInfinity : df.Average();
        }

        if (df.Any(value => value <= 2))
        {
            return 2;
        }

        // E − q = Σ 2/(df − 2), without the cancellation.
        double excess = df.Sum(value => 2 / (value - 2));
        return 2 * (df.Length + excess) / excess;
    }

    /// <summary>∂S/∂θ for each component of θ, p × p by rows.</summary>
    private static double[][] InformationDerivatives(RemlCriterion criterion)
    {
        int p = criterion.Products.FixedCount, q = criterion.Products.EffectCount;
        double[][] derivatives = [.. Enumerable.Range(0, criterion.Layout.Dimension).Select(_ => new double[p * p])];
        double[] T = new double[q], products = new double[criterion.Factors.Length];
        for (int row = 0; row < p; row++)
        {
            criterion.Given.UnexplainedX(row, T);
            for (int column = 0; column < p; column++)
            {
                Array.Clear(products);
                criterion.Given.System.AddOuterProducts(T, criterion.Given.SolvedX.Slice(column * q, q), 1, products);
                for (int i = 0; i < derivatives.Length; i++)
                {
                    double part = products[criterion.Layout.Place(i)];
                    derivatives[i][(row * p) + column] -= part;
                    derivatives[i][(column * p) + row] -= part;
                }
            }
        }

        return derivatives;
    }
}
