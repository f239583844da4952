using BayesLmm.Design;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Posteriors.Groups;

/// <summary>The (weighted) least-squares fit of every level's own rows to the varying columns.</summary>
internal sealed class LevelFits
{
    /// <summary>Columns whose part orthogonal to those before is smaller than this, in units of their length, are dependent within the level.</summary>
    private const double Dependent = 1e-7;

    /// <summary>Fits.</summary>
    /// <param name="model">The model.</param>
    /// <param name="varying">The varying columns.</param>
    /// <param name="fixedEffects">The estimates of all fixed effects; those of columns that do not vary are held.</param>
    public LevelFits(BoundModel model, VaryingCoefficients varying, ReadOnlySpan<double> fixedEffects)
    {
        ModelDesign design = model.Design;
        double[] left = [.. design.Response];
        for (int row = 0; row < left.Length; row++)
        {
            left[row] -= design.Offset?[row] ?? 0;
            for (int p = 0; p < fixedEffects.Length; p++)
            {
                left[row] -= varying.IsWithin[p] ? 0 : design.FixedEffects.Columns[p].Values[row] * fixedEffects[p];
            }
        }

        int levels = varying.Levels.Count;
        Estimates = new double[levels][];
        Errors = new double?[levels][];
        List<int>[] rows = [.. Enumerable.Range(0, levels).Select(_ => new List<int>())];
        for (int row = 0; row < left.Length; row++)
        {
            rows[varying.Codes[row]].Add(row);
        }

        for (int level = 0; level < levels; level++)
        {
            double[][] Z = [.. varying.Columns.Select(column => rows[level].Select(row => column[row] * Root(design, row)).ToArray())];
            double[] y = [.. rows[level].Select(row => left[row] * Root(design, row))];
            (Estimates[level], Errors[level]) = Fit(Z, y, model.HasKnownErrors);
        }
    }

    /// <summary>For each level its coefficients; null where its rows do not determine them.</summary>
    public double[]?[] Estimates { get; }

    /// <summary>For each level their standard errors; null without degrees of freedom.</summary>
    public double?[][] Errors { get; }

    private static double Root(ModelDesign design, int row) => design.Weights is { } weights ? Math.Sqrt(weights[row]) : 1;

    /// <summary>By modified Gram and Schmidt, Z = QR, each column orthogonalised twice.</summary>
    private static (double[]? Estimates, double?[] Errors) Fit(double[][] Z, double[] y, bool hasKnownErrors)
    {
        int r = Z.Length, n = y.Length;
        double[][] Q = [.. Z.Select(column => column.ToArray())];
        double[] R = new double[r * r], effects = new double[r], rest = [.. y];
        for (int j = 0; j < r; j++)
        {
            double length = Math.Sqrt(Dot(Q[j], Q[j]));
            for (int i = 0; i < 2 * j; i++)
            {
                double projection = Dot(Q[i % j], Q[j]);
                R[((i % j) * r) + j] += projection;
                Subtract(Q[j], projection, Q[i % j]);
            }

            double norm = Math.Sqrt(Dot(Q[j], Q[j]));
            if (!(norm > Dependent * length))
            {
                return (null, new double?[r]);
            }

            R[(j * r) + j] = norm;
            Q[j] = Array.ConvertAll(Q[j], value => value / norm);
            effects[j] = Dot(Q[j], rest);
            Subtract(rest, effects[j], Q[j]);
        }

        double? sigma = hasKnownErrors ? 1 : n > r ? Math.Sqrt(Dot(rest, rest) / (n - r)) : null;
        double[] inverse = InverseUpper(R, r), estimates = new double[r];
        double?[] errors = new double?[r];
        for (int i = 0; i < r; i++)
        {
            double squares = 0;
            for (int j = i; j < r; j++)
            {
                estimates[i] += inverse[(i * r) + j] * effects[j];
                squares += inverse[(i * r) + j] * inverse[(i * r) + j];
            }

            errors[i] = sigma * Math.Sqrt(squares);
        }

        return (estimates, errors);
    }

    private static double[] InverseUpper(double[] R, int r)
    {
        double[] inverse = SmallMatrix.Identity(r);
        for (int j = 0; j < r; j++)
        {
            for (int i = j; i >= 0; i--)
            {
                double sum = i == j ? 1 : 0;
                for (int m = i + 1; m <= j; m++)
                {
                    sum -= R[(i * r) + m] * inverse[(m * r) + j];
                }

                inverse[(i * r) + j] = sum / R[(i * r) + i];
            }
        }

        return inverse;
    }

    private static double Dot(double[] a, double[] b) => System.Numerics.Tensors.TensorPrimitives.Dot<double>(a, b);

    private static void Subtract(double[] from, double factor, double[] column) =>
        System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(column, -factor, from, from);
}
