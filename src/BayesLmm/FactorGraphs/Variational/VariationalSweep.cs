using BayesLmm.Equations;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.FactorGraphs.Variational;

/// <summary>
/// One sweep of structured message passing as a map x → F(x) of the expected precisions: from these the distributions of what their priors depend on, then q(β,
/// b), then new precisions. x has log E τ, for each term the coordinates of its E P (<see cref="CovarianceUpdate"/>), log E κ of each mixture, and for
/// student_t residuals the coordinates of <see cref="StudentResidualUpdate"/>. Owns all memory of a run; a sweep allocates nothing where residuals are normal.
/// </summary>
internal sealed class VariationalSweep
{
    private readonly ConjugateModel model;
    private readonly CrossProducts products;
    private readonly EffectsStep step;
    private readonly PrecisionUpdate residual;
    private readonly CovarianceUpdate[] terms;
    private readonly MixingUpdate?[] mixing;
    private readonly StudentResidualUpdate? student;
    private readonly double[] coefficients;
    private readonly int[] starts;

    /// <summary>Allocates the memory.</summary>
    /// <param name="model">The model.</param>
    /// <param name="products">The data.</param>
    /// <param name="rows">The rows, where residuals are student_t; otherwise null.</param>
    /// <param name="threads">How many threads may share a factorisation.</param>
    public VariationalSweep(ConjugateModel model, CrossProducts products, RowProducts? rows, int threads)
    {
        this.model = model;
        this.products = products;
        double[] constants = [.. model.Coefficients.Select(prior => prior is CoefficientPrior.Fixed known ? known.Value : double.NaN)];
        int[] unknown = [.. Enumerable.Range(0, constants.Length).Where(j => double.IsNaN(constants[j]))];
        MixedModelEquations equations = MixedModelEquations.Analyze(products, unknown);
        step = new EffectsStep(products, equations, constants, threads);
        coefficients = [.. step.Constants];
        student = rows is null ? null
            : new StudentResidualUpdate(rows, model.DegreesOfFreedom!, new RowSquares(rows, equations),
                model.Residual is PrecisionPrior.Fixed fixedPrecision ? fixedPrecision.Value : null);
        residual = new PrecisionUpdate(model.Residual);
        terms = [.. model.Terms.Select(UpdateOf)];
        mixing = [.. unknown.Select(j => model.Coefficients[j] is CoefficientPrior.GammaMixture or CoefficientPrior.ExponentialMixture
            ? new MixingUpdate(model.Coefficients[j])
            : null)];
        starts = new int[terms.Length + 2];
        starts[0] = residual.IsKnown ? 0 : 1;
        for (int k = 0; k < terms.Length; k++)
        {
            starts[k + 1] = starts[k] + terms[k].Dimension;
        }

        starts[^1] = starts[^2] + mixing.Count(m => m is not null);
        Dimension = starts[^1] + (rows?.Count ?? 0);
        for (int j = 0; j < unknown.Length; j++)
        {
            int column = unknown[j];
            (double mean, step.Precision[j]) = model.Coefficients[column].Given(mixing: 1, products.Fixed.Reference[column]);
            step.Location[j] = products.Fixed.Coordinates.Relative(column, mean);
        }
    }

    /// <summary>Number of coordinates.</summary>
    public int Dimension { get; }

    /// <summary>Whether the last sweep could factor its system: if the sweep failed nevertheless, a number was not finite.</summary>
    public bool IsSystemFactored { get; private set; }

    /// <summary>E τ of the last sweep.</summary>
    public double MeanPrecision => residual.Mean;

    /// <summary>Whether τ has a coordinate, the first.</summary>
    public bool HasResidual => !residual.IsKnown;

    /// <summary>A reasonable point: each precision gets a part of the spread that the fixed effects leave.</summary>
    public double[] StartingPoint()
    {
        double[] x = new double[Dimension];
        double yy = products.Fixed.Yy > 0 ? products.Fixed.Yy : 1;
        if (HasResidual)
        {
            x[0] = Math.Log(2 * products.RowCount / yy);
        }

        for (int k = 0; k < terms.Length; k++)
        {
            TermShape shape = products.Terms[k];
            double[] variances =
                [.. Enumerable.Range(0, shape.Width).Select(i => products.SumOfSquares(shape, i) is > 0 and double squares ? 0.5 * yy / squares : 1)];
            terms[k].Start(variances, x.AsSpan(starts[k], terms[k].Dimension));
        }

        student?.Start(x.AsSpan(starts[^1]), Math.Log(2 * products.RowCount / yy));
        return x;
    }

