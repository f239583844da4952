using System.Numerics.Tensors;
using BayesLmm.Densities.Coordinates;
using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.Families;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Densities;

// Position (ζ, z): φ = φ₀ + Cζ, a = â + L₀⁻ᵀ(z + Dζ); u follows from a by EffectMap, β is a's last part.  b_j = Λ u_j, η = o + Xβ + Zb
//     log p = Σ_i log p(y_i | η_i, θ) + log p(φ) + log p(β) + Σ_j log N(u_j; 0, I) + log|∂u/∂a| + log|C| − ½ log|H|
// Backwards, g = ∂ log p(y | b)/∂b_j: ∂/∂u = Λᵀg − u, ∂/∂Λ += g uᵀ, then EffectMap to ∂/∂a, and ∂/∂z = L₀⁻¹ ∂/∂a, ∂/∂ζ = Cᵀ ∂/∂φ + Dᵀ ∂/∂z.

/// <summary>Evaluates a <see cref="ConditionalDensity"/> and its gradient in one pass over the rows.</summary>
internal sealed class ConditionalDensityEvaluator : IModelDensityEvaluator
{
    /// <summary>Rows of a block: η and scores of so many, with a few columns, stay in a cache of 32 KiB.</summary>
    private const int BlockRows = 1024;

    /// <summary>With fewer rows all of them stay in the cache.</summary>
    private const int FewestRowsForBlocks = 4 * BlockRows;

    private readonly ConditionalCoordinates layout;
    private readonly bool hasBlocks;
    private readonly ConditionalApproximation approximation;
    private readonly ObservedRows rows;
    private readonly CrossProducts products;
    private readonly MixedModelSystem system;
    private readonly CovarianceFactors factors;
    private readonly EffectMapping mapping;
    private readonly double constant;
    private readonly double logConstant;
    private readonly RowDensity rowDensity;
    private readonly double[] family;
    private readonly double[] byFamily;
    private readonly double[] phi;
    private readonly double[] byPhi;
    private readonly double[] unknowns;
    private readonly double[] byUnknowns;
    private readonly double[] scaled;
    private readonly double[] effects;
    private readonly double[] byEffects;
    private readonly double[] beta;
    private readonly double[] byBeta;
    private readonly double[] predictor;
    private readonly double[] byPredictor;
    private readonly double[] byLambda;
    private double logJacobian;

    internal ConditionalDensityEvaluator(ConditionalDensity density)
    {
        layout = density.Layout;
        approximation = density.Approximation;
        rows = density.Rows;
        products = density.Model.Products;
        system = approximation.CreateSystem();
        factors = new CovarianceFactors(layout.Terms, system.Layout);
        mapping = new EffectMapping(approximation.Effects, products.Terms);
        rowDensity = density.Model.Family.Density;
        int q = products.EffectCount;
        family = new double[layout.Family.Length];
        byFamily = new double[family.Length];
        phi = new double[layout.OuterCount];
        byPhi = new double[layout.OuterCount];
        unknowns = new double[layout.InnerCount];
        byUnknowns = new double[unknowns.Length];
        (scaled, effects, byEffects) = (new double[q], new double[q], new double[q]);
        (beta, byBeta) = (new double[products.FixedCount], new double[products.FixedCount]);
        hasBlocks = family.Length == 0 && rows.Count >= FewestRowsForBlocks;
        int rowsAtOnce = hasBlocks ? BlockRows : rows.Count;
        (predictor, byPredictor) = (new double[rowsAtOnce], new double[rowsAtOnce]);
        byLambda = new double[system.Layout.Length];
        constant = approximation.LogScale - (0.5 * system.Factor.LogDeterminant()) - (q * NormalConstants.HalfLog2Pi);
        logConstant = density.Model.LogConstant;
    }

    /// <inheritdoc/>
    public ReadOnlySpan<double> FamilyParameters => family;

    /// <summary>Σ log p(y | η, θ) of the last evaluation.</summary>
    public double LogLikelihood { get; private set; }

    /// <summary>The own coordinates of φ at the last position.</summary>
    public ReadOnlySpan<double> Outer => phi;

    /// <summary>u at the last position.</summary>
    public ReadOnlySpan<double> Scaled => scaled;

    /// <summary>Λ at the last position.</summary>
    public ReadOnlySpan<double> Lambda => factors.Lambda;

    /// <summary>b at the last position.</summary>
    public ReadOnlySpan<double> Effects => effects;

    /// <summary>β at the last position, relative to the cross-products' reference.</summary>
    public ReadOnlySpan<double> Coefficients => beta;

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
        if (layout.HasNothingToSample)
        {
            gradient[0] = -position[0];
        }

        Read(position);
        if (!rowDensity.IsComputableAt(family) || !double.IsFinite(logJacobian))
        {
            return double.NegativeInfinity;
        }

        LogLikelihood = PassRows() + logConstant;

        byPhi.AsSpan().Clear();
        double sum = constant + LogLikelihood + AddPriors() + logJacobian - (0.5 * TensorPrimitives.SumOfSquares<double>(scaled));
        for (int i = 0; i < family.Length; i++)
        {
            if (layout.Family[i] is { Index: >= 0 } coordinate)
            {
                double slope = byFamily[i] * coordinate.Slope(phi);
                byPhi[coordinate.Index] += layout.Model.FamilyPriors[i].Parameter.ByLogarithm ? slope / family[i] : slope;
            }
        }

        AddTerms();
        AddCoefficients();
        system.Factor.SolveLower(byUnknowns);
        MoveToPosition(gradient);
        return layout.HasNothingToSample ? sum - (0.5 * position[0] * position[0]) : sum;
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

