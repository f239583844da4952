using System.Numerics.Tensors;
using BayesLmm.Densities;
using BayesLmm.Distributions;
using BayesLmm.Equations;
using BayesLmm.Numerics.Dense;
using BayesLmm.Numerics.Parallel;
using BayesLmm.Numerics.Sparse;

namespace BayesLmm.Posteriors.LeaveOut;

// Given φ, (u, β) ~ N(â, Q⁻¹), τ = 1/σ². With B the left-out rows (times √w, [ZΛ, X]), z their response, e = z − Bâ and H = τ B Q⁻¹ Bᵀ their leverages:
//     log p(z | y₋, φ) = −m/2 log 2πσ² + ½ Σ log w + ½ log|I − H| − ½ τ eᵀ(I − H)⁻¹e
//     â₋ = â − τ Q⁻¹Bᵀ(I − H)⁻¹e      Q₋⁻¹ = Q⁻¹ + τ Q⁻¹Bᵀ(I − H)⁻¹BQ⁻¹                                         (Cook & Weisberg 1982, §2.2; Haslett 1999)

/// <summary>
/// For a draw φ of the variance parameters and each set of rows: the density of the rows given all others, and the distribution of the coefficients without
/// them, both exact given φ. Not thread-safe.
/// </summary>
internal sealed class DeletionEvaluator
{
    private readonly DeletionPlan plan;
    private readonly MarginalDensityEvaluator full;
    private readonly JointEffectsGivenVariances given;
    /// <summary>From this order on, Cholesky factorisation by blocks is faster.</summary>
    private const int Large = 24;

    private readonly InverseBlock block = new();
    private readonly PanelKernels panels = new(new WorkTeam(1));
    private readonly Dictionary<MarginalDensity, MarginalDensityEvaluator> reduced = [];
    private readonly int[] fixedPlaces;
    private readonly double[] position;
    private readonly double[] relative;
    private double[] V = [];
    private double[] B = [];
    private double[] U = [];
    private double[] H = [];
    private double[] e = [];
    private double[] solved = [];
    private double[] change = [];
    private InverseBlockStructure? current;

    /// <summary>Allocates the memory.</summary>
    /// <param name="plan">The sets.</param>
    public DeletionEvaluator(DeletionPlan plan)
    {
        this.plan = plan;
        full = plan.Density.CreateEvaluator();
        given = full.Given;
        fixedPlaces = FixedPlaces(plan.Density.Equations);
        position = new double[plan.Density.Dimension];
        relative = new double[plan.Coefficients.Count];
    }

    /// <summary>Moves to a draw. False where its density cannot be computed.</summary>
    public bool TryMove(ReadOnlySpan<double> position)
    {
        position.CopyTo(this.position);
        if (!double.IsFinite(full.Evaluate(position)))
        {
            return false;
        }

        given.ComputeInverse();
        current = null;
        return true;
    }

    /// <summary>The distribution of the coefficients of the model as written, given all rows and φ.</summary>
    /// <param name="means">Receives p means.</param>
    /// <param name="variances">Receives p variances.</param>
    public void Coefficients(Span<double> means, Span<double> variances) => Coefficients(full, means, variances);

    /// <summary>Leaves out a set.</summary>
    /// <param name="index">Which set.</param>
    /// <param name="means">Receives the means of the coefficients without it.</param>
    /// <param name="variances">Receives their variances.</param>
    /// <returns>
    /// The log density of the rows given all others; and for a single row its standard normal score in that distribution. NaN where the others do not determine
    /// every coefficient.
    /// </returns>
    public (double LogDensity, double Score) LeaveOut(int index, Span<double> means, Span<double> variances) =>
        plan.Set(index) is { } set ? LowRank(set, index, means, variances)
        : plan.Reduced(index) is { } density ? Refactor(density, means, variances)
        : (double.NaN, double.NaN);

