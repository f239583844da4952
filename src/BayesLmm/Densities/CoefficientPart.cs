using BayesLmm.Densities.Coordinates;
using BayesLmm.Equations;

namespace BayesLmm.Densities;

/// <summary>
/// The meaning of a position for the coefficients: the normal prior of those that are integrated out, and the values of those that are sampled or constant.
/// Notation as in <see cref="JointEffectsGivenVariances"/>.
/// </summary>
internal sealed class CoefficientPart
{
    private readonly Design.Products.Coordinates coordinates;
    private readonly CoefficientRole[] roles;
    private readonly JointEffectsGivenVariances given;

    /// <summary>Prepares to read positions.</summary>
    /// <param name="coordinates">The coordinates of coefficients.</param>
    /// <param name="roles">For each coefficient what it is in the density.</param>
    /// <param name="given">The distribution that is written to.</param>
    public CoefficientPart(Design.Products.Coordinates coordinates, CoefficientRole[] roles, JointEffectsGivenVariances given)
    {
        this.coordinates = coordinates;
        this.roles = roles;
        this.given = given;
    }

    /// <summary>Writes priors and known coefficients of a position.</summary>
    public void Read(ReadOnlySpan<double> position)
    {
        ReadOnlySpan<int> unknown = given.Unknown;
        for (int j = 0; j < unknown.Length; j++)
        {
            (double precision, double center) = roles[unknown[j]] switch
            {
                CoefficientRole.Conjugate role => (role.Precision, role.Location),
                CoefficientRole.ScaleMixture role => (Math.Exp(-position[role.Index]) / (role.Scale * role.Scale), role.Location),
                _ => throw new InvalidOperationException("A sampled coefficient is among the unknowns."),
            };
            given.Precision[j] = precision;
            given.Location[j] = precision == 0 ? 0 : coordinates.Relative(unknown[j], center);
        }

        foreach (int column in given.KnownColumns)
        {
            given.Known[column] = coordinates.Relative(column, ((CoefficientRole.Sampled)roles[column]).Coordinate.Value(position));
        }
    }

    /// <summary>
    /// Adds to the gradient of log p(y | φ): for a mixing scale w, P = 1/(scale² w), −½ (1 − P Var β̂ − P (β̂ − m)²) by log w; for a sampled coefficient xᵀ(y −
    /// Aâ)/σ².
    /// </summary>
    /// <param name="position">φ.</param>
    /// <param name="tau">1/σ².</param>
    /// <param name="gradient">Added to.</param>
    public void AddGradient(ReadOnlySpan<double> position, double tau, Span<double> gradient)
    {
        ReadOnlySpan<int> unknown = given.Unknown;
        for (int j = 0; j < unknown.Length; j++)
        {
            if (roles[unknown[j]] is CoefficientRole.ScaleMixture role)
            {
                gradient[role.Index] -= 0.5 * (1 - (given.Precision[j] * given.Variances[j]) - given.Pulls[j]);
            }
        }

        foreach (int column in given.KnownColumns)
        {
            ScalarCoordinate coordinate = ((CoefficientRole.Sampled)roles[column]).Coordinate;
            if (coordinate.Index >= 0)
            {
                gradient[coordinate.Index] += tau * given.ResidualProduct(column, given.Beta, given.Effects) * coordinate.Slope(position);
            }
        }
    }

    /// <summary>Adds the log prior density of the coefficients' coordinates, Jacobians included.</summary>
    public double AddLogPrior(ReadOnlySpan<double> position, Span<double> gradient)
    {
        double sum = 0;
        foreach (CoefficientRole role in roles)
        {
            if (role is CoefficientRole.Sampled sampled)
            {
                sum += sampled.Coordinate.AddLogPrior(position, gradient);
            }
            else if (role is CoefficientRole.ScaleMixture mixture)
            {
                sum += mixture.Mixing.LogDensity(position[mixture.Index], out double slope);
                gradient[mixture.Index] += slope;
            }
        }

        return sum;
    }
}
