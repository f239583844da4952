using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.Numerics;
using BayesLmm.Sampling;

namespace BayesLmm.FactorGraphs.Variational;

// Huang & Wand (2013), Tan & Nott (2013), Lee & Wand (2016) for the messages; Varadhan & Roland (2008), scheme S3, for the extrapolation:
//     r = F(x) − x,  v = F(F(x)) − F(x) − r,  α = −‖r‖/‖v‖,  x' = x − 2αr + α²v

/// <summary>
/// Structured variational message passing on a conjugate mixed model: q(β, b) q(τ) Π q(P_k) Π q(κ), from cross-products alone, so that a sweep does not depend
/// on the number of rows.
/// </summary>
internal static class StructuredMessagePassing
{
    /// <summary>Below this part of itself the bound counts as standing still.</summary>
    private const double BoundTolerance = 1e-10;

    /// <summary>An extrapolation may lower the bound by this part of itself, which is rounding.</summary>
    private const double Rounding = 1e-13;

    /// <summary>Runs to convergence.</summary>
    /// <param name="model">The model.</param>
    /// <param name="products">The data; the terms in the order of the model's.</param>
    /// <param name="options">When to stop; null for the defaults.</param>
    /// <param name="progress">Receives progress after each sweep.</param>
    /// <param name="cancellationToken">Ends the run early with the result so far.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="rows">The rows, which student_t residuals need; a sweep then costs in proportion to them.</param>
    /// <exception cref="ArgumentException">An option is out of range, or model and data do not belong together.</exception>
    /// <exception cref="InvalidOperationException">The numerics broke down; the message says where.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled before its first sweep was done.</exception>
    internal static VariationalFit Run(
        ConjugateModel model,
        CrossProducts products,
        VariationalOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default,
        TimeProvider? timeProvider = null,
        RowProducts? rows = null)
    {
        options ??= new VariationalOptions();
        options.Validate();
        Check(model, products, rows);
        TimeProvider time = timeProvider ?? TimeProvider.System;
        long begin = time.GetTimestamp();
        cancellationToken.ThrowIfCancellationRequested();
        VariationalSweep sweep =
            new(model, products, model.DegreesOfFreedom is null ? null : rows, options.MaxThreads == 0 ? Environment.ProcessorCount : options.MaxThreads);
        Search search = new(sweep, options, progress);
        search.Run(cancellationToken);

        // The response's sweeps are near the fixed point; the last is at it again, so that the distributions are those of the fixed point.
        LinearResponse? response = search.Converged && model.DegreesOfFreedom is null ? LinearResponseSolver.Solve(sweep, search.Point) : null;
        double[] next = new double[sweep.Dimension];
        sweep.TryRun(search.Point, next, out double bound);
        VariationalApproximation approximation = sweep.Approximation(bound);
        return new VariationalFit(
            approximation,
            search.Point.ToEquatableArray(),
            response,
            search.Bounds.ToEquatableArray(),
            search.Sweeps,
            search.Converged,
            search.Change,
            !search.Converged && cancellationToken.IsCancellationRequested,
            time.GetElapsedTime(begin))
        { OwnCovariance = sweep.CoordinateVariances().ToEquatableArray() };
    }

    private static void Check(ConjugateModel model, CrossProducts products, RowProducts? rows)
    {
        if (model.DegreesOfFreedom is not null && rows is null)
        {
            throw new ArgumentException("Residuals of this graph are student_t: its messages need the rows, not the cross-products alone.", nameof(rows));
        }

        if (model.Coefficients.Count != products.FixedCount || model.Terms.Count != products.Terms.Count)
        {
            throw new ArgumentException(
                $"The graph has {model.Coefficients.Count} coefficients and {model.Terms.Count} random terms, the data have {products.FixedCount} and "
                    + $"{products.Terms.Count}.", nameof(products));
        }

        for (int k = 0; k < products.Terms.Count; k++)
        {
            TermOutline term = model.Outline.Terms[k];
            TermShape shape = products.Terms[k];
            if (term.Effects.Count != shape.Width || term.LevelCount != shape.LevelCount)
            {
                throw new ArgumentException(
                    $"The graph has {term.Effects.Count} effects on each of {term.LevelCount} levels of '{term.Group}', the data have {shape.Width} on each "
                        + $"of {shape.LevelCount}.", nameof(products));
            }
        }

        if (model.DegreesOfFreedom is not null && rows!.Count != products.RowCount)
        {
            throw new ArgumentException($"There are {rows.Count} rows, and the cross-products are of {products.RowCount}.", nameof(rows));
        }
    }