    private (double LogDensity, double Score) Refactor(MarginalDensity density, Span<double> means, Span<double> variances)
    {
        if (!reduced.TryGetValue(density, out MarginalDensityEvaluator? evaluator))
        {
            reduced.Add(density, evaluator = density.CreateEvaluator());
        }

        if (!double.IsFinite(evaluator.Evaluate(position)))
        {
            return (double.NaN, double.NaN);
        }

        evaluator.Given.ComputeInverse();
        Coefficients(evaluator, means, variances);
        return (full.LogLikelihood - evaluator.LogLikelihood, double.NaN);
    }

    private (double LogDensity, double Score) LowRank(LeftOutSet set, int index, Span<double> means, Span<double> variances)
    {
        int k = set.EquivalentRows, c = set.Shape.Unknowns.Length, effects = set.Shape.EffectCount;
        Reserve(k, c, set.Values.Length);
        FillInverse(set, index);
        ScaleRows(set);
        double tau = full.Tau;
        for (int i = 0; i < k; i++)
        {
            Span<double> row = U.AsSpan(i * c, c);
            row.Clear();
            ReadOnlySpan<int> own = set.NonZeros(i);
            ReadOnlySpan<double> entries = B.AsSpan(set.StartOf(i), own.Length);
            for (int a = 0; a < own.Length; a++)
            {
                TensorPrimitives.MultiplyAdd(V.AsSpan(own[a] * c, c), entries[a], row, row);
            }

            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                ReadOnlySpan<int> other = set.NonZeros(j);
                ReadOnlySpan<double> numbers = B.AsSpan(set.StartOf(j), other.Length);
                for (int a = 0; a < other.Length; a++)
                {
                    sum += row[other[a]] * numbers[a];
                }

                H[(i * k) + j] = (i == j ? 1 : 0) - (tau * sum);
            }
        }

        if (!(k < Large ? SmallCholesky.TryFactor(H, k) : panels.TryFactor(H, 0, k, k)))
        {
            return (double.NaN, double.NaN);
        }

        double logDeterminant = 0;
        for (int i = 0; i < k; i++)
        {
            logDeterminant += Math.Log(H[(i * k) + i]);
        }

        Span<double> f = e.AsSpan(0, k);
        SmallCholesky.SolveLower(H, k, f);
        double squares = TensorPrimitives.SumOfSquares<double>(f) + set.LeftOver;
        int m = set.Source.Rows.Length;
        double logDensity = (-0.5 * m * NormalConstants.Log2Pi) - (m * Math.Log(full.Sigma)) + (0.5 * set.LogWeights) + logDeterminant - (0.5 * tau * squares);
        double score = m == 1 ? Math.Sqrt(tau) * f[0] : double.NaN;

        Span<double> g = solved.AsSpan(0, k);
        f.CopyTo(g);
        SmallCholesky.SolveUpper(H, k, g);
        given.Beta.CopyTo(change);
        for (int i = 0; i < k; i++)
        {
            for (int j = 0; j < given.Unknown.Length; j++)
            {
                change[j] -= tau * U[(i * c) + effects + j] * g[i];
            }
        }

        given.Assemble(change.AsSpan(0, given.Unknown.Length), relative);
        plan.Coefficients.Map(relative, means);
        for (int j = 0; j < variances.Length; j++)
        {
            ReadOnlySpan<double> weights = plan.Coefficients.Weights(j);
            for (int i = 0; i < k; i++)
            {
                g[i] = 0;
                for (int l = 0; l < given.Unknown.Length; l++)
                {
                    g[i] += weights[given.Unknown[l]] * U[(i * c) + effects + l];
                }
            }

            SmallCholesky.SolveLower(H, k, g);
            variances[j] = Variance(full, weights) + (tau * TensorPrimitives.SumOfSquares<double>(g));
        }

