using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Estimation.Minimization;

// Of a Hessian H = A + S a part A is known at every point; the gradients of the last step s teach the rest S, y = g₊ − g:
//     S ← τS + (z vᵀ + v zᵀ)/(yᵀs) − (zᵀs) v vᵀ/(yᵀs)²,   v = y,  z = y − A₊s − τSs,  τ = min(1, |sᵀ(y − A₊s)| / |sᵀSs|)      (Dennis, Gay & Welsch 1981)
// so that (A₊ + S)s = y.

/// <summary>
/// The part of a Hessian that is learned from steps, in addition to a known part: the least change that explains the change of the gradient. Immutable.
/// </summary>
/// <param name="Rest">S, symmetric.</param>
internal sealed record LeastChangeSecant(Matrix<double> Rest)
{
    /// <summary>A step that lowers f by more carries no information about the curvature at its end. In a deviance 0.3 is half a standard error.</summary>
    private const double LearningRange = 0.3;

    /// <summary>The initial state, with nothing learned yet.</summary>
    /// <param name="dimension">Number of variables.</param>
    public static LeastChangeSecant Nothing(int dimension) => new(Matrix<double>.Build.Dense(dimension, dimension));

    /// <summary>The state after a step; a long step teaches nothing.</summary>
    /// <param name="decrease">By how much the step lowered f.</param>
    /// <param name="A">The known part of the Hessian after it.</param>
    /// <param name="step">The step.</param>
    /// <param name="change">By what the gradient changed.</param>
    public LeastChangeSecant After(double decrease, Matrix<double> A, Vector<double> step, Vector<double> change) =>
        decrease > LearningRange ? Nothing(step.Count) : new(Learn(Rest, A, step, change));

    private static Matrix<double> Learn(Matrix<double> S, Matrix<double> A, Vector<double> step, Vector<double> change)
    {
        double along = change * step;
        Vector<double> missing = change - (A * step), old = S * step;
        if (Math.Abs(along) < 1e-8 * change.L2Norm() * step.L2Norm() || along == 0)
        {
            return S;
        }

        double size = Math.Abs(step * old), share = size > 0 ? Math.Min(1, Math.Abs(step * missing) / size) : 1;
        Vector<double> rest = missing - (share * old);
        return (share * S) + ((rest.OuterProduct(change) + change.OuterProduct(rest)) / along) - (rest * step / (along * along) * change.OuterProduct(change));
    }
}
