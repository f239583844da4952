using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.Equations.Laplace;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace BayesLmm.Estimation.Laplace;

/// <summary>Turns an optimum into a fit of the model as written.</summary>
internal sealed class LaplacePackage
{
    /// <summary>A curvature below this part of the largest is flat: the likelihood does not determine the direction.</summary>
    private const double Flat = 1e-10;

    /// <summary>Step of the differences of smooth functions of order one.</summary>
    private const double Step = 1e-5;

    private readonly BoundModel model;
    private readonly EffectBasis basis;
    private readonly LaplaceRows rows;
    private readonly LaplaceCriterion criterion;
    private readonly LaplaceOptions options;
    private readonly OptimumReport report;
    private readonly LaplaceLayout layout;
    private readonly CrossProducts products;

    /// <summary>Prepares it.</summary>
    public LaplacePackage(
        BoundModel model, EffectBasis basis, LaplaceRows rows, LaplaceCriterion criterion, LaplaceOptions options, OptimumReport report)
    {
        this.model = model;
        this.basis = basis;
        this.rows = rows;
        this.criterion = criterion;
        this.options = options;
        this.report = report;
        layout = criterion.Layout;
        products = rows.Products;
    }

    /// <summary>−L in the coordinates of the fit.</summary>
    public LaplaceCriterion Criterion => criterion;

    /// <summary>All parameters of the model as written at a point, in the order of a fit's: coefficients, then the others.</summary>
    /// <param name="x">The point.</param>
    public double[] Parameters(double[] x)
    {
        double[] beta = new double[rows.FixedCount];
        layout.ExpandBeta(x, beta);
        products.Fixed.Coordinates.ToWritten(beta);
        return [.. beta, .. Components(x)];
    }

    /// <summary>The inverse of a Hessian, without the directions that are flat; null where it falls in some direction.</summary>
    public static Matrix<double>? TryInvert(Matrix<double> H)
    {
        if (H.RowCount == 0 || !H.Enumerate().All(double.IsFinite))
        {
            return null;
        }

        // Scaled, so that flat is relative to each coordinate's own curvature.
        double[] scales = [.. H.Diagonal().Select(value => value > 0 ? 1 / Math.Sqrt(value) : 1)];
        Evd<double> eigen = H.MapIndexed((i, j, value) => value * scales[i] * scales[j]).Evd(Symmetricity.Symmetric);
        double[] values = [.. eigen.EigenValues.Select(value => value.Real)];
        double largest = values.Max(Math.Abs);
        if (values.Any(value => value < -1e-6 * largest))
        {
            return null;
        }

        Matrix<double> inverse = eigen.EigenVectors * Matrix<double>.Build.DiagonalOfDiagonalArray(
            [.. values.Select(value => value > Flat * largest ? 1 / value : 0)]) * eigen.EigenVectors.Transpose();
        return inverse.MapIndexed((i, j, value) => value * scales[i] * scales[j]);
    }

    /// <summary>The fit.</summary>
    /// <param name="x">The optimum.</param>
    /// <param name="H">The Hessian of −L there.</param>
    public LaplaceFit Create(double[] x, Matrix<double> H)
    {
        LaplaceApproximation at = criterion.Approximation;
        double[] gradient = new double[x.Length];
        double value = -criterion.Evaluate(x, gradient) + model.LogConstant;
        at.ComputeInverse();
        Matrix<double>? inverse = x.Length == 0 ? null : TryInvert(H);
        List<CollapsedDirection> collapsed = Collapsed(at.Lambda);
        double[] estimates = Components(x);
        double[] errors = ComponentErrors(x, inverse, estimates, [.. collapsed.Select(direction => direction.Group)]);
        (double[] beta, double[] covariance) = Coefficients(at, inverse);
        int p = rows.FixedCount;
        double[] theta = new double[layout.ThetaCount];
        double[] lambda = [.. at.Lambda];
        for (int k = 0; k < products.Terms.Count; k++)
        {
            basis.FactorToWritten(k, layout.Factors.Of(k, lambda.AsSpan()));
        }

        layout.Theta.Gather(lambda, theta);
        return new LaplaceFit(model, options, value, report)
        {
            FixedEffects = model.FixedEffects.Select((effect, j) => new ParameterEstimate(
                Parameter.Coefficient(effect.Name), beta[j], Math.Sqrt(covariance[(j * p) + j]))).ToEquatableArray(),
            Covariance = [.. covariance],
            CovarianceGivenVariances = [.. GivenVariances(at)],
            VarianceComponents = ComponentParameters().Select((parameter, i) => new ParameterEstimate(parameter, estimates[i], errors[i])).ToEquatableArray(),
            GroupEffects = Modes(at),
            ConditionalSds = Sds(at),
            Collapsed = [.. collapsed],
            Theta = [.. theta],
            Point = [.. x],
            PointCovariance = inverse is null ? [] : [.. inverse.ToRowMajorArray()],
            LargestScore = inverse is null ? double.NaN : gradient.Select((slope, i) => Math.Abs(slope) * Math.Sqrt(inverse[i, i])).DefaultIfEmpty(0).Max(),
            Predictor = TableRows(at),
        };
    }

