using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Numerics;

namespace BayesLmm.Equations.Laplace;

// v_i = a_iᵀ S a_i,  a_i the row of A = [ZΛ X],  S = H⁻¹ on the pattern of H:  with V = ΛSΛᵀ by blocks, V_β = ΛS_uβ and S_ββ,
//     v_i = Σ_kl z_kᵀ V_kl z_l + 2 Σ_k z_kᵀ V_kβ x + xᵀ S_ββ x

/// <summary>The variances of the rows' linear predictors under a normal distribution of the unknowns. Owns its memory; not thread-safe.</summary>
internal sealed class PredictorVariances
{
    private readonly LaplaceRows rows;
    private readonly double[] blocks;
    private readonly double[] byFixed;
    private readonly double[] amongFixed;
    private readonly int[] termOfLevel;
    private readonly double[] work;
    private readonly double[] inner;
    private readonly double[] effects;
    private readonly bool withFixed;

    /// <summary>Allocates the memory.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="withFixed">Whether coefficients are among the unknowns.</param>
    public PredictorVariances(LaplaceRows rows, bool withFixed)
    {
        this.rows = rows;
        this.withFixed = withFixed && rows.FixedCount > 0;
        int p = rows.FixedCount, widest = rows.Products.Terms.Count == 0 ? 0 : rows.Products.Terms.Max(term => term.Width);
        blocks = new double[rows.Products.Blocks.Values.Length];
        byFixed = new double[this.withFixed ? rows.EffectCount * p : 0];
        amongFixed = new double[this.withFixed ? p * p : 0];
        termOfLevel = rows.Products.TermOfLevels();
        work = new double[widest * widest];
        inner = new double[this.withFixed ? rows.Count : 0];
        effects = new double[this.withFixed ? rows.EffectCount : 0];
    }

    /// <summary>The blocks of V = ΛSΛᵀ, laid out as <see cref="LevelBlocks.Values"/>: covariances of the effects b.</summary>
    public ReadOnlySpan<double> Blocks => blocks;

    /// <summary>Computes v from the selected inverse that a system has now.</summary>
    /// <param name="system">The system, its inverse computed.</param>
    /// <param name="lambda">Λ.</param>
    /// <param name="variances">Receives v, n numbers.</param>
    public void Compute(MixedModelSystem system, ReadOnlySpan<double> lambda, Span<double> variances)
    {
        ComputeBlocks(system, lambda);
        variances.Clear();
        foreach (RowPair pair in rows.Pairs)
        {
            AddPair(pair, variances);
        }

        if (withFixed)
        {
            ComputeFixed(system, lambda);
            AddFixed(variances);
        }
    }

    private void ComputeBlocks(MixedModelSystem system, ReadOnlySpan<double> lambda)
    {
        LevelBlocks structure = rows.Products.Blocks;
        EquatableArray<TermShape> terms = rows.Products.Terms;
        ReadOnlySpan<double> S = system.Inverse.Values;
        ReadOnlySpan<int> places = system.Inverse.Places, targets = system.Equations.BlockTargets;
        int t = 0;
        for (int level = 0; level < structure.LevelCount; level++)
        {
            int k = termOfLevel[level], width = terms[k].Width;
            ReadOnlySpan<double> right = system.Layout.Of(k, lambda);
            for (int b = structure.ColumnStarts[level]; b < structure.ColumnStarts[level + 1]; b++, t += width)
            {
                int l = termOfLevel[structure.Rows[b]], height = terms[l].Width;
                bool isDiagonal = structure.Rows[b] == level;
                ReadOnlySpan<double> left = system.Layout.Of(l, lambda);
                Span<double> target = blocks.AsSpan(structure.ValueStarts[b], height * width);
                if (height == 1 && width == 1)
                {
                    target[0] = left[0] * right[0] * S[places[targets[t]]];
                    continue;
                }

                for (int c = 0; c < width; c++)
                {
                    int first = isDiagonal ? c : 0;
                    for (int i = first; i < height; i++)
                    {
                        double s = S[places[targets[t + c] + i - first]];
                        work[(i * width) + c] = s;
                        if (isDiagonal)
                        {
                            work[(c * width) + i] = s;
                        }
                    }
                }

                Sandwich(left, work, right, height, width, target);
            }
        }
    }

