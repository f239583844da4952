using BayesLmm.Design;
using BayesLmm.Models.Equations;
using BayesLmm.Numerics;

namespace BayesLmm.Hamiltonian;

/// <summary>
/// What a position says about the coefficients: the normal prior of those that are integrated out, and the products with y once the sampled ones have been taken from
/// it. Notation as in <see cref="MarginalEvaluator"/>. Owns its memory; allocates nothing after construction.
/// </summary>
internal sealed class CoefficientPart
{
    private readonly CrossProducts products;
    private readonly CoefficientRole[] roles;
    private readonly int[] marginalColumns;
    private readonly int[] sampledColumns;
    private readonly double[] precision;
    private readonly double[] location;
    private readonly double[] scores;
    private readonly double[] pulls;
    private readonly double[] sampledValues;
    private readonly AdjustedResponse response;

    public CoefficientPart(MarginalDensity density)
    {
        products = density.Model.Products;
        roles = density.Roles;
        marginalColumns = [.. density.Equations.FixedColumns];
        sampledColumns = [.. Enumerable.Range(0, roles.Length).Except(marginalColumns)];
        precision = new double[marginalColumns.Length];
        location = new double[marginalColumns.Length];
        scores = new double[marginalColumns.Length];
        pulls = new double[marginalColumns.Length];
        sampledValues = new double[sampledColumns.Length];
        response = new AdjustedResponse(products);
    }

    /// <summary>P: the prior precisions of the coefficients that are integrated out; 0 for a flat prior.</summary>
    public ReadOnlySpan<double> Precision => precision;

    /// <summary>m: their prior means, in the coordinates of the cross-products.</summary>
    public ReadOnlySpan<double> Location => location;

    /// <summary>P (β̂ − m) after <see cref="ComputeScores"/>: how hard the data pull at each prior mean.</summary>
    public ReadOnlySpan<double> Scores => scores;

    /// <summary>P (β̂ − m)² after <see cref="ComputeScores"/>.</summary>
    public ReadOnlySpan<double> Pulls => pulls;

    /// <summary>yᵀy, y without what the sampled coefficients explain.</summary>
    public double Yy => response.Yy;

    /// <summary>Zᵀy.</summary>
    public ReadOnlySpan<double> Zy => response.Zy;

    /// <summary>xᵀy for the j-th of the columns that are integrated out.</summary>
    public double MarginalXy(int j) => response.Xy[marginalColumns[j]];

    /// <summary>Reads a position.</summary>
    public void Read(ReadOnlySpan<double> position)
    {
        ReadOnlySpan<double> reference = products.Fixed.Reference.Span;
        for (int j = 0; j < marginalColumns.Length; j++)
        {
            (precision[j], double center) = roles[marginalColumns[j]] switch
            {
                CoefficientRole.Conjugate role => (role.Precision, role.Location),
                CoefficientRole.ScaleMixture role => (Math.Exp(-position[role.Index]) / (role.Scale * role.Scale), role.Location),
                _ => throw new InvalidOperationException("A sampled coefficient is among the unknowns."),
            };
            location[j] = precision[j] == 0 ? 0 : center - reference[marginalColumns[j]];
        }

        response.Reset();
        for (int s = 0; s < sampledColumns.Length; s++)
        {
            sampledValues[s] = ((CoefficientRole.Sampled)roles[sampledColumns[s]]).Coordinate.Value(position) - reference[sampledColumns[s]];
            response.Subtract(sampledColumns[s], sampledValues[s]);
        }
    }

    /// <summary>
    /// Computes <see cref="Scores"/> and <see cref="Pulls"/>; 0 for flat priors. Where the prior is tighter than the column's data, β̂ − m is all rounding, and the score comes from the data's side, xᵀ(y − Aâ)/σ²;
    /// where it is vaguer, what is left of that after cancellation would be divided by P, and the score comes from the prior's side.
    /// </summary>
    /// <param name="tau">1/σ².</param>
    /// <param name="beta">β̂ of the coefficients that are integrated out.</param>
    /// <param name="effects">b̂, the group effects.</param>
    public void ComputeScores(double tau, ReadOnlySpan<double> beta, ReadOnlySpan<double> effects)
    {
        ReadOnlySpan<double> xx = products.Fixed.Xx.Span;
        for (int j = 0; j < scores.Length; j++)
        {
            int column = marginalColumns[j];
            if (precision[j] > tau * xx[(column * products.FixedCount) + column])
            {
                scores[j] = tau * response.ResidualProduct(column, marginalColumns, beta, effects);
                pulls[j] = scores[j] * scores[j] / precision[j];
                continue;
            }

            double distance = beta[j] - location[j];
            scores[j] = precision[j] * distance;
            pulls[j] = scores[j] * distance;
        }
    }

    /// <summary>Writes all coefficients, on centred columns and with <see cref="FixedProducts.Reference"/>.</summary>
    /// <param name="marginal">Those that are integrated out, in the coordinates of the cross-products.</param>
    /// <param name="coefficients">Receives them, p numbers.</param>
    public void Assemble(ReadOnlySpan<double> marginal, Span<double> coefficients)
    {
        ReadOnlySpan<double> reference = products.Fixed.Reference.Span;
        for (int j = 0; j < marginalColumns.Length; j++)
        {
            coefficients[marginalColumns[j]] = marginal[j] + reference[marginalColumns[j]];
        }

        for (int s = 0; s < sampledColumns.Length; s++)
        {
            coefficients[sampledColumns[s]] = sampledValues[s] + reference[sampledColumns[s]];
        }
    }

    /// <summary>
    /// Adds to the gradient of log p(y | φ): for a mixing scale w, P = 1/(scale² w), −½ (1 − P Var β̂ − P (β̂ − m)²) by log w; for a sampled coefficient xᵀ(y − Aâ)/σ².
    /// </summary>
    /// <param name="position">φ.</param>
    /// <param name="tau">1/σ².</param>
    /// <param name="beta">β̂ of the coefficients that are integrated out.</param>
    /// <param name="variances">Their variances, the diagonal of Q⁻¹.</param>
    /// <param name="effects">b̂, the group effects.</param>
    /// <param name="gradient">Added to.</param>
    public void AddGradient(
        ReadOnlySpan<double> position, double tau, ReadOnlySpan<double> beta, ReadOnlySpan<double> variances, ReadOnlySpan<double> effects, Span<double> gradient)
    {
        for (int j = 0; j < marginalColumns.Length; j++)
        {
            if (roles[marginalColumns[j]] is CoefficientRole.ScaleMixture role)
            {
                gradient[role.Index] -= 0.5 * (1 - (precision[j] * variances[j]) - pulls[j]);
            }
        }

        foreach (int column in sampledColumns)
        {
            ScalarCoordinate coordinate = ((CoefficientRole.Sampled)roles[column]).Coordinate;
            if (coordinate.Index >= 0)
            {
                gradient[coordinate.Index] += tau * response.ResidualProduct(column, marginalColumns, beta, effects) * coordinate.Slope(position);
            }
        }
    }

    /// <summary>Adds the log prior density of the coordinates that coefficients brought, Jacobians included.</summary>
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
