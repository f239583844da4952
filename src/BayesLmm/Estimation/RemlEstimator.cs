using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Design.Columns;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.Estimation.Minimization;
using BayesLmm.Models;
using BayesLmm.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Estimation;

/// <summary>
/// Finds the optimum of the <see cref="RemlCriterion"/> and packages the results. It works in the coordinates of an <see cref="EffectBasis"/> and returns
/// results for the model as written.
/// </summary>
internal sealed class RemlEstimator
{
    /// <summary>The largest rise of the criterion allowed when a collapsed direction is set to exactly zero.</summary>
    private const double NegligibleRise = 1e-8;

    /// <summary>
    /// A search that diverges towards a residual sum of squares below this share of the least-squares fit's has no optimum to find: the likelihood grows
    /// without bound as σ → 0. It does not apply to a fit that converges.
    /// </summary>
    private const double RunawayShare = 1e-8;

    /// <summary>
    /// Replaces 0 on the diagonal of a scaled factor during the search, so that the curvature can be divided by it; it does not change the criterion.
    /// </summary>
    private const double NotQuiteZero = 1e-30;

    /// <summary>A search begins no closer to a variance of 0 than this: at 0 itself the slope vanishes.</summary>
    private const double LeastStart = 0.1;

    /// <summary>
    /// Residuals below this part of the response are its rounding error; sums of squares below this part of the least-squares fit's are the rounding error of
    /// their difference.
    /// </summary>
    private const double Rounding = 1e-13;

    /// <summary>A curvature of the criterion below this, for a change of the scaled coordinates by their own size, counts as zero.</summary>
    private const double FlatCurvature = 1e-6;

    /// <summary>Criteria that differ by less than this are of the same likelihood, but for rounding.</summary>
    private const double SameLikelihood = 1e-7;

    /// <summary>Effects with this many times the residual standard deviation fit as freely as fixed ones.</summary>
    private const double AlmostFree = 1e6;

    /// <summary>Correlated terms of so many effects are often singular in other directions than the last of a triangular factor.</summary>
    private const int ManyEffects = 4;

    /// <summary>How far along a direction of equal likelihood another fit is made: not to the boundary, nor by a share that could be a symmetry.</summary>
    private const double PartOfTheWay = 0.61;

    private readonly BoundModel model;
    private readonly EffectBasis basis;
    private readonly CrossProducts products;
    private readonly CrossProducts typicalAsWritten;
    private readonly CrossProducts typical; // in the basis: the data by which sizes are judged
    private readonly RemlCriterion criterion;
    private readonly AverageInformation information;
    private readonly double[] scales;
    private readonly PrincipalSearch? search;

    /// <summary>Prepares a fit.</summary>
    /// <param name="model">The model.</param>
    /// <param name="restricted">True for REML, false for ML.</param>
    /// <param name="equations">The structure of its equations where it is known already, from a model that differs in the response only.</param>
    /// <param name="threads">How many threads may share the work of one evaluation; 0 for one for each processor.</param>
    public RemlEstimator(BoundModel model, bool restricted, MixedModelEquations? equations = null, int threads = 0)
    {
        this.model = model = model.ForEstimation();
        typicalAsWritten = model.CreateTypicalProducts();
        basis = OrthonormalBasis.Of(typicalAsWritten);
        products = model.Products.InBasis(basis);
        typical = ReferenceEquals(typicalAsWritten, model.Products) ? products : typicalAsWritten.InBasis(basis);
        criterion = new RemlCriterion(products, restricted, model.HasKnownErrors, equations ?? MixedModelEquations.Analyze(products, []),
            threads == 0 ? Environment.ProcessorCount : threads);
        information = new AverageInformation(criterion);
        scales = criterion.ThetaScales(typical);
        search = products.Terms.Any(term => term.Structure.HasCorrelations && term.Width >= ManyEffects) ? new PrincipalSearch(criterion) : null;
    }

    /// <summary>A fit by maximum likelihood: the model fitted again if the fit is by REML.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="InvalidOperationException">The likelihood has no maximum.</exception>
    public static RemlFit ByMaximumLikelihood(RemlFit fit, CancellationToken cancellationToken) =>
        fit.Restricted ? new RemlEstimator(fit.Model, restricted: false).Fit(cancellationToken) : fit;

