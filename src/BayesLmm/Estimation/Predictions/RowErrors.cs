using System.Numerics.Tensors;
using BayesLmm.Design;

namespace BayesLmm.Estimation.Predictions;

/// <summary>
/// The linear predictors of the rows of a design, and the variances of their errors in units of σ²; see the formulas at <see cref="FittedEquations"/>. Linear
/// in the number of rows. Combinations of levels that no training row has cost one solution for each level of the smaller of two crossed factors.
/// </summary>
internal sealed class RowErrors
{
    private readonly FittedEquations equations;
    private readonly InverseEntries inverse;
    private readonly PredictionDesign design;
    private readonly LinearPredictor predictor;
    private readonly double[] means;
    private readonly double[] groupParts;
    private readonly double[] e;
    private readonly double[] scaled;
    private readonly int[] first;
    private readonly int[] offsets;

    /// <summary>Prepares for the rows of a design.</summary>
    /// <param name="equations">The fit's equations.</param>
    /// <param name="design">The rows; all terms with their levels' codes, or none.</param>
    public RowErrors(FittedEquations equations, PredictionDesign design)
    {
        this.equations = equations;
        inverse = equations.CreateInverse();
        this.design = design;
        predictor = design.CreatePredictor(equations.Terms, equations.Centers);
        means = new double[predictor.Count];
        predictor.ComputeFixed(equations.Beta, means);
        groupParts = new double[predictor.Count];
        predictor.AddEffects(equations.Effects, groupParts);
        int terms = design.Terms.Count;
        e = new double[equations.FixedCount];
        offsets = new int[terms + 1];
        for (int k = 0; k < terms; k++)
        {
            offsets[k + 1] = offsets[k] + design.Terms[k].Columns.Count;
        }

        scaled = new double[offsets[^1]];
        first = new int[terms];
        SolveForNewCombinations();
    }

    /// <summary>What <see cref="Compute"/> says about a row.</summary>
    /// <param name="Fixed">Offset and fixed effects: o + xᵀβ̂.</param>
    /// <param name="Group">zᵀb̂ over the known levels.</param>
    /// <param name="ErrorVariance">aᵀQ⁻¹a + eᵀS⁻¹e over the known levels, in units of σ²: of the mean's error, given new levels' effects.</param>
    /// <param name="NewVariance">zᵀΛΛᵀz over the levels that are new, or not given, in units of σ².</param>
    public readonly record struct Row(double Fixed, double Group, double ErrorVariance, double NewVariance);

    /// <summary>Computes a row.</summary>
    /// <param name="row">The row's index in the design.</param>
    public Row Compute(int row)
    {
        int p = e.Length;
        ReadOnlySpan<double> F = equations.SolvedX;
        double newVariance = 0, form = 0;
        predictor.FixedRow(row).CopyTo(e);
        for (int k = 0; k < first.Length; k++)
        {
            ReadOnlySpan<double> z = predictor.RandomRow(k, row);
            Span<double> a = scaled.AsSpan(offsets[k], z.Length);
            equations.Scale(k, z, a);
            first[k] = predictor.FirstEffect(k, row);
            if (first[k] < 0)
            {
                newVariance += TensorPrimitives.SumOfSquares<double>(a);
                continue;
            }

            for (int i = 0; i < a.Length; i++)
            {
                for (int j = 0; j < p; j++)
                {
                    e[j] -= F[(j * equations.EffectCount) + first[k] + i] * a[i];
                }
            }

            for (int l = 0; l <= k; l++)
            {
                if (first[l] >= 0)
                {
                    form += (l == k ? 1 : 2) * Form(k, l);
                }
            }
        }

        return new Row(means[row], groupParts[row], form + equations.FixedForm(e), newVariance);
    }

    /// <summary>a_kᵀ [Q⁻¹]_kl a_l for the row's levels.</summary>
    private double Form(int k, int l)
    {
        double sum = 0;
        for (int i = 0; i < offsets[k + 1] - offsets[k]; i++)
        {
            double left = scaled[offsets[k] + i];
            for (int j = 0; left != 0 && j < offsets[l + 1] - offsets[l]; j++)
            {
                sum += left * scaled[offsets[l] + j] * inverse[first[k] + i, first[l] + j];
            }
        }

        return sum;
    }

    /// <summary>Entries of Q⁻¹ for pairs of levels of two terms that occur in no training row and are not on the pattern for another reason.</summary>
    private void SolveForNewCombinations()
    {
        Dictionary<int, HashSet<int>> wanted = [];
        for (int k = 0; k < first.Length; k++)
        {
            for (int l = 0; l < k; l++)
            {
                if (design.Terms[k].Codes is { } left && design.Terms[l].Codes is { } right)
                {
                    CollectPairs(k, l, left, right, wanted);
                }
            }
        }

        double[] work = wanted.Count == 0 ? [] : new double[equations.EffectCount];
        foreach ((int column, HashSet<int> rows) in wanted)
        {
            inverse.Solve(column, rows, work);
        }
    }

    private void CollectPairs(int k, int l, int[] left, int[] right, Dictionary<int, HashSet<int>> wanted)
    {
        // Solving for the levels of the term with fewer of them takes fewer solutions.
        TermShape many = equations.Terms[k], few = equations.Terms[l];
        if (many.LevelCount < few.LevelCount)
        {
            (many, few) = (few, many);
            (left, right) = (right, left);
        }

        HashSet<long> seen = [];
        for (int row = 0; row < left.Length; row++)
        {
            if (left[row] < 0 || right[row] < 0 || !seen.Add(((long)left[row] * few.LevelCount) + right[row]))
            {
                continue;
            }

            int i = many.FirstEffectOf(left[row]), j = few.FirstEffectOf(right[row]);
            if (!inverse.TryGet(i, j, out _))
            {
                for (int c = 0; c < few.Width; c++)
                {
                    HashSet<int> rows = wanted.TryGetValue(j + c, out HashSet<int>? known) ? known : wanted[j + c] = [];
                    rows.UnionWith(Enumerable.Range(i, many.Width));
                }
            }
        }
    }
}
