using BayesLmm.Densities.Coordinates;
using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Distributions;
using BayesLmm.Equations;
using BayesLmm.Families;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Densities;

// Position (ζ, z): φ = center + scale·ζ, a = â + L⁻ᵀz; the levels' u_j follow from a_j by LevelMap, β is a's last part.  b_j = Λ u_j, η = Xβ + Zb
//     log p = Σ_i log p(y_i | η_i, θ) + log p(φ) + log p(β) + Σ_j log N(u_j; 0, I) + Σ_j log|∂u_j/∂a_j| + Σ log scale − ½ log|Q|
// Backwards, g = ∂ log p(y | b)/∂b_j: ∂/∂u = Λᵀg − u, ∂/∂Λ += g uᵀ, then LevelMap to ∂/∂a, and ∂/∂z = L⁻¹ ∂/∂a.

/// <summary>Evaluates a <see cref="ConditionalDensity"/> and its gradient in one pass over the rows.</summary>
internal sealed class ConditionalDensityEvaluator : IModelDensityEvaluator
{
    private readonly ConditionalDensity density;
    private readonly ConditionalDensityApproximation approximation;
    private readonly ObservedRows rows;
    private readonly CrossProducts products;
    private readonly MixedModelSystem system;
    private readonly CovarianceFactors factors;
    private readonly double constant;
    private readonly double logConstant;
    private readonly RowDensity rowDensity;
    private readonly double[] family;
    private readonly double[] byFamily;
    private readonly double[] phi;
    private readonly double[] byPhi;
    private readonly double[] unknowns;
    private readonly double[] byUnknowns;
    private readonly double[] effects;
    private readonly double[] byEffects;
    private readonly double[] beta;
    private readonly double[] byBeta;
    private readonly double[] predictor;
    private readonly double[] byPredictor;
    private readonly double[] byFactor;
    private readonly double[][] levelFactors;
    private readonly double[][] levelPulls;
    private readonly double[] scaled;
    private readonly double[] work;
    private double logLevelFactors;

