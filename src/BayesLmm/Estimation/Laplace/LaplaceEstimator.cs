using System.Diagnostics.CodeAnalysis;
using BayesLmm.Design.Products;
using BayesLmm.Equations.Laplace;
using BayesLmm.Estimation.Minimization;
using BayesLmm.Models;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Estimation.Laplace;

// Two searches: over the variances and the family's parameters with the coefficients integrated out, where no coefficient can hide a variance, from standard
// deviations of 0.7; then over all of them from there, with the curvature that the first has found. At the end the Hessian by differences of the exact
// gradient, and a Newton step with it.

/// <summary>Finds the maximum of the likelihood of a model of any family, by Laplace's approximation or by adaptive quadrature.</summary>
internal sealed class LaplaceEstimator
{
    /// <summary>
    /// The decrement at which separation is looked for: small, so that coefficients that do not separate are at their mode, and large enough that the curvature
    /// along those that do is not yet rounding.
    /// </summary>
    private const double SeparationTolerance = 1e-7;

    /// <summary>The most by which a step changes a coordinate, which are of size one.</summary>
    private const double MostStep = 1.5;

    /// <summary>The inverse curvature to begin with.</summary>
    private const double RoughInverseCurvature = 0.05;

    /// <summary>The decrement at which the first search ends: estimates within a thousandth of a standard error, from which the second starts.</summary>
    private const double RoughTolerance = 1e-4;

    /// <summary>The decrement at which the second ends: estimates within 1e-6 standard errors.</summary>
    private const double Tolerance = 1e-12;

    /// <summary>After the Newton step with the exact Hessian: what rounding leaves.</summary>
    private const double Converged = 1e-9;

    /// <summary>
    /// Steps of differences of the gradient in standard errors: truncation errors of 1e-5 relative, and of the mode's tolerance over the
    /// step.
    /// </summary>
    private const double DifferenceStep = 3e-3;

    /// <summary>The mode's tolerance while gradients are differenced.</summary>
    private const double SharpMode = 1e-20;

    /// <summary>The largest fall of the log likelihood allowed when a collapsed direction is set to exactly zero.</summary>
    private const double NegligibleFall = 1e-8;

    private readonly BoundModel model;
    private readonly LaplaceOptions options;
    private readonly EffectBasis basis;
    private readonly LaplaceRows rows;
    private readonly LaplaceLayout layout;
    private readonly int threads;

    /// <summary>Prepares a fit.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How.</param>
    public LaplaceEstimator(BoundModel model, LaplaceOptions options)
    {
        options.Validate();
        this.options = options;
        this.model = model.ForEstimation();
        basis = OrthonormalBasis.Of(this.model.CreateUnweightedProducts());
        rows = LaplaceRows.Create(this.model, basis);
        if (options.Quadrature > 1 && !AdaptiveQuadrature.IsPossible(rows))
        {
            throw new ArgumentException("Quadrature needs a model with one grouping factor and one effect a level.", nameof(options));
        }

        layout = new LaplaceLayout(rows);
        threads = options.MaxThreads == 0 ? Environment.ProcessorCount : options.MaxThreads;
    }

    /// <summary>Fits the model; false where its likelihood has no maximum.</summary>
    /// <param name="fit">Receives the fit.</param>
    /// <param name="reason">Receives why there is none.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public bool TryFit([NotNullWhen(true)] out LaplaceFit? fit, [NotNullWhen(false)] out NoMaximum? reason, CancellationToken cancellationToken)
    {
        fit = null;
        LaplaceApproximation inside = new(rows, LaplacePrior.Flat, threads: threads);
        double tolerance = inside.Tolerance;
        inside.Tolerance = SeparationTolerance;
        LaplaceCriterion first = new(layout, inside);
        if (Refuses(first.Evaluate(layout.Start()), inside) is { } refusal)
        {
            reason = refusal;
            return false;
        }

        inside.Tolerance = tolerance;
        int m = layout.FirstBeta, d = layout.Dimension;
        Matrix<double> rough = Matrix<double>.Build.DenseIdentity(m) * RoughInverseCurvature;
        QuasiNewtonResult found = QuasiNewton.Minimize(first.Evaluate, layout.Start(), rough, MostStep, RoughTolerance, isRough: true, cancellationToken);
        if (Refuses(first.Evaluate(found.Point), inside) is { } later)
        {
            reason = later;
            return false;
        }

        inside.ComputeInverse();
        double[] start = [.. found.Point, .. new double[rows.FixedCount]];
        Matrix<double> inverse = Matrix<double>.Build.Dense(d, d);
        inverse.SetSubMatrix(0, 0, found.InverseCurvature);
        for (int j = 0; j < rows.FixedCount; j++)
        {
            double scale = layout.BetaScales[j];
            start[m + j] = inside.Beta[j] * scale;
            for (int i = j; i < rows.FixedCount; i++)
            {
                inverse[m + i, m + j] = inverse[m + j, m + i] = inside.System.InverseAmongFixed(i, j) * scale * layout.BetaScales[i];
            }
        }

        LaplaceCriterion criterion = CreateCriterion();
        LaplaceApproximation outside = criterion.Approximation;
        inside.ScaledEffects.CopyTo(outside.ScaledEffects);
        QuasiNewtonResult optimum = QuasiNewton.Minimize(criterion.Evaluate, start, inverse, MostStep, Tolerance, isRough: false, cancellationToken);
        double[] x = optimum.Point;
        SettleBoundary(criterion, x);
        Matrix<double> H = Differences(criterion, x, optimum.InverseCurvature, cancellationToken);
        double decrement = Polish(criterion, x, H);
        fit = new LaplacePackage(model, basis, rows, criterion, options, new OptimumReport(
            decrement < Converged, false, Math.Sqrt(Math.Max(0, decrement)), inside.Evaluations + outside.Evaluations, found.Iterations + optimum.Iterations))
            .Create(x, H);
        reason = null;
        return true;
    }

