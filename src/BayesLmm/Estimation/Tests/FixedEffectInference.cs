using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Estimation.Tests;
using BayesLmm.Numerics;
using BayesLmm.Sampling;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace BayesLmm;

/// <summary>
/// Tests and intervals for the fixed effects of a fit. The uncertainty of the estimated variances, which all of them share, is computed once, on construction.
/// Immutable.
/// </summary>
public sealed class FixedEffectInference
{
    /// <summary>The default level of confidence intervals.</summary>
    public const double DefaultLevel = 0.95;

    /// <summary>Among contrasts scaled to variance 1, an eigenvalue of their correlation matrix below this times the largest is a linear dependence.</summary>
    private const double Dependent = 1e-9;

    /// <summary>
    /// Variances of contrasts that differ by more than this factor are not decomposed directly, because rounding would swamp the small ones: √ε.
    /// </summary>
    private const double Incomparable = 1.5e-8;

    private readonly ICovarianceUncertainty uncertainty;
    private readonly double[] beta;
    private readonly Coordinates coordinates;

    private FixedEffectInference(RemlFit fit, DegreesOfFreedomMethod method, ICovarianceUncertainty uncertainty)
    {
        Fit = fit;
        Method = method;
        this.uncertainty = uncertainty;
        coordinates = fit.Model.Products.Fixed.Coordinates;
        beta = [.. fit.FixedEffects.Select(effect => effect.Estimate)];
    }

    /// <summary>The fit.</summary>
    public RemlFit Fit { get; }

    /// <summary>How the estimation of the variances is allowed for.</summary>
    public DegreesOfFreedomMethod Method { get; }

    /// <summary>The structure of the fixed effects.</summary>
    internal FixedStructure Structure => Fit.Model.Design.FixedEffects.Structure
        ?? throw new InvalidOperationException("The design was not made from a formula, so that its terms are not known.");

    internal static FixedEffectInference Create(RemlFit fit, DegreesOfFreedomMethod method, IProgress<Progress>? progress,
        CancellationToken cancellationToken) => new(
        fit,
        method,
        method switch
        {
            DegreesOfFreedomMethod.Satterthwaite => Satterthwaite.Compute(fit, progress, cancellationToken),
            DegreesOfFreedomMethod.KenwardRoger => KenwardRogerAdjustment.Compute(fit, progress, cancellationToken),
            DegreesOfFreedomMethod.None => new KnownVariances(fit.Equations.FixedCovariance()),
            _ => throw new ArgumentOutOfRangeException(nameof(method), method, "There is no such method."),
        });

    /// <summary>Every coefficient: estimate, standard error, t test and confidence interval.</summary>
    /// <param name="level">The intervals' level.</param>
    public EquatableArray<ContrastTest> TestCoefficients(double level = DefaultLevel)
    {
        ContrastTest[] tests = new ContrastTest[beta.Length];
        for (int j = 0; j < tests.Length; j++)
        {
            double[] weights = new double[beta.Length];
            weights[j] = 1;
            tests[j] = TestContrast(weights, Fit.FixedEffects[j].Name, level);
        }

        return tests.ToEquatableArray();
    }

    /// <summary>One combination of coefficients.</summary>
    /// <param name="weights">A weight for each coefficient.</param>
    /// <param name="name">Its name.</param>
    /// <param name="level">The interval's level.</param>
    /// <exception cref="ArgumentException">The number of weights is not that of coefficients, all weights are zero, or one is not finite; or the level is not
    /// between 0 and 1.</exception>
    public ContrastTest TestContrast(ReadOnlySpan<double> weights, string name = "contrast", double level = DefaultLevel)
    {
        Check(weights);
        if (!(level > 0 && level < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "The level of a confidence interval is between 0 and 1.");
        }

        if (!weights.ContainsAnyExcept(0.0))
        {
            throw new ArgumentException($"All weights of '{name}' are zero.", nameof(weights));
        }

        if (!IsDetermined(weights))
        {
            return new ContrastTest(name, Estimate(weights), double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, level);
        }

        double[] l = Center(weights);
        double estimate = TensorPrimitives.Dot<double>(weights, beta);
        double error = Math.Sqrt(QuadraticForm.Evaluate(uncertainty.Covariance, l, l)), df = uncertainty.DegreesOfFreedom(l);
        double half = TailProbability.TwoSidedQuantile(level, df) * error;
        return new ContrastTest(
            name, estimate, error, df, estimate / error, TailProbability.TwoSidedT(estimate / error, df), estimate - half, estimate + half, level);
    }