    /// <summary>η of the table's rows, where equal ones may have been put together for the fit.</summary>
    private EquatableArray<double> TableRows(LaplaceApproximation at)
    {
        LinearPredictor predictor = model.CreateObservedRows().Predictor;
        double[] b = [.. at.Effects], eta = new double[predictor.Count];
        basis.ToWritten(b);
        predictor.Compute(at.Beta, b, eta);
        return EquatableArray.Create<double>(eta);
    }

    private IEnumerable<Parameter> ComponentParameters() =>
        model.GroupTerms.SelectMany(term => term.Parameters).Concat(rows.Family.Parameters.Select(parameter => parameter.Parameter));

    /// <summary>Standard deviations and correlations of the model as written, then the family's parameters.</summary>
    private double[] Components(double[] x)
    {
        double[] lambda = new double[layout.Factors.Length], parameters = new double[layout.ParameterCount];
        layout.Expand(x, lambda, parameters);
        List<double> values = [];
        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            Span<double> factor = layout.Factors.Of(k, lambda.AsSpan());
            basis.FactorToWritten(k, factor);
            products.Written.FactorToWritten(k, factor);
            values.AddRange(model.GroupTerms[k].Structure.ReadParameters(factor, 1, model.GroupTerms[k].Width));
        }

        return [.. values, .. parameters];
    }

    private double[] ComponentErrors(double[] x, Matrix<double>? inverse, double[] estimates, HashSet<string> singular)
    {
        double[] errors = [.. Enumerable.Repeat(double.NaN, estimates.Length)];
        if (inverse is null)
        {
            return errors;
        }

        double[][] slopes = new double[layout.FirstBeta][];
        for (int i = 0; i < slopes.Length; i++)
        {
            double[] above = [.. x], below = [.. x];
            above[i] += Step;
            below[i] -= Step;
            slopes[i] = [.. Components(above).Zip(Components(below), (a, b) => (a - b) / (2 * Step))];
        }

        bool[] isCollapsed = [.. model.GroupTerms.SelectMany(term => term.Parameters.Select(_ => singular.Contains(term.Group))),
            .. rows.Family.Parameters.Select(_ => false)];
        for (int k = 0; k < errors.Length; k++)
        {
            double variance = 0;
            for (int i = 0; i < slopes.Length; i++)
            {
                for (int j = 0; j < slopes.Length; j++)
                {
                    variance += slopes[i][k] * slopes[j][k] * inverse[i, j];
                }
            }

            errors[k] = isCollapsed[k] || !(variance > 0) ? double.NaN : Math.Sqrt(variance);
        }

        return errors;
    }

    private (double[] Beta, double[] Covariance) Coefficients(LaplaceApproximation at, Matrix<double>? inverse)
    {
        int p = rows.FixedCount, m = layout.FirstBeta;
        double[] beta = [.. at.Beta], covariance = new double[p * p];
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j < p; j++)
            {
                covariance[(i * p) + j] = inverse is null ? double.NaN : inverse[m + i, m + j] / (layout.BetaScales[i] * layout.BetaScales[j]);
            }
        }

        Coordinates coordinates = products.Fixed.Coordinates;
        coordinates.ToWritten(beta);
        return (beta, coordinates.UncenterCovariance(covariance, 1));
    }

    /// <summary>The coefficients' part of the inverse of H with coefficients among the unknowns, and the weights at the modes.</summary>
    private double[] GivenVariances(LaplaceApproximation at)
    {
        int p = rows.FixedCount;
        double[] weights = [.. at.Curvatures], covariance = new double[p * p];
        if (at.UsesExpected)
        {
            rows.Density.ExpectedCurvature(rows.Weights, at.Predictor, at.Parameters, weights, new double[rows.Count]);
        }

        WeightedProducts weighted = new(rows, withFixed: true);
        weighted.Weigh(weights);
        MixedModelSystem system = new(MixedModelEquations.Analyze(weighted.Products, [.. Enumerable.Range(0, p)]));
        bool isFactored = p > 0 && system.TryFactor(at.Lambda, 1, new double[p]);
        if (isFactored)
        {
            system.ComputeInverse();
        }

        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j < p; j++)
            {
                covariance[(i * p) + j] = isFactored ? system.InverseAmongFixed(i, j) : double.NaN;
            }
        }

        return products.Fixed.Coordinates.UncenterCovariance(covariance, 1);
    }

    private List<CollapsedDirection> Collapsed(ReadOnlySpan<double> lambda)
    {
        List<CollapsedDirection> found = [];
        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            GroupTerm term = model.GroupTerms[k];
            double[] factor = layout.Factors.Of(k, lambda).ToArray();
            double[] here = [.. Enumerable.Range(0, term.Width).Select(i => ColumnSize.RootMeanSquare(rows.Predictor.RandomColumn(k, i).Span))];
            int count = CollapsedDirections.Count(factor, here);
            if (count > 0)
            {
                basis.FactorToWritten(k, factor);
                LinearPredictor written = model.CreatePredictorFromOrigin();
                double[] sizes = [.. Enumerable.Range(0, term.Width).Select(i => ColumnSize.RootMeanSquare(written.RandomColumn(k, i).Span))];
                found.AddRange(CollapsedDirections.Name(term, factor, sizes, count));
            }
        }

        return found;
    }

    private EquatableArray<GroupEffects> Modes(LaplaceApproximation at)
    {
        double[] b = [.. at.Effects];
        basis.ToWritten(b);
        products.Written.ToWritten(b);
        return ByTerm(b);
    }

    /// <summary>√diag of B Λ S_jj Λᵀ Bᵀ by levels, B the way to effects as written.</summary>
    private EquatableArray<GroupEffects> Sds(LaplaceApproximation at)
    {
        PredictorVariances variances = new(rows, withFixed: false);
        variances.Compute(at.DeterminantSystem, at.Lambda, new double[rows.Count]);
        LevelBlocks blocks = products.Blocks;
        double[] sds = new double[rows.EffectCount];
        for (int k = 0; k < products.Terms.Count; k++)
        {
            TermShape term = products.Terms[k];
            int r = term.Width;
            Matrix<double> B = BasisOf(products.Written, k, r) * BasisOf(basis, k, r);
            for (int level = 0; level < term.LevelCount; level++)
            {
                int start = blocks.ValueStarts[blocks.ColumnStarts[term.FirstLevel + level]];
                Matrix<double> V = Matrix<double>.Build.DenseOfRowMajor(r, r, variances.Blocks.Slice(start, r * r).ToArray());
                Matrix<double> written = B * V * B.Transpose();
                for (int i = 0; i < r; i++)
                {
                    sds[term.FirstEffectOf(level) + i] = Math.Sqrt(Math.Max(0, written[i, i]));
                }
            }
        }

        return ByTerm(sds);
    }

    private static Matrix<double> BasisOf(EffectBasis basis, int term, int r) => basis.Of(term) is { } B
        ? Matrix<double>.Build.DenseOfRowMajor(r, r, B)
        : Matrix<double>.Build.DenseIdentity(r);

    private EquatableArray<GroupEffects> ByTerm(double[] values) => model.GroupTerms.Select((term, k) => new GroupEffects(
        term.Group, term.Effects, term.Levels,
        EquatableArray.Create<double>(values.AsSpan(products.Terms[k].FirstEffect, products.Terms[k].EffectCount)))).ToEquatableArray();
}
