using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using BayesLmm.Densities.Coordinates;
using BayesLmm.Equations;
using BayesLmm.Equations.Laplace;
using BayesLmm.Families;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;
using BayesLmm.Sampling;

namespace BayesLmm.Densities.Groups;

/// <summary>Evaluates a <see cref="GroupedEstimate"/>, and makes the draw that belongs to a point. Owns its memory.</summary>
internal sealed class GroupedEstimateEvaluator : IEstimatedDensityEvaluator, IPositionReader
{
    /// <summary>Rows of a group whose predictors are computed at once: they stay in the nearest cache.</summary>
    private const int RowsAtOnce = 32;

    /// <summary>Half the width of the differences that approximate derivatives.</summary>
    private const double Width = 0.01;

    /// <summary>The first stream of the numbers that shapes are fitted with.</summary>
    private const ulong ShapeStreams = 1000;

    private readonly GroupedEstimate density;
    private readonly ConditionalCoordinates layout;
    private readonly GroupBlocks blocks;
    private readonly ShiftedLattice[] lattices;
    private readonly LaplaceRows rows;
    private readonly GroupNormals groups;
    private readonly CovarianceFactors factors;
    private readonly EffectFactors effectFactors;
    private readonly double logConstant;
    private readonly double[] family;
    private readonly double[] beta;
    private readonly double[] ignored;
    private readonly double[] near;
    private readonly double[] effects;
    private readonly double[] predictors;
    private readonly double[] logs;
    private ulong numbers;
    private ulong? stream;

    public GroupedEstimateEvaluator(GroupedEstimate density)
    {
        this.density = density;
        (layout, blocks, rows) = (density.Layout, density.Blocks, density.Rows.OfLaplace);
        lattices = [.. density.Rules.Select(rule => new ShiftedLattice(rule))];
        groups = new GroupNormals(rows, blocks);
        effectFactors = new EffectFactors(layout.Model.Products.Terms);
        factors = new CovarianceFactors(layout.Terms, effectFactors);
        logConstant = layout.Model.LogConstant;
        (family, beta) = (new double[layout.Family.Length], new double[rows.FixedCount]);
        (ignored, near) = (new double[density.Dimension], new double[density.Dimension]);
        int r = blocks.Width, most = lattices.Max(lattice => lattice.Count);
        (effects, logs, predictors) = (new double[r * most], new double[most], new double[RowsAtOnce * most]);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<double> FamilyParameters => family;

    /// <summary>One number, from which the streams that choose among points follow.</summary>
    public int DrawLength => 1;

    /// <inheritdoc/>
    public ReadOnlySpan<double> Sds(int term) => factors.Sds(term);

    /// <inheritdoc/>
    public ReadOnlySpan<double> CorrelationFactor(int term) => factors.CorrelationFactor(term);

    /// <summary>Whether the value with one stream of random numbers is a smooth function of the position; it then takes longer.</summary>
    public bool IsSmooth
    {
        set => groups.IsSmooth = value;
    }

    /// <inheritdoc/>
    public void UseStream(ulong stream) => this.stream = stream;

    /// <summary>The value, and its derivatives by central differences with the same random numbers.</summary>
    public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
    {
        ulong same = stream ?? PositionHash.Of(position);
        CentralDifferences.Gradient(x => Value(x, same), position, Width, near, gradient);
        return Value(position, same);
    }

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> position) => Value(position, stream ?? PositionHash.Of(position));

    /// <inheritdoc/>
    public void Draw(ReadOnlySpan<double> position, ReadOnlySpan<double> normals, Span<double> coefficients, Span<double> effects)
    {
        numbers = PositionHash.Of(position);
        if (!double.IsFinite(Prepare(position)))
        {
            throw new ArgumentException("The density is zero at this position, so there is no draw that goes with it.", nameof(position));
        }

        DrawAgain(normals, coefficients, effects);
    }

