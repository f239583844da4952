using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Design.Columns;
using BayesLmm.Diagnostics;
using BayesLmm.Models;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Posteriors.Groups;

// A level's coefficient of a varying column z_e is γ_e + b_e, γ the part of the fixed effects that lies in the columns Z: every column x_p of X that is a
// combination of Z's, x_p = Σ_e m_ep z_e, adds m_ep β_p to γ_e. Where the same columns vary that have fixed effects, γ_e = β_e, and the coefficients are those
// that lme4's coef gives. With cell means over levels and treatment contrasts in X, (0 + Machine | Worker), they are means of cells.

/// <summary>The coefficients that vary over the levels of a grouping factor, over all its terms.</summary>
internal sealed class VaryingCoefficients
{
    /// <summary>A column with a residual of less than this part of its size is a combination of others.</summary>
    private const double Collinear = 1e-9;

    private VaryingCoefficients(
        string group, IReadOnlyList<string> levels, int[] codes, IReadOnlyList<(int Term, int Effect, string Name)> effects, double[][] columns)
    {
        Group = group;
        Levels = levels;
        Codes = codes;
        Effects = effects;
        Columns = columns;
        FixedWeights = [];
    }

    /// <summary>The grouping factor.</summary>
    public string Group { get; }

    /// <summary>Its levels.</summary>
    public IReadOnlyList<string> Levels { get; }

    /// <summary>For each row the index of its level.</summary>
    public int[] Codes { get; }

    /// <summary>For each coefficient the term that it varies by, its place in the term, and its name.</summary>
    public IReadOnlyList<(int Term, int Effect, string Name)> Effects { get; }

    /// <summary>For each coefficient the column of Z, n numbers.</summary>
    public double[][] Columns { get; }

    /// <summary>m: for each coefficient the weights of the fixed effects, p numbers.</summary>
    public double[][] FixedWeights { get; private init; }

    /// <summary>Whether each fixed effect's column is a combination of the varying ones.</summary>
    public bool[] IsWithin { get; private init; } = [];

    /// <summary>Finds them.</summary>
    /// <exception cref="ArgumentException">The model has no such grouping factor.</exception>
    public static VaryingCoefficients Of(BoundModel model, string group)
    {
        List<(int Term, int Effect, string Name)> effects = [];
        List<double[]> columns = [];
        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            for (int i = 0; model.GroupTerms[k].Group == group && i < model.GroupTerms[k].Width; i++)
            {
                effects.Add((k, i, model.GroupTerms[k].Effects[i]));
                columns.Add(model.Design.RandomTerms[k].Columns[i].Values);
            }
        }

        if (effects.Count == 0)
        {
            string[] groups = [.. model.GroupTerms.Select(term => term.Group).Distinct()];
            string nearest = NameSuggestion.Nearest(group, groups) is { } name ? $" Did you mean '{name}'?" : "";
            throw new ArgumentException(
                groups.Length == 0
                    ? $"The model has no grouping factor '{group}'; it has no random effects."
                    : $"The model has no grouping factor '{group}'; it has {string.Join(", ", groups)}.{nearest}");
        }

        RandomTermDesign design = model.Design.RandomTerms[effects[0].Term];
        VaryingCoefficients varying = new(group, [.. design.Levels], design.Codes, effects, [.. columns]);
        return varying.WithFixedEffects(model.Design.FixedEffects.Columns.Select(column => column.Values).ToArray());
    }

    /// <summary>The place of a coefficient.</summary>
    /// <exception cref="ArgumentException">None of that name varies over the levels.</exception>
    public int EffectOf(string name) => Find([.. Effects.Select(effect => effect.Name)], name, "coefficient that varies over its levels");

    /// <summary>The place of a level.</summary>
    /// <exception cref="ArgumentException">There is no such level.</exception>
    public int LevelOf(string name) => Find(Levels, name, "level");

    /// <summary>The number of rows of each level.</summary>
    public int[] RowCounts()
    {
        int[] counts = new int[Levels.Count];
        foreach (int code in Codes)
        {
            counts[code]++;
        }

        return counts;
    }

    private int Find(IReadOnlyList<string> names, string name, string kind)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
            {
                return i;
            }
        }

        const int Most = 12;
        string list = string.Join(", ", names.Take(Most)) + (names.Count > Most ? $" and {names.Count - Most} more" : "");
        string nearest = NameSuggestion.Nearest(name, names) is { } meant ? $" Did you mean '{meant}'?" : "";
        throw new ArgumentException($"'{Group}' has no {kind} '{name}'; it has {list}.{nearest}");
    }

    private VaryingCoefficients WithFixedEffects(double[][] X)
    {
        double[][] weights = [.. Columns.Select(_ => new double[X.Length])];
        bool[] isWithin = new bool[X.Length];
        double[]? factor = null;
        for (int p = 0; p < X.Length; p++)
        {
            int same = Array.FindIndex(Columns, column => column.AsSpan().SequenceEqual(X[p]));
            if (same >= 0)
            {
                weights[same][p] = 1;
                isWithin[p] = true;
                continue;
            }

            factor ??= Factor();
            if (factor.Length > 0 && Combination(X[p], factor) is { } combination)
            {
                isWithin[p] = true;
                for (int e = 0; e < combination.Length; e++)
                {
                    weights[e][p] = combination[e];
                }
            }
        }

        return new VaryingCoefficients(Group, Levels, Codes, Effects, Columns) { FixedWeights = weights, IsWithin = isWithin };
    }

    /// <summary>The Cholesky factor of ZᵀZ with columns of length 1; empty where Z's columns are dependent.</summary>
    private double[] Factor()
    {
        int r = Columns.Length;
        double[] gram = new double[r * r];
        for (int i = 0; i < r; i++)
        {
            for (int j = 0; j < r; j++)
            {
                gram[(i * r) + j] = TensorPrimitives.Dot<double>(Columns[i], Columns[j]) / Norm(Columns[i]) / Norm(Columns[j]);
            }
        }

        return SmallCholesky.TryFactor(gram, r) ? gram : [];
    }

    /// <summary>The weights with which Z's columns give a column; null if they do not.</summary>
    private double[]? Combination(double[] x, double[] factor)
    {
        int r = Columns.Length;
        double[] weights = [.. Columns.Select(column => TensorPrimitives.Dot<double>(column, x) / Norm(column))], rest = [.. x];
        SmallCholesky.SolveLower(factor, r, weights);
        SmallCholesky.SolveUpper(factor, r, weights);
        for (int e = 0; e < r; e++)
        {
            weights[e] /= Norm(Columns[e]);
            TensorPrimitives.MultiplyAdd(Columns[e], -weights[e], rest, rest);
            weights[e] = Math.Abs(weights[e] - Math.Round(weights[e])) < Collinear ? Math.Round(weights[e]) : weights[e];
        }

        return Norm(rest) <= Collinear * Norm(x) ? weights : null;
    }

    private static double Norm(double[] column) => TensorPrimitives.Norm<double>(column);
}
