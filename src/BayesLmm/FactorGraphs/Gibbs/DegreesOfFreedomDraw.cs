using System.Numerics.Tensors;
using BayesLmm.Distributions;
using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs.Gibbs;

// y_i − η_i ~ t_ν with scale (τ w_i)^(−½), as N(0, 1/(τ w_i λ_i)), λ_i ~ Gamma(ν/2, ν/2). ν is drawn with λ integrated out, then λ given ν: given λ, ν would
// hardly move.

/// <summary>The draws of the degrees of freedom and of the rows' relative precisions. Owns its memory.</summary>
/// <param name="prior">The prior of ν.</param>
/// <param name="rows">Number of rows.</param>
internal sealed class DegreesOfFreedomDraw(DegreesOfFreedomPrior prior, int rows)
{
    private const double Width = 1;          // of the slice sampler's first interval, on the scale log(ν − bound)

    private readonly double[] squares = new double[rows];
    private readonly double[] terms = new double[rows];

    /// <summary>ν.</summary>
    public double Value { get; private set; } = prior.Prior is Constant constant ? constant.Value : prior.Above + 9;

    /// <summary>Starts at a value; does nothing if ν is constant.</summary>
    public void Start(double value)
    {
        if (prior.Prior is not Constant)
        {
            Value = value;
        }
    }

    /// <summary>Draws ν, then λ.</summary>
    /// <param name="residuals">y − η.</param>
    /// <param name="weights">w.</param>
    /// <param name="tau">τ.</param>
    /// <param name="random">The source of random numbers.</param>
    /// <param name="lambda">Receives λ.</param>
    public void Draw(ReadOnlySpan<double> residuals, ReadOnlySpan<double> weights, double tau, RandomStream random, Span<double> lambda)
    {
        for (int i = 0; i < squares.Length; i++)
        {
            squares[i] = tau * weights[i] * residuals[i] * residuals[i];
        }

        if (prior.Prior is not Constant)
        {
            Value = prior.Above + Math.Exp(SliceSampler.Draw(Math.Log(Value - prior.Above), Width, LogDensity, random));
        }

        for (int i = 0; i < squares.Length; i++)
        {
            lambda[i] = random.NextGamma((Value + 1) / 2) / ((Value + squares[i]) / 2);
        }
    }

    /// <summary>log p(x | residuals), x = log(ν − bound), up to a constant.</summary>
    private double LogDensity(double x)
    {
        double nu = prior.Above + Math.Exp(x);
        TensorPrimitives.Divide(squares, nu, terms);
        TensorPrimitives.LogP1(terms, terms);
        return prior.Prior.LogDensity(nu, out _) + x
            + (squares.Length * StudentNormalizer.Log(nu))
            - (0.5 * (nu + 1) * TensorPrimitives.Sum<double>(terms));
    }
}