    /// <summary>One combination of coefficients, by their names.</summary>
    /// <param name="weights">Coefficients and their weights; the others have weight 0.</param>
    /// <exception cref="ArgumentException">The model has no such coefficient.</exception>
    public ContrastTest TestContrast(params ReadOnlySpan<(string Coefficient, double Weight)> weights)
    {
        double[] l = new double[beta.Length];
        List<string> words = [];
        foreach ((string coefficient, double weight) in weights)
        {
            int j = Fit.FixedEffects.ToList().FindIndex(effect => effect.Name == coefficient);
            if (j < 0)
            {
                throw new ArgumentException(
                    $"The model has no coefficient '{coefficient}'; it has {string.Join(", ", Fit.FixedEffects.Select(effect => effect.Name))}.",
                    nameof(weights));
            }

            l[j] += weight;
            words.Add(FormattableString.Invariant($"{weight:R}·{coefficient}"));
        }

        return TestContrast(l, string.Join(" + ", words));
    }

    /// <summary>The test that several combinations of coefficients are all zero.</summary>
    /// <param name="rows">Combinations, a row each; they need not be linearly independent.</param>
    /// <exception cref="ArgumentException">All rows are zero, the number of columns is not that of coefficients, or a weight is not finite.</exception>
    public JointTest TestJointly(double[,] rows)
    {
        double[][] list = new double[rows.GetLength(0)][];
        for (int i = 0; i < list.Length; i++)
        {
            list[i] = new double[rows.GetLength(1)];
            for (int j = 0; j < list[i].Length; j++)
            {
                list[i][j] = rows[i, j];
            }
        }

        return TestJointly(list);
    }

    /// <summary>F tests of the model's terms.</summary>
    /// <param name="type">Which hypotheses are tested.</param>
    public AnovaTable Anova(SumOfSquaresType type = SumOfSquaresType.TypeIII) =>
        new(type, Method, TermHypotheses.Create(Fit.Model.Design.FixedEffects, Structure, type).Select(TestTerm).ToEquatableArray());

    private TermTest TestTerm(TermHypothesis hypothesis) => hypothesis.Rows is not { } rows ? new(hypothesis.Term, null, hypothesis.Reason)
        : rows.All(row => IsDetermined(row)) ? new(hypothesis.Term, TestJointly(rows), hypothesis.Reason)
        : new(hypothesis.Term, null, "The likelihood does not determine the standard errors of its coefficients.");

    /// <summary>Whether the estimate of a combination and its standard error are the same in all fits that are equally likely.</summary>
    private bool IsDetermined(ReadOnlySpan<double> weights)
    {
        if (Fit.Undetermined is not { } undetermined)
        {
            return true;
        }

        double[] w = weights.ToArray();
        double Variance(RemlFit fit) => QuadraticForm.Evaluate(fit.Covariance.Span, w, w);
        return double.IsFinite(undetermined.IfDetermined(Variance(Fit), Variance)) && double.IsFinite(Estimate(w));
    }

    /// <summary>A combination of the estimates; NaN where fits that are equally likely differ in it.</summary>
    private double Estimate(ReadOnlySpan<double> weights)
    {
        double[] w = weights.ToArray();
        double estimate = TensorPrimitives.Dot<double>(w, beta), scale = Math.Sqrt(QuadraticForm.Evaluate(Fit.Covariance.Span, w, w));
        double Of(RemlFit fit) => w.Select((weight, j) => weight * fit.FixedEffects[j].Estimate).Sum();
        return Fit.Undetermined is { } undetermined ? undetermined.IfDetermined(estimate, Of, scale) : estimate;
    }