    /// <summary>Fits the model.</summary>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <param name="start">θ, of the model's cross-products, to begin from; moment estimates when it is empty.</param>
    /// <exception cref="InvalidOperationException">The likelihood has no maximum.</exception>
    public RemlFit Fit(CancellationToken cancellationToken, ReadOnlySpan<double> start = default) =>
        TryFit(out NoMaximum? reason, cancellationToken, start) ?? throw new InvalidOperationException(reason!.ToString());

    /// <summary>Fits the model; null when its likelihood has no maximum.</summary>
    /// <param name="reason">Why there is no fit.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <param name="start">θ, of the model's cross-products, to begin from; moment estimates when it is empty.</param>
    /// <param name="findErrors">Whether standard errors of the variance components are wanted; otherwise they are NaN.</param>
    public RemlFit? TryFit(out NoMaximum? reason, CancellationToken cancellationToken, ReadOnlySpan<double> start = default, bool findErrors = true)
    {
        if (!model.HasReml)
        {
            reason = new NoMaximum(NoMaximumReason.OtherFamily, model.Rows.Used, model.Family);
            return null;
        }

        if (IsSaturated())
        {
            reason = new NoMaximum(NoMaximumReason.ExactFit, model.Products.RowCount, model.Family);
            return null;
        }

        double[] scaled = start.IsEmpty ? DiagonalStart(MomentEstimates.RelativeSizes(typical)) : StartingPoint(start);
        MinimizationResult? minimum = Search(scaled, cancellationToken);
        if (minimum is not null && (!minimum.Converged || (IsAtBoundary(minimum.Point) && !KeepsEveryTerm(minimum.Point))) && !IsFlat(minimum))
        {
            // If a variance vanishes, there may be a better maximum elsewhere.
            MinimizationResult other = Search(DiagonalStart([.. Enumerable.Repeat(1.0, scaled.Length)]), cancellationToken)!;
            minimum = other.Value < minimum.Value - NegligibleRise || (other.Converged && !minimum.Converged) ? other : minimum;
        }

        double[] theta = Theta(minimum?.Point ?? scaled);
        double best = SettleBoundary(theta, criterion.Evaluate(theta));
        (List<double[]> others, HashSet<int> open) = FindEquivalents(theta, ref best, findErrors, cancellationToken, out VarianceDirections? directions);
        bool areMany = directions is { AreMany: true };
        double residual = criterion.Given.PenalizedSquares;
        if (!double.IsFinite(best)
            || residual < Rounding * Rounding * model.Products.Fixed.ResponseSquares
            || residual < Rounding * model.Products.Fixed.Yy
            || (minimum is { Converged: false } && residual < RunawayShare * model.Products.Fixed.Yy))
        {
            reason = new NoMaximum(NoMaximumReason.ExactFit, model.Products.RowCount, model.Family);
            return null;
        }

        double remaining = minimum is null ? 0 : Math.Sqrt(Math.Max(0, 0.5 * minimum.Decrement));
        bool isFlat = minimum is not null && (others.Count > 0 || areMany || IsFlat(minimum));
        OptimumReport report = new(minimum is null || (minimum.Converged && !isFlat), isFlat, remaining, criterion.Evaluations, minimum?.Iterations ?? 0);
        reason = null;
        if (others.Count == 0)
        {
            return Package(theta, best, report, findErrors && !areMany, []);
        }

        EquatableArray<VarianceTradeOff> tradeOffs = VarianceTradeOff.Of(model, directions!, [.. open.Order()]);
        RemlFit fit = Package(theta, best, report, findErrors && !areMany, [.. tradeOffs.SelectMany(tradeOff => tradeOff.Parameters)]);
        EquatableArray<RemlFit> equivalent = others.Select(other => Package(other, criterion.Evaluate(other), report, false, [])).ToEquatableArray();
        Indeterminacy undetermined = new(open.Count, tradeOffs, equivalent);
        return fit with
        {
            Undetermined = undetermined,
            Collapsed = areMany ? [] : fit.Collapsed,   // of the one that was found, not of all
            FixedEffects = fit.FixedEffects.Select((effect, j) => effect with
            {
                StandardError = undetermined.IfDetermined(effect.StandardError, other => other.FixedEffects[j].StandardError),
            }).ToEquatableArray(),
        };
    }