    /// <summary>Another choice among the points of each group.</summary>
    public void DrawAgain(ReadOnlySpan<double> normals, Span<double> coefficients, Span<double> effects)
    {
        beta.CopyTo(coefficients);
        layout.Model.Products.Fixed.Coordinates.ToWritten(coefficients);
        RandomStream random = new(density.Seed, numbers), choice = new(density.Seed, numbers ^ BitConverter.DoubleToUInt64Bits(normals[0]));
        Begin(random);
        int r = blocks.Width;
        for (int j = 0; j < blocks.Count; j++)
        {
            ShiftedLattice lattice = lattices[density.RuleOf[j]];
            lattice.Shift(random);
            Weigh(j, lattice);
            int chosen = DrawRatios.Choose(logs.AsSpan(0, lattice.Count), choice.NextUniform());
            for (int c = 0; c < r; c++)
            {
                effects[blocks.Effects[(j * r) + c]] = this.effects[(c * lattice.Count) + chosen];
            }
        }

        effectFactors.Multiply(factors.Lambda, effects);
    }

    /// <summary>The means of the groups' effects at a position, roughly, J × r by rows.</summary>
    public double[] MeansAt(ReadOnlySpan<double> position)
    {
        Prepare(position);
        return [.. groups.Effects];
    }

    /// <summary>Prepares for <see cref="Replicate"/> at a position.</summary>
    public bool TryMoveTo(ReadOnlySpan<double> position) => double.IsFinite(Prepare(position));

    /// <summary>The estimates of the groups' integrals where the evaluator is, as logarithms.</summary>
    /// <param name="rule">By which of the rules.</param>
    /// <param name="replicate">Which random numbers.</param>
    /// <param name="values">Receives a number a group.</param>
    public void Replicate(int rule, ulong replicate, Span<double> values)
    {
        RandomStream random = new(density.Seed, replicate);
        ShiftedLattice lattice = lattices[rule];
        lattice.Begin(random);
        for (int j = 0; j < values.Length; j++)
        {
            lattice.Shift(random);
            values[j] = Weigh(j, lattice);
        }
    }

    /// <summary>The mean and the covariance of a group's effects, by the points of the last <see cref="Weigh"/> of that group.</summary>
    /// <param name="count">Number of points.</param>
    /// <param name="mean">Receives r numbers.</param>
    /// <param name="covariance">Receives r × r numbers by rows.</param>
    private void Moments(int count, Span<double> mean, Span<double> covariance)
    {
        int r = blocks.Width;
        ReadOnlySpan<double> ratios = logs.AsSpan(0, count);
        double sum = TensorPrimitives.Sum(ratios);
        for (int c = 0; c < r; c++)
        {
            mean[c] = TensorPrimitives.Dot(ratios, effects.AsSpan(c * count, count)) / sum;
        }

        for (int c = 0; c < r; c++)
        {
            for (int d = 0; d <= c; d++)
            {
                double product = 0;
                for (int m = 0; m < count; m++)
                {
                    product += ratios[m] * (effects[(c * count) + m] - mean[c]) * (effects[(d * count) + m] - mean[d]);
                }

                covariance[(c * r) + d] = covariance[(d * r) + c] = product / sum;
            }
        }
    }

    /// <summary>Fits shapes to the groups' distributions where the evaluator is.</summary>
    /// <param name="rule">By which of the rules.</param>
    /// <param name="replicates">How many times it is used.</param>
    public GroupShapes FitShapes(int rule, int replicates)
    {
        int r = blocks.Width;
        double[] means = new double[blocks.Count * r], covariances = new double[blocks.Count * r * r], mean = new double[r], covariance = new double[r * r];
        ShiftedLattice lattice = lattices[rule];
        for (int replicate = 0; replicate < replicates; replicate++)
        {
            RandomStream random = new(density.Seed, ShapeStreams + (ulong)replicate);
            lattice.Begin(random);
            for (int j = 0; j < blocks.Count; j++)
            {
                lattice.Shift(random);
                Weigh(j, lattice);
                Moments(lattice.Count, mean, covariance);
                TensorPrimitives.MultiplyAdd(mean, 1.0 / replicates, means.AsSpan(j * r, r), means.AsSpan(j * r, r));
                TensorPrimitives.MultiplyAdd(covariance, 1.0 / replicates, covariances.AsSpan(j * r * r, r * r), covariances.AsSpan(j * r * r, r * r));
            }
        }

        return groups.FitShapes(means, covariances);
    }