    /// <summary>L S Rᵀ for lower triangular L and R.</summary>
    private static void Sandwich(ReadOnlySpan<double> L, Span<double> S, ReadOnlySpan<double> R, int height, int width, Span<double> result)
    {
        for (int i = 0; i < height; i++)
        {
            for (int c = width - 1; c >= 0; c--)
            {
                double sum = 0;
                for (int m = 0; m <= c; m++)
                {
                    sum += S[(i * width) + m] * R[(c * width) + m];
                }

                S[(i * width) + c] = sum;
            }
        }

        for (int i = 0; i < height; i++)
        {
            for (int c = 0; c < width; c++)
            {
                double sum = 0;
                for (int m = 0; m <= i; m++)
                {
                    sum += L[(i * height) + m] * S[(m * width) + c];
                }

                result[(i * width) + c] = sum;
            }
        }
    }

    private void AddPair(RowPair pair, Span<double> variances)
    {
        LinearPredictor predictor = rows.Predictor;
        int width = predictor.Shape(pair.Column).Width, height = predictor.Shape(pair.Other).Width;
        double factor = pair.Column == pair.Other ? 1 : 2;
        ReadOnlySpan<int> starts = pair.Starts;
        ReadOnlySpan<double> V = blocks;
        for (int i = 0; i < height; i++)
        {
            ReadOnlySpan<double> left = predictor.RandomColumn(pair.Other, i).Span;
            for (int c = 0; c < width; c++)
            {
                ReadOnlySpan<double> right = predictor.RandomColumn(pair.Column, c).Span;
                int place = (i * width) + c;
                if (predictor.IsOne(pair.Other, i) && predictor.IsOne(pair.Column, c))
                {
                    for (int row = 0; row < starts.Length; row++)
                    {
                        variances[row] += factor * V[starts[row] + place];
                    }

                    continue;
                }

                for (int row = 0; row < starts.Length; row++)
                {
                    variances[row] += factor * left[row] * right[row] * V[starts[row] + place];
                }
            }
        }
    }

    private void ComputeFixed(MixedModelSystem system, ReadOnlySpan<double> lambda)
    {
        int p = rows.FixedCount, q = rows.EffectCount;
        ReadOnlySpan<double> S = system.Inverse.Values;
        ReadOnlySpan<int> places = system.Inverse.Places, targets = system.Equations.FixedTargets;
        for (int k = 0; k < rows.Products.Terms.Count; k++)
        {
            TermShape term = rows.Products.Terms[k];
            ReadOnlySpan<double> L = system.Layout.Of(k, lambda);
            int r = term.Width, end = term.FirstEffectOf(term.LevelCount);
            for (int first = term.FirstEffect; first < end; first += r)
            {
                for (int i = 0; i < r; i++)
                {
                    for (int j = 0; j < p; j++)
                    {
                        double sum = 0;
                        for (int c = 0; c <= i; c++)
                        {
                            sum += L[(i * r) + c] * S[places[targets[first + c] + j]];
                        }

                        byFixed[((first + i) * p) + j] = sum;
                    }
                }
            }
        }

        for (int j = 0; j < p; j++)
        {
            for (int i = j; i < p; i++)
            {
                amongFixed[(i * p) + j] = amongFixed[(j * p) + i] = S[places[targets[q + j] + i - j]];
            }
        }
    }

    private void AddFixed(Span<double> variances)
    {
        int p = rows.FixedCount;
        LinearPredictor predictor = rows.Predictor;
        for (int j = 0; j < p; j++)
        {
            for (int effect = 0; effect < effects.Length; effect++)
            {
                effects[effect] = 2 * byFixed[(effect * p) + j];
            }

            inner.AsSpan().Clear();
            predictor.AddFixed(amongFixed.AsSpan(j * p, p), inner);
            predictor.AddEffects(effects, inner);
            TensorPrimitives.MultiplyAdd(inner, predictor.FixedColumn(j).Span, variances, variances);
        }
    }
}