    /// <summary>
    /// Looks for other variances of the same likelihood. Where there are some, θ moves to the middle of them, where no boundary is near by chance.
    /// </summary>
    /// <param name="theta">The optimum.</param>
    /// <param name="best">The criterion there.</param>
    /// <param name="wanted">Whether to look.</param>
    /// <param name="cancellationToken">Ends a search.</param>
    /// <param name="directions">The directions that the design alone does not determine; null without a search.</param>
    /// <returns>A point of each way to other variances, and the directions that these combine.</returns>
    private (List<double[]> Others, HashSet<int> Open) FindEquivalents(double[] theta, ref double best, bool wanted, CancellationToken cancellationToken,
        out VarianceDirections? directions)
    {
        directions = null;
        if (!wanted || theta.Length == 0 || !double.IsFinite(best))
        {
            return ([], []);
        }

        directions = VarianceDirections.Find(typicalAsWritten, typical, basis, criterion.Restricted, criterion.SigmaIsKnown);
        if (directions.Count == 0)
        {
            return ([], []);
        }

        HashSet<int> open = [];
        List<double[]> others = [];
        double tolerance = SameLikelihood * Math.Max(1, Math.Abs(best));
        if (directions.AreMany)
        {
            double[] another = Theta(Search(DiagonalStart([.. UnevenSizes(theta.Length)]), cancellationToken)!.Point);
            if (Math.Abs(SettleBoundary(another, criterion.Evaluate(another)) - best) <= tolerance)
            {
                others.Add(another);
                open.UnionWith(Enumerable.Range(0, directions.Count));
            }

            criterion.Evaluate(theta);
            return (others, open);
        }

        EquivalentVariances variances = new(directions, criterion, typical);
        double[] center = variances.Centre(criterion.Layout, criterion.Factors);
        double moved = criterion.Evaluate(center);
        foreach (int move in moved <= best + tolerance ? variances.Open : [])
        {
            double[] other = variances.Moved(criterion.Layout, criterion.Factors, move, PartOfTheWay);
            if (Math.Abs(criterion.Evaluate(other) - moved) <= tolerance)
            {
                open.UnionWith(variances.DirectionsOf(move));
                others.Add(other);
            }
        }

        if (others.Count > 0)
        {
            center.CopyTo(theta, 0);
            best = moved;
        }

        criterion.Evaluate(theta);
        return (others, open);
    }

    /// <summary>
    /// Whether the effects alone can be all of the response while fewer combinations of rows than are free vary: with as many effects as rows in each of few
    /// levels. The likelihood then grows without bound as σ goes to 0, wherever a search begins.
    /// </summary>
    private bool IsSaturated()
    {
        int freeRows = products.RowCount - products.FixedCount;
        if (criterion.SigmaIsKnown || products.EffectCount < freeRows || products.Terms.Sum(MostRank) >= freeRows)
        {
            return false;
        }

        criterion.Evaluate(Theta(DiagonalStart([.. Enumerable.Repeat(AlmostFree, criterion.Layout.Dimension)])));
        return criterion.Given.PenalizedSquares < RunawayShare * model.Products.Fixed.Yy;
    }

    /// <summary>The rank of a term's part of V if its covariance matrix has only the directions of the effects of its levels.</summary>
    private static int MostRank(TermShape term)
    {
        int width = term.Width;
        bool isFull = term.Structure.FactorEntries(width).Count() == width * (width + 1) / 2;
        return term.LevelCount * (isFull ? Math.Min(width, term.LevelCount) : width);
    }

    /// <summary>Sizes to begin from that no symmetry of the model shares.</summary>
    private static IEnumerable<double> UnevenSizes(int count) => Enumerable.Range(0, count).Select(i => 0.5 + (i % 3));

    /// <summary>Diagonal factors in scaled coordinates.</summary>
    private double[] DiagonalStart(double[] sizes)
    {
        double[] scaled = new double[criterion.Layout.Dimension];
        for (int i = 0, effect = 0; i < scaled.Length; i++)
        {
            scaled[i] = criterion.Layout.IsDiagonal(i) ? sizes[effect++] : 0;
        }

        return scaled;
    }

    /// <summary>θ of the model's cross-products in scaled coordinates, no diagonal so near to 0 that the slope vanishes.</summary>
    private double[] StartingPoint(ReadOnlySpan<double> theta)
    {
        double[] lambda = new double[criterion.Factors.Length], scaled = new double[criterion.Layout.Dimension];
        criterion.Layout.Expand(theta, lambda);
        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            basis.FactorFromWritten(k, criterion.Factors.Of(k, lambda.AsSpan()));
        }

        criterion.Layout.Gather(lambda, scaled);
        TensorPrimitives.Multiply(scaled, scales, scaled);
        for (int i = 0; i < scaled.Length; i++)
        {
            scaled[i] = criterion.Layout.IsDiagonal(i) ? Math.Max(scaled[i], LeastStart) : scaled[i];
        }