    private void Begin(RandomStream random)
    {
        foreach (ShiftedLattice lattice in lattices)
        {
            lattice.Begin(random);
        }
    }

    private double Value(ReadOnlySpan<double> position, ulong randomNumbers)
    {
        double sum = Prepare(position);
        if (!double.IsFinite(sum))
        {
            return double.NegativeInfinity;
        }

        RandomStream random = new(density.Seed, randomNumbers);
        Begin(random);
        for (int j = 0; j < blocks.Count; j++)
        {
            ShiftedLattice lattice = lattices[density.RuleOf[j]];
            lattice.Shift(random);
            sum += Weigh(j, lattice);
        }

        double value = sum + logConstant;
        return double.IsNaN(value) ? double.NegativeInfinity : value;
    }

    /// <summary>Takes a position and finds the groups' distributions there; returns log p(φ, β) with the Jacobian, −∞ where they cannot be computed.</summary>
    private double Prepare(ReadOnlySpan<double> position)
    {
        factors.Read(position);
        double sum = 0;
        for (int i = 0; i < family.Length; i++)
        {
            family[i] = layout.Family[i].Value(position);
            sum += layout.Family[i].AddLogPrior(position, ignored);
        }

        factors.AddLogPrior(position, ref sum, ignored);
        layout.KnownCoefficients(position).CopyTo(beta, 0);
        foreach (ScalarCoordinate? bounded in layout.Bounded)
        {
            sum += bounded?.AddLogPrior(position, ignored) ?? 0;
        }

        sum += density.Averaged.ToBeta(density.Averaged.Variance(factors), position[layout.OuterCount..], beta);
        foreach (int column in layout.LinearColumns)
        {
            sum += layout.Model.FixedEffects[column].Prior.LogDensity(layout.Model.Products.Fixed.Coordinates.Absolute(column, beta[column]), out _);
        }

        if (!double.IsFinite(sum) || !rows.Density.IsComputableAt(family))
        {
            return double.NegativeInfinity;
        }

        rows.Predictor.ComputeFixed(beta, groups.FixedPart);
        for (int k = 0; k < layout.Terms.Length; k++)
        {
            groups.SetFactor(k, factors.Of(k));
        }

        density.StartEffects.CopyTo(groups.Effects, 0);
        return groups.Find(family) ? sum : double.NegativeInfinity;
    }

    /// <summary>
    /// The points of a group, in <see cref="effects"/>, and in <see cref="logs"/> their ratios but for a factor; returns the logarithm of the estimate.
    /// </summary>
    private double Weigh(int group, ShiftedLattice lattice)
    {
        int r = blocks.Width, count = lattice.Count, first = blocks.RowStarts[group], end = blocks.RowStarts[group + 1];
        Span<double> sums = logs.AsSpan(0, count);
        double logDeterminant = Place(lattice, group, sums);
        for (int from = first; from < end; from += RowsAtOnce)
        {
            int taken = Math.Min(RowsAtOnce, end - from);
            ComputePredictors(from, taken, count);
            rows.Density.AddLogDensities(
                rows.Response.Slice(from, taken),
                rows.Weights.IsEmpty ? [] : rows.Weights.Slice(from, taken),
                predictors.AsSpan(0, taken * count),
                family,
                sums);
        }

        return SumOfRatios(lattice, sums) + lattice.LogShare - logDeterminant - (r * NormalConstants.HalfLog2Pi);
    }