    /// <summary>The search for the fixed point.</summary>
    private sealed class Search(VariationalSweep sweep, VariationalOptions options, IProgress<Progress>? progress)
    {
        private double[] next = new double[sweep.Dimension];
        private double[] afterNext = new double[sweep.Dimension];
        private double[] trial = new double[sweep.Dimension];
        private double[] afterTrial = new double[sweep.Dimension];

        public double[] Point { get; private set; } = sweep.StartingPoint();

        public List<double> Bounds { get; } = [];

        public int Sweeps { get; private set; }

        public bool Converged { get; private set; }

        public double Change { get; private set; } = double.PositiveInfinity;

        public void Run(CancellationToken cancellationToken)
        {
            if (Step(Sweep(Point, next) ?? throw Broken(), Point, next))
            {
                return;
            }

            while (Sweeps < options.MaxSweeps && !cancellationToken.IsCancellationRequested)
            {
                double second = Sweep(next, afterNext) ?? throw Broken();
                if (Step(second, next, afterNext))
                {
                    (Point, next) = (next, afterNext);
                    return;
                }

                if (options.Accelerate && Sweeps < options.MaxSweeps && Extrapolate() && Sweep(trial, afterTrial) is double third
                    && third >= second - (Rounding * Math.Abs(second)))
                {
                    (Point, trial, next, afterTrial) = (trial, Point, afterTrial, next);
                    if (Step(third, Point, next))
                    {
                        return;
                    }
                }
                else
                {
                    (Point, next, afterNext) = (next, afterNext, Point);
                }
            }
        }

        /// <summary>Records a step and returns whether the search has converged.</summary>
        private bool Step(double bound, double[] from, double[] to)
        {
            Change = 0;
            for (int c = 0; c < from.Length; c++)
            {
                Change = Math.Max(Change, Math.Abs(to[c] - from[c]));
            }

            bool stands = from.Length == 0 || (Bounds.Count > 0 && Math.Abs(bound - Bounds[^1]) <= BoundTolerance * (1 + Math.Abs(bound)));
            Bounds.Add(bound);
            Converged = Change <= options.Tolerance && stands;
            return Converged;
        }

        private bool Extrapolate()
        {
            double rr = 0, vv = 0;
            for (int c = 0; c < Point.Length; c++)
            {
                double r = next[c] - Point[c], v = afterNext[c] - next[c] - r;
                rr += r * r;
                vv += v * v;
            }

            double alpha = -Math.Sqrt(rr / vv);
            if (!(alpha < -1) || !double.IsFinite(alpha))
            {
                return false;
            }

            for (int c = 0; c < Point.Length; c++)
            {
                double r = next[c] - Point[c], v = afterNext[c] - next[c] - r;
                trial[c] = Point[c] - (2 * alpha * r) + (alpha * alpha * v);
            }

            return true;
        }

        private double? Sweep(double[] x, double[] result)
        {
            Sweeps++;
            if (!sweep.TryRun(x, result, out double bound))
            {
                return null;
            }

            progress?.Report(new Progress(IsSampling: false, Sweeps, options.MaxSweeps, Progress.ShareOf(Change, options.Tolerance)));
            return bound;
        }

        private InvalidOperationException Broken() => new(sweep.IsSystemFactored
            ? $"Variational message passing broke down in sweep {Sweeps}: its numbers are beyond what can be computed with. Bring the response, and what the "
                + "priors expect of it, to a size nearer to 1."
            : FormattableString.Invariant($"Variational message passing broke down in sweep {Sweeps}: at a residual precision of {
                sweep.MeanPrecision:G4} the system of coefficients and group effects is not positive definite. ")
              + "A flat prior on a coefficient that the data do not determine does that, and a response that is very far from the size that its priors "
              + "expect.");
    }
}