    /// <summary>The criterion at whose optimum a fit is, for profiles of it.</summary>
    /// <param name="report">How the optimum was found.</param>
    public LaplacePackage CreatePackage(OptimumReport report) => new(model, basis, rows, CreateCriterion(), options, report);

    private LaplaceCriterion CreateCriterion() => new(
        layout,
        new LaplaceApproximation(rows, null, options.ExpectedInformation ? LaplaceInformation.Expected : LaplaceInformation.Observed, threads),
        options.Quadrature);

    private NoMaximum? Refuses(double value, LaplaceApproximation inside)
    {
        if (rows.FixedCount > 0)
        {
            string[] names = [.. model.FixedEffects.Select(effect => effect.Name)];
            IReadOnlyList<string> separating = Separation.Find(rows, inside.LastStep[rows.EffectCount..], names);
            if (separating.Count > 0)
            {
                return new NoMaximum(NoMaximumReason.Separation, model.Rows.Used, model.Family) { Coefficients = [.. separating] };
            }
        }

        return double.IsFinite(value) ? null : new NoMaximum(NoMaximumReason.NoStart, model.Rows.Used, model.Family);
    }

    /// <summary>
    /// Makes diagonals of the factors non-negative, which is a choice of sign only, and sets those that are zero to within the likelihood's precision to
    /// exactly zero, with the rest of their columns.
    /// </summary>
    private void SettleBoundary(LaplaceCriterion criterion, double[] x)
    {
        double best = criterion.Evaluate(x);
        for (int i = 0; i < layout.ThetaCount;)
        {
            int end = i + 1;
            while (end < layout.ThetaCount && !layout.Theta.IsDiagonal(end))
            {
                end++;
            }

            Span<double> column = x.AsSpan(i, end - i);
            if (column[0] < 0)
            {
                System.Numerics.Tensors.TensorPrimitives.Negate(column, column);
            }

            double[] kept = column.ToArray();
            if (kept.Max(Math.Abs) is > 0 and < 1e-2)
            {
                column.Clear();
                double value = criterion.Evaluate(x);
                if (value <= best + NegligibleFall)
                {
                    best = value;
                }
                else
                {
                    kept.CopyTo(column);
                }
            }

            i = end;
        }
    }

    /// <summary>The Hessian of −L by central differences of its gradient.</summary>
    private static Matrix<double> Differences(LaplaceCriterion criterion, double[] x, Matrix<double> inverse, CancellationToken cancellationToken)
    {
        int d = x.Length;
        double[] point = [.. x], above = new double[d], below = new double[d];
        double tolerance = criterion.Approximation.Tolerance;
        criterion.Approximation.Tolerance = SharpMode;
        Matrix<double> H = Matrix<double>.Build.Dense(d, d);
        for (int i = 0; i < d; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double h = Math.Clamp(DifferenceStep * Math.Sqrt(Math.Max(0, inverse[i, i])), 1e-6, 1e-2);
            point[i] = x[i] + h;
            criterion.Evaluate(point, above);
            point[i] = x[i] - h;
            criterion.Evaluate(point, below);
            point[i] = x[i];
            for (int j = 0; j < d; j++)
            {
                double half = 0.5 * (above[j] - below[j]) / (2 * h);
                H[i, j] += half;
                H[j, i] += half;
            }
        }

        criterion.Approximation.Tolerance = tolerance;
        return H;
    }

    /// <summary>A Newton step, unless the Hessian has directions that are flat or fall; returns the decrement that is left.</summary>
    private static double Polish(LaplaceCriterion criterion, double[] x, Matrix<double> H)
    {
        double[] gradient = new double[x.Length];
        double tolerance = criterion.Approximation.Tolerance;
        criterion.Approximation.Tolerance = SharpMode;
        double value = criterion.Evaluate(x, gradient);
        if (x.Length > 0 && LaplacePackage.TryInvert(H) is { } inverse)
        {
            Vector<double> g = Vector<double>.Build.Dense(gradient), step = -(inverse * g);
            double decrement = -(step * g);
            double[] trial = [.. x.Zip(step, (at, move) => at + move)], after = new double[x.Length];
            if (decrement < 1e-2 && criterion.Evaluate(trial, after) is double better && better <= value + (1e-12 * Math.Abs(value)))
            {
                trial.CopyTo(x, 0);
                Vector<double> last = Vector<double>.Build.Dense(after);
                decrement = last * (inverse * last);
            }

            criterion.Evaluate(x, gradient);
            criterion.Approximation.Tolerance = tolerance;
            return decrement;
        }

        criterion.Approximation.Tolerance = tolerance;
        return x.Length == 0 ? 0 : double.PositiveInfinity;
    }
}
