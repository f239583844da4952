using BayesLmm.Design;
using BayesLmm.Models.Equations;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.FactorGraphs.Approximations;

// b_kj = Λ_k u_kj with Λ_k Λ_kᵀ = (E P_k)⁻¹, so that in (u, β), with τ = E τ and A = [ZΛ, X]:
//     q(u, β) = N(Q⁻¹h, Q⁻¹),   Q = τ AᵀA + diag(I, P),   h = τ Aᵀy + (0, P m)        P, m: prior precisions and means of β
// It is exact given the precisions, and the joint update of structured message passing.

/// <summary>
/// The joint normal distribution of coefficients and group effects given the means of all precisions: one sparse factorisation, whatever the number of rows. Immutable to its users;
/// draws and variances share the factor's memory and wait for each other.
/// </summary>
public sealed class JointEffects : EffectsMarginal
{
    private readonly CrossProducts products;
    private readonly MixedModelSystem system;
    private readonly Lock gate = new();
    private readonly double[] lambda;
    private readonly double[] means;
    private readonly double[] variances;

    private JointEffects(CrossProducts products, MixedModelSystem system, double[] lambda)
    {
        this.products = products;
        this.system = system;
        this.lambda = lambda;
        means = new double[products.EffectCount + products.FixedCount];
        variances = new double[means.Length];
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Means => means;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Variances => variances;

    /// <summary>log |Q| in the coordinates (u, β): the entropy of q(b, β) is ½ D (1 + log 2π) − ½ log |Q| + Σ_k J_k log |Λ_k|.</summary>
    public double LogDeterminant { get; private set; }

    /// <summary>The distribution given the precisions.</summary>
    /// <param name="products">The data.</param>
    /// <param name="coefficients">The coefficients' priors.</param>
    /// <param name="residual">q(τ), of which the mean counts.</param>
    /// <param name="terms">q(P_k), of which the means count.</param>
    /// <param name="mixing">E κ for each coefficient; 1 where its prior is no mixture.</param>
    /// <exception cref="InvalidOperationException">The equations are not positive definite to working precision.</exception>
    public static JointEffects Given(
        CrossProducts products, EquatableArray<CoefficientPrior> coefficients, PrecisionMarginal residual, EquatableArray<CovarianceMarginal> terms, EquatableArray<double> mixing)
    {
        int[] free = [.. Enumerable.Range(0, coefficients.Count).Where(j => coefficients[j] is not CoefficientPrior.Fixed)];
        MixedModelSystem system = new(MixedModelEquations.Analyze(products, free));
        double[] lambda = new double[system.Layout.Length];
        for (int k = 0; k < terms.Count; k++)
        {
            FactorCovariance(terms[k], products.Terms[k].Width, system.Layout.Of(k, lambda.AsSpan()));
        }

        JointEffects effects = new(products, system, lambda);
        double[] precision = [.. free.Select(j => Precision(coefficients[j], mixing[j]))];
        if (!system.TryFactor(lambda, residual.Mean, precision))
        {
            throw new InvalidOperationException(FormattableString.Invariant($"The mixed model equations are not positive definite at a residual precision of {residual.Mean:G6}."));
        }

        effects.LogDeterminant = system.Factor.LogDeterminant();
        effects.Solve(coefficients, residual.Mean, free, precision);
        effects.ReadVariances(free);
        return effects;
    }

    /// <inheritdoc/>
    public override void Draw(Span<double> normals, Span<double> draw)
    {
        // L⁻ᵀ z has covariance (L Lᵀ)⁻¹ = Q⁻¹.
        int q = products.EffectCount;
        IReadOnlyList<int> free = system.Equations.FixedColumns;
        lock (gate)
        {
            system.Factor.SolveUpper(normals[..(q + free.Count)]);
        }

        means.CopyTo(draw);
        system.Layout.Multiply(lambda, normals[..q]);
        for (int i = 0; i < q; i++)
        {
            draw[i] += normals[i];
        }

        for (int j = 0; j < free.Count; j++)
        {
            draw[q + free[j]] += normals[q + j];
        }
    }

    /// <inheritdoc/>
    public override double VarianceOf(ReadOnlySpan<double> weights)
    {
        // wᵀ Q⁻¹ w = |L⁻¹ w|², with Λᵀ w in place of the weights of the effects.
        int q = products.EffectCount;
        IReadOnlyList<int> free = system.Equations.FixedColumns;
        double[] scaled = new double[q + free.Count];
        system.Layout.MultiplyTransposed(lambda, weights, 1, scaled);
        for (int j = 0; j < free.Count; j++)
        {
            scaled[q + j] = weights[q + free[j]];
        }

        lock (gate)
        {
            system.Factor.SolveLower(scaled);
        }

        return System.Numerics.Tensors.TensorPrimitives.SumOfSquares<double>(scaled);
    }

    /// <summary>Λ with Λ Λᵀ = (E P)⁻¹: for a Wishart distribution B / shape.</summary>
    private static void FactorCovariance(CovarianceMarginal term, int r, Span<double> lambda)
    {
        if (term is CovarianceMarginal.Independent independent)
        {
            for (int i = 0; i < r; i++)
            {
                lambda[(i * r) + i] = 1 / Math.Sqrt(independent.Precisions[i].Mean);
            }

            return;
        }

        CovarianceMarginal.Correlated wishart = (CovarianceMarginal.Correlated)term;
        for (int i = 0; i < r; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                lambda[(i * r) + j] = wishart.Rate[(i * r) + j] / wishart.Shape;
            }
        }

        if (!SmallCholesky.TryFactor(lambda, r))
        {
            throw new InvalidOperationException($"The rate matrix of a Wishart distribution of {r} × {r} precision matrices is not positive definite.");
        }
    }