    internal JointTest TestJointly(double[][] rows)
    {
        foreach (double[] row in rows)
        {
            Check(row);
        }

        if (!rows.All(row => IsDetermined(row)))
        {
            return new JointTest(double.NaN, rows.Length, null, null, double.NaN);
        }

        (double[] variances, double[][] basis) = Decompose([.. rows.Where(row => row.AsSpan().ContainsAnyExcept(0.0))]);
        int q = basis.Length;
        if (q == 0)
        {
            return new JointTest(double.NaN, rows.Length, null, null, double.NaN);
        }

        double squares = 0;
        for (int i = 0; i < q; i++)
        {
            double estimate = TensorPrimitives.Dot<double>(basis[i], beta);
            squares += estimate * estimate / variances[i];
        }

        double F = squares / q;
        double[][] centered = [.. basis.Select(row => Center(row))];
        (double? df, double scale) = q == 1 ? (uncertainty.DegreesOfFreedom(centered[0]), 1) : uncertainty.Joint(centered);
        return new JointTest(F * scale, q, df, df is { } known ? TailProbability.UpperF(F * scale, q, known) : null, F * Fit.Sigma * Fit.Sigma);
    }

    /// <summary>
    /// Uncorrelated combinations that span the same hypothesis, with their variances: the eigenvectors of the contrasts' covariance matrix, as in lmerTest.
    /// None where rounding leaves no covariance matrix.
    /// </summary>
    private (double[] Variances, double[][] Basis) Decompose(double[][] rows)
    {
        if (rows.Length == 0)
        {
            throw new ArgumentException("All weights are zero: there is nothing to test.", nameof(rows));
        }

        double[][] l = [.. rows.Select(row => Center(row))];
        Matrix<double> V = Matrix<double>.Build.DenseOfArray(QuadraticForm.EvaluateAll(uncertainty.Covariance, l));
        if (!V.Enumerate().All(double.IsFinite) || V.Diagonal().Any(value => !(value > 0)))
        {
            return ([], []);
        }

        double[] scale = [.. V.Diagonal().Select(value => 1 / Math.Sqrt(value))];
        Matrix<double> correlation = Matrix<double>.Build.Dense(rows.Length, rows.Length, (i, j) => V[i, j] * scale[i] * scale[j]);
        Evd<double> correlated = correlation.Evd(Symmetricity.Symmetric), eigen = V.Evd(Symmetricity.Symmetric);
        int n = rows.Length, rank = correlated.EigenValues.Count(value => value.Real > Dependent * correlated.EigenValues[n - 1].Real);

        // With contrasts in very different units the eigenvectors of the covariance matrix are lost in rounding, so those of the correlation matrix are used.
        bool comparable = eigen.EigenValues[n - rank].Real > Incomparable * eigen.EigenValues[n - 1].Real;
        Evd<double> chosen = comparable ? eigen : correlated;
        double[][] basis = new double[rank][];
        double[] variances = new double[rank];
        for (int i = 0; i < rank; i++)
        {
            // Eigenvalues ascend.
            int column = n - 1 - i;
            basis[i] = new double[beta.Length];
            for (int row = 0; row < n; row++)
            {
                double weight = chosen.EigenVectors[row, column] * (comparable ? 1 : scale[row]);
                TensorPrimitives.MultiplyAdd(rows[row], weight, basis[i], basis[i]);
            }

            double[] centered = Center(basis[i]);
            variances[i] = QuadraticForm.Evaluate(uncertainty.Covariance, centered, centered);
        }

        return (variances, basis);
    }

    private void Check(ReadOnlySpan<double> weights)
    {
        if (weights.Length != beta.Length)
        {
            throw new ArgumentException($"The contrast has {weights.Length} weights, but the model has {beta.Length} coefficients.", nameof(weights));
        }

        foreach (double weight in weights)
        {
            if (!double.IsFinite(weight))
            {
                throw new ArgumentException(FormattableString.Invariant($"A weight of the contrast is {weight}."), nameof(weights));
            }
        }
    }

    /// <summary>The same combination of coefficients on centred columns.</summary>
    private double[] Center(ReadOnlySpan<double> weights)
    {
        double[] l = weights.ToArray();
        coordinates.CenterWeights(l);
        return l;
    }
}
