using BayesLmm.Densities.Coordinates;
using BayesLmm.Equations;
using BayesLmm.Equations.Laplace;
using BayesLmm.Families;
using BayesLmm.Sampling;

namespace BayesLmm.Densities;

/// <summary>
/// The posterior density of φ by Laplace's approximation, in the coordinates of <see cref="ConditionalCoordinates"/>, with its exact gradient: what the search
/// for a reference climbs. Owns its memory; not thread-safe.
/// </summary>
internal sealed class LaplaceMarginal : ILogDensityEvaluator
{
    private readonly ConditionalCoordinates coordinates;
    private readonly ReferencePrior prior;
    private readonly LaplaceAdjoint adjoint;
    private readonly CovarianceFactors factors;
    private readonly EffectFactors layout;
    private readonly double[] byLambda;
    private readonly double[] byFamily;

    /// <summary>Allocates the memory.</summary>
    /// <param name="coordinates">The unknowns.</param>
    /// <param name="shared">The rows.</param>
    public LaplaceMarginal(ConditionalCoordinates coordinates, ConditionalRows shared)
    {
        this.coordinates = coordinates;
        prior = new ReferencePrior(coordinates);
        Approximation = new LaplaceApproximation(shared.OfLaplace, prior, threads: Environment.ProcessorCount, equations: shared.AllEquations)
        {
            Tolerance = LooseTolerance,
        };
        adjoint = new LaplaceAdjoint(shared.OfLaplace, coefficientsAreUnknown: true);
        layout = new EffectFactors(coordinates.Model.Products.Terms);
        factors = new CovarianceFactors(coordinates.Terms, layout);
        byLambda = new double[layout.Length];
        byFamily = new double[coordinates.Family.Length];
    }

    /// <summary>A decrement at which gradients are right to 1e-5: a reference needs no more.</summary>
    private const double LooseTolerance = 1e-10;

    /// <summary>The approximation at the last φ.</summary>
    public LaplaceApproximation Approximation { get; }

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
    {
        gradient.Clear();
        factors.Read(position);
        factors.Lambda.CopyTo(Approximation.Lambda);
        for (int i = 0; i < byFamily.Length; i++)
        {
            Approximation.Parameters[i] = coordinates.Family[i].Value(position);
        }

        prior.HoldAt(position);
        double value = Approximation.Evaluate();
        if (!double.IsFinite(value))
        {
            return double.NegativeInfinity;
        }

        adjoint.Compute(Approximation, byLambda, byFamily, []);
        for (int k = 0; k < coordinates.Terms.Length; k++)
        {
            factors.AddGradient(k, layout.Of(k, (ReadOnlySpan<double>)byLambda), position, gradient);
        }

        factors.AddLogPrior(position, ref value, gradient);
        for (int i = 0; i < byFamily.Length; i++)
        {
            ScalarCoordinate coordinate = coordinates.Family[i];
            if (coordinate.Index >= 0)
            {
                FamilyParameter parameter = coordinates.Model.FamilyPriors[i].Parameter;
                double slope = byFamily[i] * coordinate.Slope(position);
                gradient[coordinate.Index] += parameter.ByLogarithm ? slope / Approximation.Parameters[i] : slope;
            }

            value += coordinate.AddLogPrior(position, gradient);
        }

        for (int j = 0; j < coordinates.Bounded.Length; j++)
        {
            if (coordinates.Bounded[j] is { } bounded)
            {
                if (bounded.Index >= 0)
                {
                    gradient[bounded.Index] += prior.ByHeld(j, Approximation.Beta[j]) * bounded.Slope(position);
                }

                value += bounded.AddLogPrior(position, gradient);
            }
        }

        return value;
    }
}