    private static double Precision(CoefficientPrior prior, double mixing) => prior switch
    {
        CoefficientPrior.Normal normal => 1 / (normal.Sd * normal.Sd),
        CoefficientPrior.GammaMixture mixture => mixing / (mixture.Scale * mixture.Scale),
        CoefficientPrior.ExponentialMixture mixture => mixing / (mixture.Scale * mixture.Scale),
        _ => 0,
    };

    private static double Location(CoefficientPrior prior) => prior switch
    {
        CoefficientPrior.Normal normal => normal.Mean,
        CoefficientPrior.GammaMixture mixture => mixture.Location,
        CoefficientPrior.ExponentialMixture mixture => mixture.Location,
        CoefficientPrior.Fixed known => known.Value,
        _ => 0,
    };

    private void Solve(EquatableArray<CoefficientPrior> coefficients, double tau, int[] free, double[] precision)
    {
        int q = products.EffectCount, p = products.FixedCount;
        ReadOnlySpan<double> zx = products.ZX, xx = products.Fixed.Xx.Span;
        double[] zy = products.ZY.ToArray(), xy = [.. products.Fixed.Xy];
        for (int c = 0; c < p; c++)
        {
            // Known coefficients leave y less what they explain.
            if (coefficients[c] is CoefficientPrior.Fixed known)
            {
                double value = means[q + c] = known.Value - products.Fixed.Reference[c];
                for (int i = 0; i < q; i++)
                {
                    zy[i] -= value * zx[(i * p) + c];
                }

                for (int j = 0; j < p; j++)
                {
                    xy[j] -= value * xx[(j * p) + c];
                }
            }
        }

        double[] solution = new double[q + free.Length];
        system.Layout.MultiplyTransposed(lambda, zy, tau, solution);
        for (int j = 0; j < free.Length; j++)
        {
            double pull = precision[j] == 0 ? 0 : precision[j] * (Location(coefficients[free[j]]) - products.Fixed.Reference[free[j]]);
            solution[q + j] = (tau * xy[free[j]]) + pull;
        }

        system.Factor.Solve(solution);
        system.Layout.Multiply(lambda, solution.AsSpan(0, q));
        solution.AsSpan(0, q).CopyTo(means);
        for (int j = 0; j < free.Length; j++)
        {
            means[q + free[j]] = solution[q + j];
        }
    }

    /// <summary>The diagonals of Λ_k V_kj,kj Λ_kᵀ, V = Q⁻¹.</summary>
    private void ReadVariances(int[] free)
    {
        system.ComputeInverse();
        ReadOnlySpan<double> V = system.Inverse.Values;
        ReadOnlySpan<int> starts = system.Equations.Structure.Pattern.ColumnStarts, places = system.Inverse.Places;
        for (int k = 0; k < products.Terms.Count; k++)
        {
            TermShape term = products.Terms[k];
            ReadOnlySpan<double> L = system.Layout.Of(k, (ReadOnlySpan<double>)lambda);
            int r = term.Width;
            for (int level = 0; level < term.LevelCount; level++)
            {
                int first = term.FirstEffect + (level * r);
                for (int i = 0; i < r; i++)
                {
                    double sum = 0;
                    for (int a = 0; a <= i; a++)
                    {
                        // Below the diagonal of a level's column its own rows come first.
                        int start = starts[first + a];
                        double La = L[(i * r) + a];
                        sum += La * La * V[places[start]];
                        for (int b = a + 1; b <= i; b++)
                        {
                            sum += 2 * La * L[(i * r) + b] * V[places[start + b - a]];
                        }
                    }

                    variances[first + i] = sum;
                }
            }
        }

        for (int j = 0; j < free.Length; j++)
        {
            variances[products.EffectCount + free[j]] = V[places[starts[products.EffectCount + j]]];
        }
    }
}
