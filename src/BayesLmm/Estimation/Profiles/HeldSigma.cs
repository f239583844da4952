using System.Numerics.Tensors;

namespace BayesLmm.Estimation.Profiles;

/// <summary>The residual standard deviation held: v = log(σ/σ̂), and the free coordinates are the entries of the factors.</summary>
internal sealed class HeldSigma : HeldParameter
{
    /// <summary>The largest factor between σ and σ̂: beyond it σ² is negligible relative to σ̂², and the residuals of the fit are rounding.</summary>
    private const double Farthest = 1e4;

    private readonly RemlCriterion criterion;
    private readonly double sigmaHat;
    private readonly double[] units;
    private readonly double[] entries;
    private readonly double[] factors;
    private readonly double[] byFactors;
    private double sigma;

    /// <summary>Holds σ.</summary>
    public HeldSigma(RemlCriterion criterion, LikelihoodMaximum maximum)
    {
        this.criterion = criterion;
        sigmaHat = maximum.Sigma;
        units = FactorPlaces.Units(criterion, maximum);
        entries = new double[units.Length];
        factors = new double[criterion.Factors.Length];
        byFactors = new double[factors.Length];
        Start = new double[units.Length];
        for (int i = 0; i < Start.Length; i++)
        {
            Start[i] = maximum.Theta[i] * sigmaHat / units[i];
        }

        Step = 1 / Math.Sqrt(2.0 * criterion.Products.RowCount);
    }

    /// <inheritdoc/>
    public override double[] Start { get; }

    /// <inheritdoc/>
    public override IEnumerable<double[]> OtherStarts => [FactorPlaces.Neutral(criterion)];

    /// <inheritdoc/>
    public override double Estimate => 0;

    /// <inheritdoc/>
    public override double Step { get; }

    /// <inheritdoc/>
    public override double Reach => Math.Log(Farthest);

    /// <inheritdoc/>
    public override double Sigma => sigma;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Factors => factors;

    /// <inheritdoc/>
    public override double Report(double v) => sigmaHat * Math.Exp(v);

    /// <inheritdoc/>
    public override double Evaluate(double v, ReadOnlySpan<double> x, Span<double> gradient, out double byV)
    {
        sigma = Report(v);
        TensorPrimitives.Multiply(x, units, entries);
        criterion.Layout.Expand(entries, factors);
        double value = criterion.EvaluateAt(sigma, factors, byFactors, out double bySigma);
        criterion.Layout.Gather(byFactors, gradient);
        TensorPrimitives.Multiply(gradient, units, gradient);
        byV = bySigma * sigma;
        return value;
    }
}