    internal ConditionalDensityEvaluator(ConditionalDensity density)
    {
        this.density = density;
        approximation = density.Approximation;
        rows = density.Rows;
        products = density.Model.Products;
        system = approximation.CreateSystem();
        factors = new CovarianceFactors(density.Terms, system.Layout);
        rowDensity = density.Model.Family.Density;
        family = new double[density.Family.Length];
        byFamily = new double[family.Length];
        phi = new double[density.OuterCount];
        byPhi = new double[density.OuterCount];
        unknowns = new double[approximation.Equations.Order];
        byUnknowns = new double[unknowns.Length];
        effects = new double[products.EffectCount];
        byEffects = new double[products.EffectCount];
        beta = new double[products.FixedCount];
        byBeta = new double[products.FixedCount];
        predictor = new double[rows.Count];
        byPredictor = new double[rows.Count];
        int widest = density.Terms.Length == 0 ? 0 : density.Terms.Max(term => term.Width);
        byFactor = new double[widest * widest];
        levelFactors = [.. approximation.ReferenceFactors.Select(array => new double[array.Length])];
        levelPulls = [.. approximation.Pulls.Select(array => new double[array.Length])];
        scaled = new double[products.EffectCount];
        work = new double[3 * widest * (widest + 1)];
        constant = Constant();
        logConstant = rowDensity.LogConstant(rows.Response, rows.Weights);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<double> FamilyParameters => family;

    /// <summary>Σ log p(y | η, θ) of the last evaluation.</summary>
    public double LogLikelihood { get; private set; }

    /// <inheritdoc/>
    public ReadOnlySpan<double> Sds(int term) => factors.Sds(term);

    /// <inheritdoc/>
    public ReadOnlySpan<double> CorrelationFactor(int term) => factors.CorrelationFactor(term);

    /// <summary>0: the position contains coefficients and group effects.</summary>
    public int DrawLength => 0;

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
    {
        gradient.Clear();
        if (density.HasNothingToSample)
        {
            gradient[0] = -position[0];
        }

        Read(position);
        if (!rowDensity.IsComputableAt(family))
        {
            return double.NegativeInfinity;
        }

        rows.Predictor.Compute(beta, effects, predictor);
        LogLikelihood = rowDensity.Evaluate(rows.Response, rows.Weights, predictor, family, byPredictor, byFamily) + logConstant;
        rows.Predictor.ComputeTransposed(byPredictor, byBeta, byEffects);

        byPhi.AsSpan().Clear();
        double sum = constant + LogLikelihood + AddPriors() - logLevelFactors;
        for (int i = 0; i < family.Length; i++)
        {
            if (density.Family[i] is { Index: >= 0 } coordinate)
            {
                double slope = byFamily[i] * coordinate.Slope(phi);
                byPhi[coordinate.Index] += density.Model.FamilyPriors[i].Parameter.ByLogarithm ? slope / family[i] : slope;
            }
        }

        for (int k = 0; k < density.Terms.Length; k++)
        {
            sum += AddTerm(k);
        }

        AddCoefficients();
        for (int i = 0; i < phi.Length; i++)
        {
            gradient[i] = byPhi[i] * approximation.Scale[i];
        }

        system.Factor.SolveLower(byUnknowns);
        byUnknowns.CopyTo(gradient[phi.Length..]);
        return density.HasNothingToSample ? sum - (0.5 * position[0] * position[0]) : sum;
    }

    /// <inheritdoc/>
    public void Draw(ReadOnlySpan<double> position, ReadOnlySpan<double> normals, Span<double> coefficients, Span<double> effects)
    {
        Read(position);
        DrawAgain(normals, coefficients, effects);
    }

    /// <inheritdoc/>
    public void DrawAgain(ReadOnlySpan<double> normals, Span<double> coefficients, Span<double> effects)
    {
        beta.CopyTo(coefficients);
        products.Fixed.Coordinates.ToWritten(coefficients);
        this.effects.CopyTo(effects);
    }

    /// <summary>What does not depend on the position: Jacobians of fixed maps, and the normalising constant of N(u; 0, I).</summary>
    private double Constant()
    {
        double sum = approximation.LogReferenceFactors - (0.5 * system.Factor.LogDeterminant()) - (products.EffectCount * NormalConstants.HalfLog2Pi);
        foreach (double scale in approximation.Scale)
        {
            sum += Math.Log(scale);
        }

        return sum;
    }

    /// <summary>φ, a, b and β at a position.</summary>
    private void Read(ReadOnlySpan<double> position)
    {
        for (int i = 0; i < phi.Length; i++)
        {
            phi[i] = approximation.Center[i] + (approximation.Scale[i] * position[i]);
        }

        for (int i = 0; i < family.Length; i++)
        {
            family[i] = density.Family[i].Value(phi);
        }

        factors.Read(phi);
        position.Slice(phi.Length, unknowns.Length).CopyTo(unknowns);
        system.Factor.SolveUpper(unknowns);
        System.Numerics.Tensors.TensorPrimitives.Add(unknowns.AsSpan(products.EffectCount), approximation.Mean.AsSpan(products.EffectCount),
            unknowns.AsSpan(products.EffectCount));
        logLevelFactors = 0;
        for (int k = 0; k < density.Terms.Length; k++)
        {
            ReadEffects(k);
        }

        scaled.CopyTo(effects, 0);
        system.Layout.Multiply(factors.Lambda, effects);

        for (int j = 0; j < beta.Length; j++)
        {
            beta[j] = density.Bounded[j] is { } bounded ? products.Fixed.Coordinates.Relative(j, bounded.Value(phi)) : 0;
        }

        for (int j = 0; j < density.LinearColumns.Length; j++)
        {
            beta[density.LinearColumns[j]] = unknowns[products.EffectCount + j];
        }
    }

    /// <summary>u of a term's levels.</summary>
    private void ReadEffects(int k)
    {
        TermShape shape = products.Terms[k];
        int r = shape.Width;
        ReadOnlySpan<double> L = factors.Of(k);
        for (int level = 0; level < shape.LevelCount; level++)
        {
            int first = shape.FirstEffectOf(level), square = level * r * r;
            logLevelFactors += LevelMap.Forward(
                L,
                approximation.LevelProducts[k].AsSpan(square, r * r),
                approximation.Pulls[k].AsSpan(level * r, r),
                approximation.ReferenceFactors[k].AsSpan(square, r * r),
                unknowns.AsSpan(first, r),
                levelFactors[k].AsSpan(square, r * r),
                levelPulls[k].AsSpan(level * r, r),
                scaled.AsSpan(first, r));
        }
    }

    /// <summary>A term's part of the density, the gradient by its a, and by its covariance's coordinates.</summary>
    private double AddTerm(int k)
    {
        TermShape shape = products.Terms[k];
        int r = shape.Width;
        ReadOnlySpan<double> L = factors.Of(k);
        Span<double> G = byFactor.AsSpan(0, r * r);
        G.Clear();
        double squares = 0;
        for (int level = 0; level < shape.LevelCount; level++)
        {
            int first = shape.FirstEffectOf(level), square = level * r * r;
            ReadOnlySpan<double> g = byEffects.AsSpan(first, r), u = scaled.AsSpan(first, r);
            Span<double> by = byUnknowns.AsSpan(first, r);
            SmallTriangular.MultiplyTransposed(L, g, by);
            for (int i = 0; i < r; i++)
            {
                squares += u[i] * u[i];
                by[i] -= u[i];
                for (int j = 0; j <= i; j++)
                {
                    G[(i * r) + j] += g[i] * u[j];
                }
            }

            LevelMap.Backward(
                L,
                approximation.LevelProducts[k].AsSpan(square, r * r),
                approximation.Pulls[k].AsSpan(level * r, r),
                approximation.ReferenceFactors[k].AsSpan(square, r * r),
                levelFactors[k].AsSpan(square, r * r),
                levelPulls[k].AsSpan(level * r, r),
                u,
                by,
                G,
                work);
        }

        factors.AddGradient(k, G, phi, byPhi);
        return -0.5 * squares;
    }

    /// <summary>log p(φ) and log p(β), with gradients in φ; those in β are added by <see cref="AddCoefficients"/>.</summary>
    private double AddPriors()
    {
        double sum = 0;
        foreach (ScalarCoordinate coordinate in density.Family)
        {
            sum += coordinate.AddLogPrior(phi, byPhi);
        }

        factors.AddLogPrior(phi, ref sum, byPhi);
        for (int j = 0; j < beta.Length; j++)
        {
            if (density.Bounded[j] is { } bounded)
            {
                sum += bounded.AddLogPrior(phi, byPhi);
            }
            else
            {
                sum += density.Model.FixedEffects[j].Prior.LogDensity(products.Fixed.Coordinates.Absolute(j, beta[j]), out double slope);
                byBeta[j] += slope;
            }
        }

        return sum;
    }

    /// <summary>Moves the gradient by β to each coefficient's coordinate.</summary>
    private void AddCoefficients()
    {
        for (int j = 0; j < beta.Length; j++)
        {
            if (density.Bounded[j] is { Index: >= 0 } bounded)
            {
                byPhi[bounded.Index] += byBeta[j] * bounded.Slope(phi);
            }
        }

        for (int j = 0; j < density.LinearColumns.Length; j++)
        {
            byUnknowns[products.EffectCount + j] = byBeta[density.LinearColumns[j]];
        }
    }
}