    /// <summary>The sweep. False if the system at x is not positive definite, or a number is not finite.</summary>
    /// <param name="x">Expected precisions.</param>
    /// <param name="next">Receives F(x).</param>
    /// <param name="bound">Receives the bound of log p(y) after the sweep.</param>
    public bool TryRun(ReadOnlySpan<double> x, Span<double> next, out double bound)
    {
        bound = double.NaN;
        Read(x);
        IsSystemFactored = step.TryRun(student is null ? residual.Mean : 1);
        if (!IsSystemFactored)
        {
            return false;
        }

        double sum = step.Entropy + (0.5 * products.LogWeights);
        if (student is null)
        {
            residual.Update(step.ResidualSquares, products.RowCount);
            sum += residual.Bound(step.ResidualSquares, products.RowCount);
        }
        else
        {
            for (int j = 0; j < step.Unknown.Length; j++)
            {
                coefficients[step.Unknown[j]] = step.Beta[j];
            }

            if (!student.TryUpdate(step, coefficients, residual.ExpectedLogPrior, next[starts[^1]..]))
            {
                return false;
            }

            residual.Take(student.MeanPrecision, student.PrecisionVariance);
            sum += student.LogIntegral + residual.ScaleBound;
        }

        if (HasResidual)
        {
            next[0] = Math.Log(residual.Mean);
        }

        for (int k = 0; k < terms.Length; k++)
        {
            int levels = products.Terms[k].LevelCount;
            terms[k].Update(step.Moments(k), levels);
            terms[k].Write(next[starts[k]..starts[k + 1]]);
            sum += terms[k].Bound(step.Moments(k), levels);
        }

        int c = starts[^2];
        for (int j = 0; j < mixing.Length; j++)
        {
            if (mixing[j] is { } mixture)
            {
                mixture.Update(step.ExpectedSquare(j));
                next[c++] = Math.Log(mixture.Mean);
                sum += mixture.Bound();
            }
            else if (step.Precision[j] > 0)
            {
                sum += 0.5 * (Math.Log(step.Precision[j]) - NormalConstants.Log2Pi - (step.Precision[j] * step.ExpectedSquare(j)));
            }
        }

        bound = sum;
        return double.IsFinite(bound);
    }

    /// <summary>
    /// The covariance matrix of the coordinates of precisions under q, by the delta method from the sufficient statistics: block diagonal, d × d by rows.
    /// </summary>
    public double[] CoordinateVariances()
    {
        int d = starts[^1];
        double[] covariance = new double[d * d];
        if (HasResidual)
        {
            covariance[0] = residual.CoordinateVariance;
        }

        for (int k = 0; k < terms.Length; k++)
        {
            terms[k].WriteVariance(covariance, d, starts[k]);
        }

        int c = starts[^2];
        foreach (MixingUpdate? mixture in mixing)
        {
            if (mixture is not null)
            {
                covariance[(c * d) + c++] = mixture.CoordinateVariance;
            }
        }

        return covariance;
    }

    /// <summary>The distributions after the last sweep. This ends the run, because it hands over the system.</summary>
    public VariationalApproximation Approximation(double bound)
    {
        double[] means = [.. Enumerable.Repeat(1.0, model.Coefficients.Count)];
        for (int j = 0; j < mixing.Length; j++)
        {
            means[step.Unknown[j]] = mixing[j]?.Mean ?? 1;
        }

        return new VariationalApproximation(
            model, step.Marginal(), residual.Marginal, terms.Select(term => term.Marginal).ToEquatableArray(), means.ToEquatableArray(), bound)
        { StudentResiduals = student?.Marginal };
    }

    private static CovarianceUpdate UpdateOf(CovariancePrior prior) =>
        prior is CovariancePrior.Independent independent ? new IndependentUpdate(independent) : new WishartUpdate(prior);

    private void Read(ReadOnlySpan<double> x)
    {
        if (HasResidual)
        {
            residual.Read(Math.Exp(x[0]));
        }

        for (int k = 0; k < terms.Length; k++)
        {
            terms[k].Read(x[starts[k]..starts[k + 1]], step.Lambda(k));
        }

        int c = starts[^2];
        for (int j = 0; j < mixing.Length; j++)
        {
            if (mixing[j] is { } mixture)
            {
                mixture.Mean = Math.Exp(x[c++]);
                step.Precision[j] = mixture.Mean / (mixture.Scale * mixture.Scale);
            }
        }

        if (student is not null)
        {
            step.Reweight(student.Weigh(x[starts[^1]..]));
        }
    }
}