    /// <summary>u_m = m + L⁻ᵀ(t + T x_m), with −½|u_m|² in <paramref name="sums"/>; returns −log|L⁻ᵀT|.</summary>
    private double Place(ShiftedLattice lattice, int group, Span<double> sums)
    {
        int r = blocks.Width, vectors = lattice.Count / Vector<double>.Count;
        Span<double> F = stackalloc double[GroupBlocks.MostEffects * GroupBlocks.MostEffects], center = stackalloc double[GroupBlocks.MostEffects];
        double logDeterminant = groups.Transform(group, density.Shapes, center, F);
        Span<Vector<double>> u = Vectors(effects), squares = Vectors(sums);
        Vector<double> half = new(-0.5);
        for (int c = 0; c < r; c++)
        {
            Span<Vector<double>> to = u.Slice(c * vectors, vectors);
            for (int e = 0; e < r; e++)
            {
                ReadOnlySpan<Vector<double>> x = MemoryMarshal.Cast<double, Vector<double>>(lattice.Points(e));
                Vector<double> factor = new(F[(c * r) + e]), origin = new(center[c]);
                for (int i = 0; i < to.Length; i++)
                {
                    to[i] = (e == 0 ? origin : to[i]) + (factor * x[i]);
                }
            }

            for (int i = 0; i < to.Length; i++)
            {
                squares[i] = c == 0 ? half * to[i] * to[i] : squares[i] + (half * to[i] * to[i]);
            }
        }

        return logDeterminant;
    }

    /// <summary>η of some rows at every point, a row of numbers each.</summary>
    private void ComputePredictors(int from, int taken, int count)
    {
        int r = blocks.Width, vectors = count / Vector<double>.Count;
        ReadOnlySpan<Vector<double>> u = Vectors(effects);
        Span<Vector<double>> all = Vectors(predictors);
        for (int row = 0; row < taken; row++)
        {
            Span<Vector<double>> eta = all.Slice(row * vectors, vectors);
            Vector<double> origin = new(groups.FixedPart[from + row]), a = new(groups.Columns[0][from + row]);
            if (r == 1)
            {
                for (int i = 0; i < eta.Length; i++)
                {
                    eta[i] = origin + (a * u[i]);
                }

                continue;
            }

            Vector<double> b = new(groups.Columns[1][from + row]);
            ReadOnlySpan<Vector<double>> first = u[..vectors], second = u.Slice(vectors, vectors);
            for (int i = 0; i < eta.Length; i++)
            {
                eta[i] = origin + (a * first[i]) + (b * second[i]);
            }

            for (int c = 2; c < r; c++)
            {
                Vector<double> more = new(groups.Columns[c][from + row]);
                for (int i = 0; i < eta.Length; i++)
                {
                    eta[i] += more * u[(c * vectors) + i];
                }
            }
        }
    }

    private static Span<Vector<double>> Vectors(Span<double> values) => MemoryMarshal.Cast<double, Vector<double>>(values);

    /// <summary>log Σ_m e^(log_m)/density_m; leaves the terms over the largest e^(log_m) in the logarithms' place.</summary>
    private double SumOfRatios(ShiftedLattice lattice, Span<double> sums)
    {
        double largest = TensorPrimitives.Max<double>(sums);
        if (!double.IsFinite(largest))
        {
            return double.NegativeInfinity;
        }

        Span<Vector<double>> ratios = Vectors(sums);
        Vector<double> sum = Vector<double>.Zero, origin = new(largest);
        for (int i = 0; i < ratios.Length; i++)
        {
            ratios[i] = VectorExp.OfNegative(ratios[i] - origin);
        }

        for (int c = 0; c < blocks.Width; c++)
        {
            ReadOnlySpan<Vector<double>> by = MemoryMarshal.Cast<double, Vector<double>>(lattice.Densities(c));
            for (int i = 0; i < ratios.Length; i++)
            {
                ratios[i] /= by[i];
            }
        }

        for (int i = 0; i < ratios.Length; i++)
        {
            sum += ratios[i];
        }

        return largest + Math.Log(Vector.Sum(sum));
    }
}