        return (logDensity, score);
    }

    /// <summary>Q⁻¹ among the set's unknowns.</summary>
    private void FillInverse(LeftOutSet set, int index)
    {
        if (plan.Block(index) is { } structure && !ReferenceEquals(structure, current))
        {
            block.Compute(structure, given.System.Factor, given.System.Inverse);
            current = structure;
        }

        ReadOnlySpan<int> numbers = plan.BlockNumbers(index);
        ReadOnlySpan<double> values = given.System.Inverse.Values;
        ReadOnlySpan<int> places = set.Places;
        int c = set.Shape.Unknowns.Length;
        for (int i = 0, place = 0; i < c; i++)
        {
            for (int j = 0; j <= i; j++, place++)
            {
                double value = places[place] >= 0 ? values[places[place]] : block[numbers[i], numbers[j]];
                V[(i * c) + j] = value;
                V[(j * c) + i] = value;
            }
        }
    }

    /// <summary>B where it is not 0, and e.</summary>
    private void ScaleRows(LeftOutSet set)
    {
        SetShape shape = set.Shape;
        int k = set.EquivalentRows, p = plan.Coefficients.Count;
        ReadOnlySpan<double> means = given.Means, known = given.Known, lambda = given.Lambda;
        ReadOnlySpan<int> unknowns = shape.Unknowns;
        set.Values.CopyTo(B, 0);
        for (int i = 0; i < k; i++)
        {
            foreach (LevelPart level in set.Levels(i))
            {
                Span<double> part = B.AsSpan(level.Start, level.Width);
                SmallTriangular.MultiplyTransposed(given.System.Layout.Of(level.Term, lambda), part, part);
            }

            double residual = set.Response[i];
            ReadOnlySpan<int> own = set.NonZeros(i);
            ReadOnlySpan<double> entries = B.AsSpan(set.StartOf(i), own.Length);
            for (int a = 0; a < own.Length; a++)
            {
                residual -= entries[a] * means[unknowns[own[a]]];
            }

            foreach (int column in given.KnownColumns)
            {
                residual -= set.Fixed[(i * p) + column] * known[column];
            }

            e[i] = residual;
        }
    }

    private void Coefficients(MarginalDensityEvaluator evaluator, Span<double> means, Span<double> variances)
    {
        evaluator.Given.Assemble(evaluator.Given.Beta, relative);
        plan.Coefficients.Map(relative, means);
        for (int j = 0; j < variances.Length; j++)
        {
            variances[j] = Variance(evaluator, plan.Coefficients.Weights(j));
        }
    }

    /// <summary>The variance of a combination of coefficients, from the selected inverse.</summary>
    private double Variance(MarginalDensityEvaluator evaluator, ReadOnlySpan<double> weights)
    {
        ReadOnlySpan<double> values = evaluator.Given.System.Inverse.Values;
        ReadOnlySpan<int> unknown = given.Unknown;
        double sum = 0;
        for (int i = 0, place = 0; i < unknown.Length; i++)
        {
            double own = weights[unknown[i]];
            for (int j = 0; j <= i; j++, place++)
            {
                sum += (i == j ? 1 : 2) * own * weights[unknown[j]] * values[fixedPlaces[place]];
            }
        }

        return sum;
    }

    private void Reserve(int k, int c, int nonZeros)
    {
        static void Grow(ref double[] array, int length) => array = array.Length < length ? new double[length] : array;
        Grow(ref V, c * c);
        Grow(ref B, nonZeros);
        Grow(ref U, k * c);
        Grow(ref H, k * k);
        Grow(ref e, k);
        Grow(ref solved, k);
        Grow(ref change, given.Unknown.Length);
    }

    /// <summary>Where the selected inverse has the entries among the coefficients, the lower triangle by rows.</summary>
    internal static int[] FixedPlaces(MixedModelEquations equations)
    {
        int[] order = [.. Enumerable.Range(equations.Products.EffectCount, equations.FixedColumns.Count).Select(equations.Structure.EliminationOf)];
        return [.. order.SelectMany((row, i) => order.Take(i + 1).Select(column => equations.Structure.PlaceOf(row, column)))];
    }
}
