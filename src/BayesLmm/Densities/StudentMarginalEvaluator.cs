using System.Numerics.Tensors;
using BayesLmm.Densities.Coordinates;
using BayesLmm.Design.Products;
using BayesLmm.Distributions;
using BayesLmm.Equations;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;
using BayesLmm.Sampling;

namespace BayesLmm.Densities;

// The mode of (u, β) by iteratively reweighted least squares: weights w_i ω_i, ω_i = (ν + 1)/(ν + z_i²), z_i² = w_i r_i²/σ² (the EM algorithm of a scale
// mixture). At the mode the curvature of log t in η_i is τ w_i (ν + 1)(ν − z_i²)/(ν + z_i²)²; where it is small or negative a part of ω_i takes its place, so
// that the normal distribution is proper and not too narrow.

/// <summary>Evaluates a <see cref="StudentMarginal"/>, and makes the draw that belongs to a point. Owns its memory; an evaluation allocates.</summary>
internal sealed class StudentMarginalEvaluator : IEstimatedDensityEvaluator, IPositionReader
{
    private const int MostSteps = 100;
    private const double Arrived = 0.02;         // change of ω, of order one: the mode need not be exact, only the same whenever it is computed
    private const double LeastCurvature = 0.02;  // as part of ω
    // tails of a t posterior are heavier than normal: D variances are 1 + 3/√D times the curvature's, which costs the ratios about the same variance for every
    // D
    private const double Widening = 3;

    private readonly double[] family = new double[2];
    private readonly StudentMarginal density;
    private readonly RowProducts rows;
    private readonly JointEffectsGivenVariances given;
    private readonly CovarianceFactors factors;
    private readonly CoefficientPart coefficientPart;
    private readonly double[] unusedGradient;
    private readonly double[] near;
    private readonly double[] omega;
    private readonly double[] startWeights;
    private readonly double[] modeWeights;
    private readonly double[] weights;
    private readonly double[] residuals;
    private readonly double[] work;
    private readonly double[] normals;
    private readonly double[] unknowns;
    private readonly double[] coefficients;
    private readonly double[] effects;
    private readonly double stretch;
    private readonly double[] logRatios;
    private readonly double[][] draws;
    private ulong? stream;
    private double tau;

    public StudentMarginalEvaluator(StudentMarginal density)
    {
        this.density = density;
        rows = density.Rows;
        MarginalDensity gaussian = density.Gaussian;
        CrossProducts products = density.Model.Products;
        given = new JointEffectsGivenVariances(gaussian.Equations);
        factors = new CovarianceFactors(gaussian.Terms, given.System.Layout);
        coefficientPart = new CoefficientPart(gaussian.Model.Products.Fixed.Coordinates, gaussian.Roles, given);
        unusedGradient = new double[density.Dimension];
        near = new double[density.Dimension];
        int n = rows.Count, order = gaussian.Equations.Order;
        (omega, weights, residuals, work) = (new double[n], new double[n], new double[n], new double[n]);
        (startWeights, modeWeights) = (new double[n], new double[n]);
        (normals, unknowns, coefficients, effects) = (new double[order], new double[order], new double[products.FixedCount], new double[products.EffectCount]);
        stretch = Math.Sqrt(1 + (Widening / Math.Sqrt(Math.Max(1, order))));
        logRatios = new double[2 * density.Pairs];
        draws = [.. logRatios.Select(_ => new double[order])];
    }

    /// <inheritdoc/>
    public ReadOnlySpan<double> FamilyParameters => family;

    /// <inheritdoc/>
    public int DrawLength => 0;

    private double Sigma => family[0];

    private double Nu => family[1];

    /// <inheritdoc/>
    public ReadOnlySpan<double> Sds(int term) => factors.Sds(term);

    /// <inheritdoc/>
    public ReadOnlySpan<double> CorrelationFactor(int term) => factors.CorrelationFactor(term);

    /// <inheritdoc/>
    public void UseStream(ulong stream) => this.stream = stream;

