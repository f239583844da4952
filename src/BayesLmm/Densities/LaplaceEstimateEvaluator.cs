using System.Numerics.Tensors;
using BayesLmm.Densities.Coordinates;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.Equations.Laplace;
using BayesLmm.Families;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;
using BayesLmm.Sampling;

namespace BayesLmm.Densities;

/// <summary>Evaluates a <see cref="LaplaceEstimate"/>, and makes the draw that belongs to a point. Owns its memory.</summary>
internal sealed class LaplaceEstimateEvaluator : IEstimatedDensityEvaluator, IPositionReader
{
    /// <summary>Antithetic pairs of an estimate: few add little to the variance of weights.</summary>
    private const int Pairs = 4;

    /// <summary>Half the width of the differences that approximate derivatives.</summary>
    private const double Width = 0.01;

    private readonly LaplaceEstimate density;
    private readonly ConditionalCoordinates layout;
    private readonly ReferencePrior prior;
    private readonly LaplaceApproximation laplace;
    private readonly CovarianceFactors factors;
    private readonly RowDensity rowDensity;
    private readonly double logConstant;
    private readonly int q;
    private readonly double[] family;
    private readonly double[] ignored;
    private readonly double[] near;
    private readonly double[] byFamily;
    private readonly double[] normals;
    private readonly double[] effects;
    private readonly double[] predictor;
    private readonly double[] byPredictor;
    private readonly double[] logRatios;
    private readonly double[][] draws;
    private double[] drawn;
    private ulong? stream;

    public LaplaceEstimateEvaluator(LaplaceEstimate density)
    {
        this.density = density;
        layout = density.Layout;
        CrossProducts products = density.Model.Products;
        prior = new ReferencePrior(layout);
        laplace = new LaplaceApproximation(density.Rows.OfLaplace, prior, equations: density.Rows.AllEquations) { Tolerance = 1e-12 };
        factors = new CovarianceFactors(layout.Terms, new EffectFactors(products.Terms));
        rowDensity = density.Model.Family.Density;
        logConstant = density.Model.LogConstant;
        q = products.EffectCount;
        int order = laplace.Unknowns.Length, n = laplace.Rows.Count;
        (family, byFamily) = (new double[layout.Family.Length], new double[layout.Family.Length]);
        (ignored, near) = (new double[density.Dimension], new double[density.Dimension]);
        (normals, effects, predictor, byPredictor) = (new double[order], new double[q], new double[n], new double[n]);
        logRatios = new double[2 * Pairs];
        draws = [.. logRatios.Select(_ => new double[order])];
        drawn = draws[0];
    }

    /// <inheritdoc/>
    public ReadOnlySpan<double> FamilyParameters => family;

    /// <inheritdoc/>
    public int DrawLength => 0;

    /// <inheritdoc/>
    public ReadOnlySpan<double> Sds(int term) => factors.Sds(term);

    /// <inheritdoc/>
    public ReadOnlySpan<double> CorrelationFactor(int term) => factors.CorrelationFactor(term);

    /// <inheritdoc/>
    public void UseStream(ulong stream) => this.stream = stream;

