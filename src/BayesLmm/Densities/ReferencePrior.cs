using BayesLmm.Design.Products;
using BayesLmm.Distributions;
using BayesLmm.Equations.Laplace;

namespace BayesLmm.Densities;

/// <summary>
/// The priors of a model's coefficients for Laplace's approximation. Coefficients that are part of φ are held where φ has them, by a very narrow normal prior.
/// Not thread-safe, because φ is set.
/// </summary>
internal sealed class ReferencePrior : LaplacePrior
{
    /// <summary>Precision of the prior that holds a coefficient, in units of what rows of variance 1 would say about it.</summary>
    private const double Hold = 1e8;

    /// <summary>Step of the differences that give second and third derivatives, as part of a prior's size: errors of 1e-6.</summary>
    private const double Step = 1e-3;

    private readonly ConditionalCoordinates layout;
    private readonly Design.Products.Coordinates coordinates;
    private readonly double[] held;
    private readonly double[] holds;

    /// <summary>Takes a model's priors.</summary>
    /// <param name="layout">Which coefficients are part of φ.</param>
    public ReferencePrior(ConditionalCoordinates layout)
    {
        this.layout = layout;
        CrossProducts products = layout.Model.Products;
        coordinates = products.Fixed.Coordinates;
        held = new double[products.FixedCount];
        holds = new double[products.FixedCount];
        for (int j = 0; j < holds.Length; j++)
        {
            double squares = products.Fixed.Xx[(j * products.FixedCount) + j];
            holds[j] = Hold * (squares > 0 ? squares : 1);
        }
    }

    /// <summary>Holds coefficients where a φ has them.</summary>
    public void HoldAt(ReadOnlySpan<double> phi) => layout.KnownCoefficients(phi).CopyTo(held, 0);

    /// <summary>∂L/∂c of a coefficient held at c, when its mode is β̂.</summary>
    public double ByHeld(int column, double beta) => holds[column] * (beta - held[column]);

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<double> beta, Span<double> slopes, Span<double> precisions, Span<double> precisionSlopes)
    {
        double sum = 0;
        for (int j = 0; j < beta.Length; j++)
        {
            if (layout.Bounded[j] is not null)
            {
                double distance = beta[j] - held[j];
                sum -= 0.5 * holds[j] * distance * distance;
                (slopes[j], precisions[j], precisionSlopes[j]) = (-holds[j] * distance, holds[j], 0);
                continue;
            }

            Distribution prior = layout.Model.FixedEffects[j].Prior;
            double value = coordinates.Absolute(j, beta[j]);
            (double location, double precision) = NormalStandIn.Of(prior);
            if (prior is Laplace)
            {
                // Its kink has no second derivative: a normal prior of its scale stands in for it.
                double distance = value - location;
                sum -= 0.5 * precision * distance * distance;
                (slopes[j], precisions[j], precisionSlopes[j]) = (-precision * distance, precision, 0);
                continue;
            }

            sum += prior.LogDensity(value, out slopes[j]);
            (precisions[j], precisionSlopes[j]) =
                prior is Normal or Distributions.Flat ? (precision, 0) : Bend(prior, value, slopes[j], Step / Math.Sqrt(precision));
        }

        return sum;
    }

    /// <summary>Σ log p(β) of the coefficients that are not part of φ, as it is: nothing stands in for a prior.</summary>
    public double LogDensity(ReadOnlySpan<double> beta)
    {
        double sum = 0;
        for (int j = 0; j < beta.Length; j++)
        {
            sum += layout.Bounded[j] is null ? layout.Model.FixedEffects[j].Prior.LogDensity(coordinates.Absolute(j, beta[j]), out _) : 0;
        }

        return sum;
    }

    /// <summary>P = −∂² log p, 0 where the density is not concave, and its slope.</summary>
    private static (double Precision, double Slope) Bend(Distribution prior, double value, double slope, double step)
    {
        prior.LogDensity(value + step, out double above);
        prior.LogDensity(value - step, out double below);
        double precision = (below - above) / (2 * step), bend = ((2 * slope) - above - below) / (step * step);
        return precision > 0 && double.IsFinite(bend) ? (precision, bend) : (0, 0);
    }
}
