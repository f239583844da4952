using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Families;

namespace BayesLmm.Equations.Laplace;

// With S = H⁻¹, v_i = a_iᵀ S a_i, c_i = v_i ∂w_i/∂η and  s = S(Aᵀc + diag(S_ββ) ∂P/∂β),  t = As:
//     ∂L/∂Λ = Σ_j [ (Zᵀℓ')_j û_jᵀ − ½( (Zᵀ(c − Wt))_j û_jᵀ + (Zᵀℓ')_j s_jᵀ ) ] − ½ ∂ log|H|/∂Λ at fixed W
//     ∂L/∂κ = Σ ∂ℓ_i/∂κ − ½ Σ ( v_i ∂w_i/∂κ + t_i ∂ℓ'_i/∂κ )
//     ∂L/∂β = Xᵀℓ' − ½ Xᵀ(c − Wt)      where β is given
// after Margossian, Vehtari, Simpson & Agrawal (2020). With expected information in the determinant w, S and v are of it, but s is solved with H, which
// moves the mode.

/// <summary>The gradient of Laplace's approximation, whose mode moves with its parameters. Owns its memory; not thread-safe.</summary>
internal sealed class LaplaceAdjoint
{
    /// <summary>Step of the difference of expected curvatures by a parameter's coordinate: errors of 1e-10 relative.</summary>
    private const double ParameterStep = 1e-5;

    private readonly PredictorVariances predictorVariances;
    private readonly int q;
    private readonly double[] variances;
    private readonly double[] slopes;
    private readonly double[] moves;
    private readonly double[] byRow;
    private readonly double[] otherByRow;
    private readonly double[] thirdByRow;
    private readonly double[] solution;
    private readonly double[] work;
    private readonly double[] byEffects;
    private readonly double[] byFixed;
    private readonly double[] shifted;

    /// <summary>Allocates the memory.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="coefficientsAreUnknown">Whether coefficients are among the unknowns.</param>
    public LaplaceAdjoint(LaplaceRows rows, bool coefficientsAreUnknown)
    {
        int n = rows.Count, p = rows.FixedCount;
        q = rows.EffectCount;
        predictorVariances = new PredictorVariances(rows, coefficientsAreUnknown);
        (variances, slopes, moves) = (new double[n], new double[n], new double[n]);
        byRow = new double[n];
        (otherByRow, thirdByRow) = rows.ParameterCount == 0 ? ([], []) : (new double[n], new double[n]);
        solution = new double[q + (coefficientsAreUnknown ? p : 0)];
        (work, byEffects, byFixed) = (new double[q], new double[q], new double[p]);
        shifted = new double[rows.ParameterCount];
    }

    /// <summary>v: the variances of the rows' predictors given φ, after <see cref="Compute"/>.</summary>
    public ReadOnlySpan<double> Variances => variances;