    /// <summary>The estimate, and its derivatives by central differences with the same random numbers.</summary>
    public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
    {
        ulong numbers = stream ?? PositionHash.Of(position);
        Array.Fill(startWeights, 1);
        double value = Estimate(position, startWeights, numbers);
        modeWeights.CopyTo(startWeights, 0);   // all differences start from the mode here, which theirs are near
        position.CopyTo(near);
        for (int i = 0; i < near.Length; i++)
        {
            double width = density.Widths[i];
            near[i] = position[i] + width;
            double above = Estimate(near, startWeights, numbers);
            near[i] = position[i] - width;
            gradient[i] = (above - Estimate(near, startWeights, numbers)) / (2 * width);
            near[i] = position[i];
        }

        return value;
    }

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> position)
    {
        Array.Fill(startWeights, 1);
        return Estimate(position, startWeights, stream ?? PositionHash.Of(position));
    }

    /// <summary>The estimate at a position.</summary>
    /// <param name="position">φ.</param>
    /// <param name="from">The rows' weights that the search for the mode starts from.</param>
    /// <param name="numbers">The random stream.</param>
    private double Estimate(ReadOnlySpan<double> position, double[] from, ulong numbers)
    {
        double logPrior = Read(position);
        if (!double.IsFinite(logPrior) || !TryFindMode(from) || !TryEstimate(numbers, out _))
        {
            return double.NegativeInfinity;
        }

        return logPrior + DrawRatios.LogMean(logRatios);
    }

    /// <inheritdoc/>
    public void Draw(ReadOnlySpan<double> position, ReadOnlySpan<double> normals, Span<double> coefficients, Span<double> effects)
    {
        Array.Fill(startWeights, 1);
        if (!double.IsFinite(Read(position)) || !TryFindMode(startWeights) || !TryEstimate(PositionHash.Of(position), out RandomStream random))
        {
            throw new ArgumentException("The density is zero at this position, so there is no draw that goes with it.", nameof(position));
        }

        draws[DrawRatios.Choose(logRatios, random)].CopyTo(unknowns, 0);
        DrawAgain(normals, coefficients, effects);
    }

    /// <summary>The same draw: a point has one.</summary>
    public void DrawAgain(ReadOnlySpan<double> normals, Span<double> coefficients, Span<double> effects)
    {
        Unpack(unknowns);
        this.effects.CopyTo(effects);
        this.coefficients.CopyTo(coefficients);
        density.Model.Products.Fixed.Coordinates.ToWritten(coefficients);
    }

    /// <summary>Takes a position; returns the log prior density of φ with the Jacobian.</summary>
    private double Read(ReadOnlySpan<double> position)
    {
        MarginalDensity gaussian = density.Gaussian;
        family[0] = gaussian.Sigma.Value(position);
        family[1] = density.Nu.Value(position);
        tau = 1 / (Sigma * Sigma);
        factors.Read(position);
        factors.Lambda.CopyTo(given.Lambda);
        coefficientPart.Read(position);
        double sum = gaussian.Sigma.AddLogPrior(position, unusedGradient) + density.Nu.AddLogPrior(position, unusedGradient);
        factors.AddLogPrior(position, ref sum, unusedGradient);
        sum += coefficientPart.AddLogPrior(position, unusedGradient);
        return density.HasNothingToSample ? sum - (0.5 * ((position[0] * position[0]) + NormalConstants.Log2Pi)) : sum;
    }

    /// <summary>Iterates from given weights; leaves those of the mode in <see cref="modeWeights"/>.</summary>
    private bool TryFindMode(double[] from)
    {
        from.CopyTo(omega, 0);
        double change = double.PositiveInfinity;
        for (int i = 0; i < MostSteps && change > Arrived; i++)
        {
            if (!TrySolve(omega))
            {
                return false;
            }

            change = 0;
            for (int row = 0; row < omega.Length; row++)
            {
                double value = (Nu + 1) / (Nu + (tau * rows.Weights[row] * residuals[row] * residuals[row]));
                change = Math.Max(change, Math.Abs(value - omega[row]));
                omega[row] = value;
            }
        }

        omega.CopyTo(modeWeights, 0);
        return true;
    }

    /// <summary>Solves for (û, β̂) with weights w ω, and computes the residuals there.</summary>
    private bool TrySolve(double[] omega)
    {
        TensorPrimitives.Multiply(rows.Weights, omega, weights);
        given.Use(rows.Weigh(weights));
        if (!given.TrySolve(tau))
        {
            return false;
        }

        given.Means.CopyTo(unknowns);
        Unpack(unknowns);
        rows.Residuals(coefficients, effects, residuals);
        return true;
    }

    /// <summary>The ratios log p(y, a_m | φ) − log N(a_m), and the state of the random numbers after them.</summary>
    private bool TryEstimate(ulong numbers, out RandomStream random)
    {
        random = new RandomStream(density.Seed, numbers);
        double[] mode = [.. unknowns];
        for (int row = 0; row < omega.Length; row++)
        {
            double square = tau * rows.Weights[row] * residuals[row] * residuals[row], sum = Nu + square;
            omega[row] = Math.Max(LeastCurvature * omega[row], (Nu + 1) * (Nu - square) / (sum * sum));
        }

        TensorPrimitives.Multiply(rows.Weights, omega, weights);
        given.Use(rows.Weigh(weights));
        if (!given.TryFactor(tau))
        {
            return false;
        }

        double logNormal = (0.5 * given.LogDeterminant) - (normals.Length * Math.Log(stretch));   // the constants (2π)^(−D/2) of u and of the proposal cancel
        for (int pair = 0; pair < density.Pairs; pair++)
        {
            random.FillNormal(normals);
            double square = TensorPrimitives.SumOfSquares<double>(normals);
            given.System.Factor.SolveUpper(normals);
            for (int side = 0; side < 2; side++)
            {
                double[] draw = draws[(2 * pair) + side];
                for (int i = 0; i < draw.Length; i++)
                {
                    draw[i] = mode[i] + (side == 0 ? stretch * normals[i] : -stretch * normals[i]);
                }

                logRatios[(2 * pair) + side] = LogJoint(draw) - logNormal + (0.5 * square);
            }
        }

        return logRatios.Any(double.IsFinite);
    }

    /// <summary>
    /// log p(y, u, β | φ), without (2π)^(−D/2) for the q effects and the coefficients with a normal prior; a flat one lacks that of the proposal, which is
    /// added here.
    /// </summary>
    private double LogJoint(double[] draw)
    {
        Unpack(draw);
        rows.Residuals(coefficients, effects, residuals);
        int q = effects.Length, n = residuals.Length;
        TensorPrimitives.Multiply(residuals, residuals, work);
        TensorPrimitives.Multiply(work, rows.Weights, work);
        TensorPrimitives.Multiply(work, tau / Nu, work);
        TensorPrimitives.LogP1(work, work);
        double sum = (n * (StudentNormalizer.Log(Nu) - Math.Log(Sigma))) + (0.5 * density.Model.Products.LogWeights)
            - (0.5 * (Nu + 1) * TensorPrimitives.Sum<double>(work)) - (0.5 * TensorPrimitives.SumOfSquares<double>(draw.AsSpan(0, q)));
        for (int j = 0; j < given.Precision.Length; j++)
        {
            double precision = given.Precision[j], distance = draw[q + j] - given.Location[j];
            sum += precision == 0 ? 0.5 * NormalConstants.Log2Pi : 0.5 * (Math.Log(precision) - (precision * distance * distance));
        }

        return sum;
    }

    private void Unpack(ReadOnlySpan<double> unknowns)
    {
        int q = effects.Length;
        unknowns[..q].CopyTo(effects);
        given.System.Layout.Multiply(factors.Lambda, effects);
        given.Assemble(unknowns[q..], coefficients);
    }
}