    /// <summary>The value, and its derivatives by central differences with the same random numbers.</summary>
    public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
    {
        ulong numbers = stream ?? PositionHash.Of(position);
        CentralDifferences.Gradient(x => Value(x, numbers), position, Width, near, gradient);
        return Value(position, numbers);
    }

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> position) => Value(position, stream ?? PositionHash.Of(position));

    /// <inheritdoc/>
    public void Draw(ReadOnlySpan<double> position, ReadOnlySpan<double> normals, Span<double> coefficients, Span<double> effects)
    {
        if (!double.IsFinite(Prepare(position)))
        {
            throw new ArgumentException("The density is zero at this position, so there is no draw that goes with it.", nameof(position));
        }

        RandomStream random = new(density.Seed, PositionHash.Of(position));
        Propose(random);
        drawn = draws[density.IsExact ? DrawRatios.Choose(logRatios, random) : 0];
        DrawAgain(normals, coefficients, effects);
    }

    /// <summary>The same draw: a point has one.</summary>
    public void DrawAgain(ReadOnlySpan<double> normals, Span<double> coefficients, Span<double> effects)
    {
        drawn.AsSpan(q).CopyTo(coefficients);
        density.Model.Products.Fixed.Coordinates.ToWritten(coefficients);
        drawn.AsSpan(0, q).CopyTo(effects);
        laplace.System.Layout.Multiply(factors.Lambda, effects);
    }

    private double Value(ReadOnlySpan<double> position, ulong numbers)
    {
        double logPrior = Prepare(position);
        if (!double.IsFinite(logPrior))
        {
            return double.NegativeInfinity;
        }

        if (!density.IsExact)
        {
            return logPrior + LogJoint(laplace.Unknowns) + LogNormalizer;
        }

        Propose(new RandomStream(density.Seed, numbers));
        return logPrior + DrawRatios.LogMean(logRatios);
    }

    /// <summary>−log N(â; â, H⁻¹), with the (2π)^(−q/2) of u.</summary>
    private double LogNormalizer => ((laplace.Unknowns.Length - q) * NormalConstants.HalfLog2Pi) - (0.5 * laplace.LogDeterminant);

    /// <summary>Takes a position and finds the mode there; returns log p(φ) with the Jacobian, −∞ where there is no mode.</summary>
    private double Prepare(ReadOnlySpan<double> position)
    {
        factors.Read(position);
        factors.Lambda.CopyTo(laplace.Lambda);
        double sum = layout.OuterCount == 0 ? -(0.5 * position[0] * position[0]) - NormalConstants.HalfLog2Pi : 0;
        for (int i = 0; i < family.Length; i++)
        {
            family[i] = layout.Family[i].Value(position);
            laplace.Parameters[i] = family[i];
            sum += layout.Family[i].AddLogPrior(position, ignored);
        }

        factors.AddLogPrior(position, ref sum, ignored);
        if (!double.IsFinite(sum))
        {
            return double.NegativeInfinity;
        }

        laplace.Restart();
        density.Start.CopyTo(laplace.Unknowns);
        return double.IsFinite(laplace.Evaluate()) ? sum : double.NegativeInfinity;
    }

    /// <summary>The draws a_m and the logarithms of their ratios.</summary>
    private void Propose(RandomStream random)
    {
        ReadOnlySpan<double> mode = laplace.Unknowns;
        for (int pair = 0; pair < Pairs; pair++)
        {
            random.FillNormal(normals);
            double square = TensorPrimitives.SumOfSquares<double>(normals);
            laplace.System.Factor.SolveUpper(normals);
            TensorPrimitives.Add(mode, normals, draws[2 * pair]);
            TensorPrimitives.Subtract(mode, normals, draws[(2 * pair) + 1]);
            for (int side = 0; density.IsExact && side < 2; side++)
            {
                int m = (2 * pair) + side;
                double ratio = LogJoint(draws[m]) + LogNormalizer + (0.5 * square);
                logRatios[m] = double.IsNaN(ratio) ? double.NegativeInfinity : ratio;
            }
        }
    }

    /// <summary>log p(y, u, β | φ) without the (2π)^(−q/2) of u.</summary>
    private double LogJoint(ReadOnlySpan<double> unknowns)
    {
        unknowns[..q].CopyTo(effects);
        laplace.System.Layout.Multiply(factors.Lambda, effects);
        laplace.Rows.Predictor.Compute(unknowns[q..], effects, predictor);
        double sum = rowDensity.Evaluate(laplace.Rows.Response, laplace.Rows.Weights, predictor, family, byPredictor, byFamily) + logConstant;
        return sum + prior.LogDensity(unknowns[q..]) - (0.5 * TensorPrimitives.SumOfSquares(unknowns[..q]));
    }
}
