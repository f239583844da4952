using BayesLmm.Equations.Laplace;

namespace BayesLmm.Estimation.Laplace;

/// <summary>−L in the coordinates of a <see cref="LaplaceLayout"/>, with its exact gradient. Owns its memory; not thread-safe.</summary>
internal sealed class LaplaceCriterion
{
    private readonly LaplaceAdjoint adjoint;
    private readonly double[] byLambda;
    private readonly double[] byParameters;
    private readonly double[] byBeta;
    private readonly AdaptiveQuadrature? quadrature;

    /// <summary>Allocates the memory.</summary>
    /// <param name="layout">The coordinates.</param>
    /// <param name="approximation">The approximation; where coefficients are among its unknowns, the coordinates end before them.</param>
    /// <param name="nodes">Nodes of a quadrature about its modes; 1 for the approximation itself.</param>
    public LaplaceCriterion(LaplaceLayout layout, LaplaceApproximation approximation, int nodes = 1)
    {
        quadrature = nodes == 1 ? null : new AdaptiveQuadrature(approximation, nodes);
        Layout = layout;
        Approximation = approximation;
        adjoint = new LaplaceAdjoint(approximation.Rows, approximation.CoefficientsAreUnknown);
        byLambda = new double[approximation.Lambda.Length];
        byParameters = new double[layout.ParameterCount];
        byBeta = new double[approximation.CoefficientsAreUnknown ? 0 : approximation.Rows.FixedCount];
    }

    /// <summary>The coordinates.</summary>
    public LaplaceLayout Layout { get; }

    /// <summary>The approximation at the last point.</summary>
    public LaplaceApproximation Approximation { get; }

    /// <summary>Number of coordinates.</summary>
    public int Dimension => Approximation.CoefficientsAreUnknown ? Layout.FirstBeta : Layout.Dimension;

    /// <summary>−L.</summary>
    /// <param name="x">The coordinates.</param>
    public double Evaluate(ReadOnlySpan<double> x)
    {
        Layout.Expand(x, Approximation.Lambda, Approximation.Parameters);
        if (!Approximation.CoefficientsAreUnknown)
        {
            Layout.ExpandBeta(x, Approximation.Beta);
        }

        return -(quadrature?.Evaluate() ?? Approximation.Evaluate());
    }

    /// <summary>−L with its gradient; the gradient is 0 where L is not defined.</summary>
    /// <param name="x">The coordinates.</param>
    /// <param name="gradient">Receives the gradient.</param>
    public double Evaluate(ReadOnlySpan<double> x, Span<double> gradient)
    {
        double value = Evaluate(x);
        if (!double.IsFinite(value))
        {
            gradient.Clear();
            return double.PositiveInfinity;
        }

        if (quadrature is null)
        {
            adjoint.Compute(Approximation, byLambda, byParameters, byBeta);
        }
        else
        {
            quadrature.ComputeGradient(byLambda, byParameters, byBeta);
        }

        Layout.Gather(byLambda, byParameters, byBeta, gradient, -1);
        return value;
    }
}
