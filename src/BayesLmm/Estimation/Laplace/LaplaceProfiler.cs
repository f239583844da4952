using BayesLmm.Estimation.Profiles;
using BayesLmm.Models;
using BayesLmm.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Estimation.Laplace;

// An end of the interval of h(x) is where h is extreme among the points with f(x) ≤ f̂ + c/2, f = −L: there ∇f = κ∇h. With the quadratic model of f at x, C ≈
// (∇²f)⁻¹, a = ∇h and g = ∇f the step is  s = C(κa − g),  κ = ±√((2(f̂ + c/2 − f) + gᵀCg)/(aᵀCa))  (Venzon & Moolgavkar 1988); C learns from the steps as a
// quasi-Newton method's does.

/// <summary>Profile-likelihood intervals of a fit's parameters.</summary>
internal sealed class LaplaceProfiler
{
    private const int MostSteps = 100;

    /// <summary>An end is found when the deviance there is right to this.</summary>
    private const double Tolerance = 1e-6;

    /// <summary>And when no better direction is left: in standard errors.</summary>
    private const double Stationary = 1e-4;

    /// <summary>Step of the differences of the parameters by the coordinates.</summary>
    private const double Step = 1e-5;

    /// <summary>The most standard errors that a step may go.</summary>
    private const double MostErrors = 2;

    /// <summary>A standard deviation below this part of its estimate is 0.</summary>
    private const double Vanishing = 1e-3;

    private readonly LaplaceFit fit;
    private readonly LaplacePackage package;
    private readonly LaplaceCriterion criterion;
    private readonly double[] optimum;
    private readonly Matrix<double> covariance;
    private readonly double best;
    private readonly double cut;

    /// <summary>Prepares it.</summary>
    /// <param name="fit">A fit whose likelihood is curved at the optimum.</param>
    /// <param name="level">The intervals' level.</param>
    public LaplaceProfiler(LaplaceFit fit, double level)
    {
        this.fit = fit;
        package = new LaplaceEstimator(fit.Model, fit.Options).CreatePackage(fit.Optimum);
        criterion = package.Criterion;
        optimum = [.. fit.Point];
        covariance = Matrix<double>.Build.DenseOfRowMajor(optimum.Length, optimum.Length, fit.PointCovariance.ToArray());
        best = criterion.Evaluate(optimum);
        cut = LikelihoodProfiler.CutOff(level);
    }

    /// <summary>The intervals of all parameters.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="level">Their level.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static ProfileIntervals Intervals(LaplaceFit fit, double level, CancellationToken cancellationToken)
    {
        Parameter[] parameters = [.. fit.FixedEffects.Concat(fit.VarianceComponents).Select(estimate => estimate.Parameter)];
        LaplaceProfiler? profiler = fit.PointCovariance.Count == 0 ? null : new LaplaceProfiler(fit, level);
        List<ProfileInterval> found = [];
        foreach (Parameter parameter in parameters)
        {
            cancellationToken.ThrowIfCancellationRequested();
            found.Add(profiler?.Interval(found.Count, parameter, cancellationToken) ?? NotFound(parameter, fit[parameter.Name]));
        }

        return new ProfileIntervals(level, LikelihoodProfiler.CutOff(level), fit.Deviance, false, false, [.. found]);
    }

    private static ProfileInterval NotFound(Parameter parameter, double estimate) => new(
        parameter, double.IsNaN(estimate) ? null : estimate, null, null, IntervalEnd.NotFound, IntervalEnd.NotFound, false);

    private ProfileInterval Interval(int place, Parameter parameter, CancellationToken cancellationToken)
    {
        double estimate = fit[parameter.Name];
        if (double.IsNaN(estimate))
        {
            return NotFound(parameter, estimate);
        }

        bool isSd = fit.Model.GroupTerms.Any(term => term.Parameters.Take(term.Width).Contains(parameter));
        (double? lower, IntervalEnd lowerEnd) = End(place, -1, isSd, estimate, cancellationToken);
        (double? upper, IntervalEnd upperEnd) = End(place, 1, isSd, estimate, cancellationToken);
        return new ProfileInterval(
            parameter, estimate, lower, upper, lowerEnd, upperEnd, lowerEnd != IntervalEnd.NotFound && upperEnd != IntervalEnd.NotFound);
    }

    private (double? Value, IntervalEnd End) End(int place, int side, bool isSd, double estimate, CancellationToken cancellationToken)
    {
        int d = optimum.Length;
        double[] x = [.. optimum], gradient = new double[d];
        if (isSd && estimate == 0)
        {
            if (side < 0)
            {
                return (0, IntervalEnd.Bound);
            }

            // At 0 the standard deviation has no slope: leave it along its own coordinates.
            for (int i = 0; i < criterion.Layout.ThetaCount; i++)
            {
                x[i] = x[i] == 0 && criterion.Layout.Theta.IsDiagonal(i) ? 0.1 : x[i];
            }
        }

        double value = criterion.Evaluate(x, gradient);
        Matrix<double> C = covariance.Clone();
        double limit = best + (0.5 * cut);
        for (int step = 0; step < MostSteps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Vector<double> g = Vector<double>.Build.Dense(gradient), a = side * Slope(place, x);
            double aCa = a * (C * a), gCg = g * (C * g), inside = (2 * (limit - value)) + gCg;
            if (!(aCa > 0) || !double.IsFinite(value))
            {
                return (null, IntervalEnd.NotFound);
            }

            double kappa = Math.Sqrt(Math.Max(0, inside) / aCa);
            Vector<double> move = C * ((kappa * a) - g);
            double length = Math.Sqrt(Math.Max(0, move * (CInverse(C) * move)));
            double now = package.Parameters(x)[place];
            if (isSd && side < 0 && now < Vanishing * Math.Max(estimate, 1e-3))
            {
                return (0, IntervalEnd.Bound);
            }

            if (Math.Abs(value - limit) < Tolerance && length < Stationary)
            {
                return (now, IntervalEnd.Crossing);
            }

            double part = Math.Min(1, MostErrors / length);
            double[] trial = new double[d], after = new double[d];
            double trialValue = double.PositiveInfinity;
            for (int halving = 0; halving < 20; halving++, part *= 0.5)
            {
                for (int i = 0; i < d; i++)
                {
                    trial[i] = x[i] + (part * move[i]);
                }

                trialValue = criterion.Evaluate(trial, after);
                if (double.IsFinite(trialValue) && trialValue < limit + cut)
                {
                    break;
                }
            }

            Vector<double> s = part * move, y = Vector<double>.Build.Dense(d, i => after[i] - gradient[i]);
            double along = s * y;
            if (along > 1e-10 * s.L2Norm() * y.L2Norm())
            {
                Vector<double> Cy = C * y;
                C += ((along + (y * Cy)) / (along * along) * s.OuterProduct(s)) - ((Cy.OuterProduct(s) + s.OuterProduct(Cy)) / along);
            }

            (x, gradient, value) = (trial, after, trialValue);
        }

        return (null, IntervalEnd.NotFound);
    }

    private static Matrix<double> CInverse(Matrix<double> C) => LaplacePackage.TryInvert(C) ?? Matrix<double>.Build.DenseIdentity(C.RowCount);

    private Vector<double> Slope(int place, double[] x)
    {
        Vector<double> slope = Vector<double>.Build.Dense(x.Length);
        for (int i = 0; i < x.Length; i++)
        {
            double[] above = [.. x], below = [.. x];
            above[i] += Step;
            below[i] -= Step;
            slope[i] = (package.Parameters(above)[place] - package.Parameters(below)[place]) / (2 * Step);
        }

        return slope;
    }
}