        return scaled;
    }

    /// <summary>
    /// Whether all that vanished are some directions of terms of many effects, as most maximal models have, and no term as a whole. Along these the search saw
    /// the exact slope by the variance, which is upwards, and no other factorisation of the matrices has a lower criterion nearby.
    /// </summary>
    private bool KeepsEveryTerm(double[] scaled)
    {
        double[] theta = Theta(scaled), lambda = new double[criterion.Factors.Length];
        criterion.Layout.Expand(theta, lambda);
        return search is not null && Enumerable.Range(0, products.Terms.Count).All(k =>
        {
            TermShape term = products.Terms[k];
            int collapsed = CollapsedDirections.Count(criterion.Factors.Of(k, lambda.AsSpan()), typical.RootMeanSquares(term));
            return collapsed == 0 || (term.Structure.HasCorrelations && term.Width >= ManyEffects && collapsed < term.Width);
        });
    }

    private bool IsAtBoundary(double[] scaled)
    {
        for (int i = 0; i < scaled.Length; i++)
        {
            if (criterion.Layout.IsDiagonal(i) && Math.Abs(scaled[i]) < CollapsedDirections.Singular)
            {
                return true;
            }
        }

        return false;
    }

    private MinimizationResult? Search(double[] start, CancellationToken cancellationToken) => start.Length == 0
        ? null
        : search is not null
            ? search.Minimize(start, scales, cancellationToken)
            : TrustRegion.Minimize(ScaledCriterion, start, cancellationToken, () => ScaledCurvature(information));

    /// <summary>Whether some direction of the variance parameters does not change the criterion: the data cannot distinguish them.</summary>
    private static bool IsFlat(MinimizationResult minimum)
    {
        double size = Math.Max(1, TensorPrimitives.SumOfSquares<double>(minimum.Point));
        return minimum.Hessian.Enumerate().All(double.IsFinite)
            && minimum.Hessian.Evd(Symmetricity.Symmetric).EigenValues.Any(value => Math.Abs(value.Real) * size < FlatCurvature);
    }

    /// <summary>θ = x / scale: a unit of x moves fitted values by about σ, whatever the units of the predictor.</summary>
    private double[] Theta(ReadOnlySpan<double> x)
    {
        double[] theta = new double[x.Length];
        TensorPrimitives.Divide(x, scales, theta);
        return theta;
    }

    /// <summary>The criterion at x, with its gradient by x.</summary>
    private double ScaledCriterion(ReadOnlySpan<double> x, Span<double> gradient)
    {
        double[] theta = Theta(x);
        for (int i = 0; i < theta.Length; i++)
        {
            if (criterion.Layout.IsDiagonal(i) && Math.Abs(theta[i] * scales[i]) < NotQuiteZero)
            {
                theta[i] = double.CopySign(NotQuiteZero / scales[i], theta[i]);
            }
        }

        double value = criterion.Evaluate(theta, gradient);
        TensorPrimitives.Divide(gradient, scales, gradient);
        return value;
    }

    private Matrix<double> ScaledCurvature(AverageInformation information)
    {
        Matrix<double> H = information.Compute();
        H.MapIndexedInplace((i, j, value) => value / (scales[i] * scales[j]));
        return H;
    }

    private double SigmaAt(double[] x)
    {
        criterion.Evaluate(Theta(x));
        return criterion.Sigma;
    }

    /// <summary>The variance components at x and σ, in the order of the parameters.</summary>
    private double[] ComponentsAt(double[] x, double sigma)
    {
        double[] lambda = new double[criterion.Factors.Length];
        criterion.Layout.Expand(Theta(x), lambda);
        List<double> values = [];
        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            Span<double> factor = criterion.Factors.Of(k, lambda.AsSpan());
            basis.FactorToWritten(k, factor);
            products.Written.FactorToWritten(k, factor);
            values.AddRange(Components(model.GroupTerms[k], factor, sigma).Select(component => component.Estimate));
        }

        return model.HasKnownErrors ? [.. values] : [.. values, sigma];
    }

    /// <summary>
    /// Makes diagonals of the factors non-negative, which is a choice of sign only, and sets those that are zero to within the criterion's precision to exactly
    /// zero, with the rest of their columns.
    /// </summary>
    private double SettleBoundary(double[] theta, double best)
    {
        ThetaLayout layout = criterion.Layout;
        for (int i = 0; i < theta.Length;)
        {
            int end = i + 1;
            while (end < theta.Length && !layout.IsDiagonal(end))
            {
                end++;
            }

            Span<double> column = theta.AsSpan(i, end - i);
            if (column[0] < 0)
            {
                TensorPrimitives.Negate(column, column);
            }

            double[] kept = column.ToArray();
            double size = 0;
            for (int k = 0; k < column.Length; k++)
            {
                size = Math.Max(size, Math.Abs(column[k] * scales[i + k]));
            }

            if (size is > 0 and < 1e-2)
            {
                column.Clear();
                double value = criterion.Evaluate(theta);
                if (value <= best + NegligibleRise)
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

        return criterion.Evaluate(theta);
    }

    /// <summary>The predictors that must be measured from their means for a direction to be what its name says.</summary>
    private static EquatableArray<string> CenteredIn(CollapsedDirection direction, PredictorOrigin? origin) =>
        origin is not null && Enumerable.Range(0, direction.Weights.Count).Any(i => direction.Weights[i] != 0 && origin.Moves(i))
            ? origin.Variables.ToEquatableArray()
            : [];

    private RemlFit Package(double[] theta, double value, OptimumReport report, bool findErrors, HashSet<Parameter> undetermined)
    {
        int p = products.FixedCount;
        double sigma = criterion.Sigma;
        Coordinates coordinates = products.Fixed.Coordinates;
        double[] covariance = coordinates.UncenterCovariance(criterion.Given.UnscaledCovariance(), sigma * sigma);
        double[] beta = [.. criterion.Given.Beta];
        coordinates.ToWritten(beta);
        EquatableArray<ParameterEstimate> fixedEffects = model.FixedEffects
            .Select((effect, j) => new ParameterEstimate(Parameter.Coefficient(effect.Name), beta[j], Math.Sqrt(covariance[(j * p) + j])))
            .ToEquatableArray();

        List<(Parameter Parameter, double Estimate)> components = [];
        List<GroupEffects> groupEffects = [];
        List<CollapsedDirection> collapsed = [];
        double[] b = new double[products.EffectCount];
        criterion.Given.CopyEffects(b);
        basis.ToWritten(b);
        products.Written.ToWritten(b);
        double[] lambda = [.. criterion.Given.Lambda], atOrigin = new double[theta.Length];
        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            GroupTerm term = model.GroupTerms[k];
            TermShape shape = products.Terms[k];
            Span<double> factor = criterion.Factors.Of(k, lambda.AsSpan());
            int count = CollapsedDirections.Count(factor, typical.RootMeanSquares(shape));
            basis.FactorToWritten(k, factor);
            PredictorOrigin? origin = products.Written.OriginOf(k);
            collapsed.AddRange(CollapsedDirections.Name(term, factor, typicalAsWritten.RootMeanSquares(shape), count)
                .Select(direction => direction with { Centered = CenteredIn(direction, origin) }));
            double[] written = factor.ToArray();
            products.Written.FactorToWritten(k, written);
            components.AddRange(Components(term, written, sigma));
            groupEffects.Add(new GroupEffects(
                term.Group, term.Effects, term.Levels, EquatableArray.Create<double>(b.AsSpan(shape.FirstEffect, shape.LevelCount * shape.Width))));
        }

        if (!model.HasKnownErrors)
        {
            components.Add((Parameter.Sigma, sigma));
        }

        criterion.Layout.Gather(lambda, atOrigin);
        double[] errors = collapsed.Count > 0 || !findErrors
            ? [.. components.Select(_ => double.NaN)]
            : VarianceComponentErrors.Compute(criterion, ScaledCriterion, [.. theta.Zip(scales, (value, scale) => value * scale)], SigmaAt, ComponentsAt,
                undetermined.Count > 0);
        return new RemlFit(
            model,
            criterion.Restricted,
            value,
            products.RowCount,
            fixedEffects,
            EquatableArray.Create<double>(covariance),
            components.Zip(errors, (component, error) => new ParameterEstimate(
                component.Parameter, component.Estimate, undetermined.Contains(component.Parameter) || !(error > 0) ? double.NaN : error)).ToEquatableArray(),
            groupEffects.ToEquatableArray(),
            collapsed.ToEquatableArray(),
            EquatableArray.Create<double>(atOrigin),
            report);
    }

    private static IEnumerable<(Parameter Parameter, double Estimate)> Components(GroupTerm term, ReadOnlySpan<double> factor, double sigma) =>
        term.Parameters.Zip(term.Structure.ReadParameters(factor, sigma, term.Width));
}