    /// <summary>∂L/∂φ after <see cref="LaplaceApproximation.Evaluate"/>, exactly. Computes the selected inverse.</summary>
    /// <param name="at">The approximation, evaluated.</param>
    /// <param name="byLambda">Receives ∂L/∂Λ, laid out as the factors; entries above the diagonals are without meaning.</param>
    /// <param name="byParameters">Receives ∂L by the family's parameters, by the logarithm of those that <see cref="FamilyParameter.ByLogarithm"/>
    /// says.</param>
    /// <param name="byBeta">Receives ∂L/∂β where coefficients are given; empty where they are unknown.</param>
    public void Compute(LaplaceApproximation at, Span<double> byLambda, Span<double> byParameters, Span<double> byBeta)
    {
        LaplaceRows rows = at.Rows;
        LinearPredictor predictor = rows.Predictor;
        MixedModelSystem system = at.DeterminantSystem;
        at.ComputeInverse();
        predictorVariances.Compute(system, at.Lambda, variances);

        // c, then s and t.
        at.ComputeDeterminantSlopes(slopes);
        TensorPrimitives.Multiply(variances, slopes, slopes);
        predictor.ComputeTransposed(slopes, byFixed, byEffects);
        at.System.Layout.MultiplyTransposed(at.Lambda, byEffects, 1, solution.AsSpan(0, q));
        if (at.CoefficientsAreUnknown)
        {
            AddFixed(at, system);
        }

        at.System.Factor.Solve(solution);
        solution.AsSpan(0, q).CopyTo(work);
        at.System.Layout.Multiply(at.Lambda, work);
        moves.AsSpan().Clear();
        predictor.AddEffects(work, moves);
        if (at.CoefficientsAreUnknown)
        {
            predictor.AddFixed(solution.AsSpan(q), moves);
        }

        // c − Wt
        TensorPrimitives.Multiply(at.Curvatures, moves, byRow);
        TensorPrimitives.Subtract(slopes, byRow, byRow);
        predictor.ComputeTransposed(byRow, byFixed, byEffects);

        byLambda.Clear();
        system.AddLogDeterminantGradient(at.Lambda, byLambda);
        system.AddFixedLogDeterminantGradient(byLambda);
        TensorPrimitives.Multiply(byLambda, -0.5, byLambda);
        TensorPrimitives.MultiplyAdd(byEffects, -0.5, at.EffectScores, byEffects);
        system.AddOuterProducts(byEffects, at.ScaledEffects, 1, byLambda);
        system.AddOuterProducts(at.EffectScores, solution.AsSpan(0, q), -0.5, byLambda);
        if (!at.CoefficientsAreUnknown)
        {
            TensorPrimitives.Multiply(byFixed, -0.5, byBeta);
            predictor.ComputeTransposed(at.Scores, byFixed, byEffects);
            TensorPrimitives.Add(byBeta, byFixed, byBeta);
        }

        for (int k = 0; k < byParameters.Length; k++)
        {
            byParameters[k] = ByParameter(at, k);
        }
    }

    private void AddFixed(LaplaceApproximation at, MixedModelSystem system)
    {
        ReadOnlySpan<int> starts = system.Equations.Structure.Pattern.ColumnStarts, places = system.Inverse.Places;
        for (int j = 0; j < byFixed.Length; j++)
        {
            solution[q + j] = byFixed[j] + (system.Inverse.Values[places[starts[q + j]]] * at.PrecisionSlopes[j]);
        }
    }

    private double ByParameter(LaplaceApproximation at, int parameter)
    {
        LaplaceRows rows = at.Rows;
        at.Density.ByParameter(parameter, rows.Response, rows.Weights, at.Predictor, at.Parameters, byRow, otherByRow, thirdByRow);
        double value = TensorPrimitives.Sum<double>(byRow) - (0.5 * TensorPrimitives.Dot<double>(moves, otherByRow));
        if (!at.UsesExpected)
        {
            return value - (0.5 * TensorPrimitives.Dot<double>(variances, thirdByRow));
        }

        return value - (0.5 * ExpectedByParameter(at, parameter));
    }

    /// <summary>Σ v ∂w/∂κ of the expected information, by a central difference.</summary>
    private double ExpectedByParameter(LaplaceApproximation at, int parameter)
    {
        double Sum(double sign)
        {
            at.Parameters.CopyTo(shifted, 0);
            shifted[parameter] = at.Rows.Family.Parameters[parameter].ByLogarithm
                ? shifted[parameter] * Math.Exp(sign * ParameterStep)
                : shifted[parameter] + (sign * ParameterStep * Math.Max(1, Math.Abs(shifted[parameter])));
            at.Density.ExpectedCurvature(at.Rows.Weights, at.Predictor, shifted, byRow, otherByRow);
            return TensorPrimitives.Dot<double>(variances, byRow);
        }

        double unit = at.Rows.Family.Parameters[parameter].ByLogarithm ? 1 : Math.Max(1, Math.Abs(at.Parameters[parameter]));
        return (Sum(1) - Sum(-1)) / (2 * ParameterStep * unit);
    }
}