    /// <summary>
    /// Σ log p(y_i | η_i, θ) and its gradients by θ, β and b. Many rows are gone through in blocks, so that what one step of a block writes is in the cache for
    /// the next; densities with parameters take all rows at once, because they do work for each evaluation.
    /// </summary>
    private double PassRows()
    {
        LinearPredictor linear = rows.Predictor;
        if (!hasBlocks)
        {
            linear.Compute(beta, effects, predictor);
            double all = rowDensity.Evaluate(rows.Response, rows.Weights, predictor, family, byPredictor, byFamily);
            linear.ComputeTransposed(byPredictor, byBeta, byEffects);
            return all;
        }

        byBeta.AsSpan().Clear();
        byEffects.AsSpan().Clear();
        double sum = 0;
        for (int first = 0; first < rows.Count; first += BlockRows)
        {
            int count = Math.Min(BlockRows, rows.Count - first);
            Span<double> eta = predictor.AsSpan(0, count), scores = byPredictor.AsSpan(0, count);
            linear.ComputeBlock(first, beta, effects, eta);
            ReadOnlySpan<double> weights = rows.Weights.IsEmpty ? [] : rows.Weights.Slice(first, count);
            sum += rowDensity.Evaluate(rows.Response.Slice(first, count), weights, eta, family, scores, byFamily);
            linear.AddTransposedBlock(first, scores, byBeta, byEffects);
        }

        return sum;
    }

    /// <summary>φ, a, b and β at a position.</summary>
    internal void Read(ReadOnlySpan<double> position)
    {
        int m = phi.Length, q = products.EffectCount;
        ReadOnlySpan<double> zeta = position[..m];
        for (int i = 0; i < m; i++)
        {
            phi[i] = approximation.Reference.Center[i]
                + TensorPrimitives.Dot(approximation.Reference.Factor.AsSpan(i * m, i + 1), zeta[..(i + 1)]);
        }

        for (int i = 0; i < family.Length; i++)
        {
            family[i] = layout.Family[i].Value(phi);
        }

        factors.Read(phi);
        position.Slice(m, unknowns.Length).CopyTo(unknowns);
        for (int i = 0; i < m && approximation.Shear.Length > 0; i++)
        {
            TensorPrimitives.MultiplyAdd(approximation.Shear.AsSpan(i * unknowns.Length, unknowns.Length), zeta[i], unknowns, unknowns);
        }

        system.Factor.SolveUpper(unknowns);
        logJacobian = mapping.Forward(factors.Lambda, unknowns.AsSpan(0, q), scaled);
        scaled.CopyTo(effects, 0);
        system.Layout.Multiply(factors.Lambda, effects);
        for (int j = 0; j < beta.Length; j++)
        {
            beta[j] = layout.Bounded[j] is { } bounded ? products.Fixed.Coordinates.Relative(j, bounded.Value(phi)) : 0;
        }

        for (int j = 0; j < layout.LinearColumns.Length; j++)
        {
            beta[layout.LinearColumns[j]] = approximation.Mean[q + j] + unknowns[q + j];
        }
    }

    /// <summary>The gradient by a's effects, and by φ through Λ.</summary>
    private void AddTerms()
    {
        int q = products.EffectCount;
        Span<double> by = byUnknowns.AsSpan(0, q);
        system.Layout.MultiplyTransposed(factors.Lambda, byEffects, 1, by);
        TensorPrimitives.Subtract(by, scaled, by);
        byLambda.AsSpan().Clear();
        for (int k = 0; k < products.Terms.Count; k++)
        {
            system.Layout.AddLowerOuterProducts(k, byEffects, scaled, system.Layout.Of(k, byLambda.AsSpan()));
        }

        mapping.Backward(factors.Lambda, by, byLambda);
        for (int k = 0; k < products.Terms.Count; k++)
        {
            factors.AddGradient(k, system.Layout.Of(k, byLambda.AsSpan()), phi, byPhi);
        }
    }

    /// <summary>log p(φ) and log p(β), with gradients in φ; those in β are added by <see cref="AddCoefficients"/>.</summary>
    private double AddPriors()
    {
        double sum = 0;
        foreach (ScalarCoordinate coordinate in layout.Family)
        {
            sum += coordinate.AddLogPrior(phi, byPhi);
        }

        factors.AddLogPrior(phi, ref sum, byPhi);
        for (int j = 0; j < beta.Length; j++)
        {
            if (layout.Bounded[j] is { } bounded)
            {
                sum += bounded.AddLogPrior(phi, byPhi);
            }
            else
            {
                sum += layout.Model.FixedEffects[j].Prior.LogDensity(products.Fixed.Coordinates.Absolute(j, beta[j]), out double slope);
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
            if (layout.Bounded[j] is { Index: >= 0 } bounded)
            {
                byPhi[bounded.Index] += byBeta[j] * bounded.Slope(phi);
            }
        }

        for (int j = 0; j < layout.LinearColumns.Length; j++)
        {
            byUnknowns[products.EffectCount + j] = byBeta[layout.LinearColumns[j]];
        }
    }

    /// <summary>The gradient by the position, from that by φ and by z.</summary>
    private void MoveToPosition(Span<double> gradient)
    {
        int m = phi.Length;
        for (int j = 0; j < m; j++)
        {
            double sum = 0;
            for (int i = j; i < m; i++)
            {
                sum += approximation.Reference.Factor[(i * m) + j] * byPhi[i];
            }

            gradient[j] = approximation.Shear.Length == 0
                ? sum
                : sum + TensorPrimitives.Dot(approximation.Shear.AsSpan(j * byUnknowns.Length, byUnknowns.Length), byUnknowns);
        }

        byUnknowns.CopyTo(gradient[m..]);
    }
}
