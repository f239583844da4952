using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Design.Columns;
using BayesLmm.Estimation;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;

namespace BayesLmm;

/// <summary>The predicted effects of one term's levels, with their uncertainty. Linear in the number of levels.</summary>
/// <param name="Group">The grouping factor.</param>
/// <param name="Effects">The effects' names, r of them.</param>
/// <param name="Levels">The levels' names, J of them.</param>
/// <param name="Values">b̂, J × r by rows.</param>
/// <param name="ConditionalCovariances">
/// Var(b_j | y) at the estimates of coefficients and variances, σ²Λ[Q⁻¹]_jjΛᵀ: J matrices r × r by rows. What lme4 calls <c>condVar</c>; its square roots are
/// <c>condsd</c>. Where two terms share a grouping factor, lme4 reports both in one matrix; here each term has its own, and the standard deviations are the
/// same.
/// </param>
/// <param name="PredictionCovariances">
/// Var(b̂_j − b_j), which allows for the uncertainty of the coefficients as well, σ²Λ[Q⁻¹ + F S⁻¹ Fᵀ]_jjΛᵀ: the block C₂₂ of the inverse of Henderson's
/// equations (Henderson 1975). J matrices r × r by rows. Standard errors of BLUPs, as SAS and ASReml give them, are its square roots.
/// </param>
public sealed record PredictedEffects(
    string Group,
    EquatableArray<string> Effects,
    EquatableArray<string> Levels,
    EquatableArray<double> Values,
    EquatableArray<double> ConditionalCovariances,
    EquatableArray<double> PredictionCovariances)
{
    /// <summary>b̂ of a level's effect.</summary>
    /// <param name="level">The level's index.</param>
    /// <param name="effect">The effect's index.</param>
    public double Value(int level, int effect) => Values[(level * Effects.Count) + effect];

    /// <summary>The standard deviation of a level's effect given the data, coefficients and variances taken as known.</summary>
    /// <param name="level">The level's index.</param>
    /// <param name="effect">The effect's index.</param>
    public double ConditionalSd(int level, int effect) => Sd(ConditionalCovariances, level, effect);

    /// <summary>The standard error of the prediction of a level's effect, the coefficients' uncertainty included.</summary>
    /// <param name="level">The level's index.</param>
    /// <param name="effect">The effect's index.</param>
    public double PredictionError(int level, int effect) => Sd(PredictionCovariances, level, effect);

    /// <summary>The predicted effects of every term, in the order of the model; NaN where the likelihood does not determine them.</summary>
    /// <param name="fit">The fit.</param>
    internal static EquatableArray<PredictedEffects> Of(RemlFit fit)
    {
        EquatableArray<PredictedEffects> all = Compute(fit);
        if (fit.Undetermined is not { } undetermined)
        {
            return all;
        }

        EquatableArray<PredictedEffects>[] others = [.. undetermined.Others.Select(Compute)];
        EquatableArray<double> Common(int k, Func<PredictedEffects, EquatableArray<double>> of)
        {
            double largest = of(all[k]).Select(Math.Abs).DefaultIfEmpty().Max();
            return of(all[k]).Select((value, i) => Indeterminacy.IfSame(value, others.Select(other => of(other[k])[i]), largest)).ToEquatableArray();
        }

        return all.Select((term, k) => term with
        {
            Values = Common(k, effects => effects.Values),
            ConditionalCovariances = Common(k, effects => effects.ConditionalCovariances),
            PredictionCovariances = Common(k, effects => effects.PredictionCovariances),
        }).ToEquatableArray();
    }

    private static EquatableArray<PredictedEffects> Compute(RemlFit fit)
    {
        InverseEntries inverse = fit.Equations.CreateInverse();
        return fit.Equations.Terms.Select((shape, k) => Of(fit.Equations, inverse, fit.GroupEffects[k], k, shape)).ToEquatableArray();
    }

    private static PredictedEffects Of(FittedEquations equations, InverseEntries inverse, GroupEffects effects, int k, TermShape shape)
    {
        int r = shape.Width, p = equations.FixedCount, q = equations.EffectCount;
        double variance = equations.Sigma * equations.Sigma;
        PredictorOrigin? origin = equations.OriginOf(k);
        double[] conditional = new double[shape.LevelCount * r * r], prediction = new double[conditional.Length];
        double[] block = new double[r * r], work = new double[r * r], rows = new double[r * p];
        for (int level = 0; level < shape.LevelCount; level++)
        {
            int first = shape.FirstEffectOf(level);
            for (int i = 0; i < r; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    block[(i * r) + j] = block[(j * r) + i] = inverse[first + i, first + j];
                }

                for (int j = 0; j < p; j++)
                {
                    rows[(i * p) + j] = equations.SolvedX[(j * q) + first + i];
                }
            }

            block.CopyTo(work, 0);
            SmallTriangular.Sandwich(equations.FactorOf(k), work, r);
            origin?.CovarianceToWritten(work);
            TensorPrimitives.Multiply(work, variance, conditional.AsSpan(level * r * r, r * r));
            AddFixed(rows, equations.FixedInverse, r, p, block);
            SmallTriangular.Sandwich(equations.FactorOf(k), block, r);
            origin?.CovarianceToWritten(block);
            TensorPrimitives.Multiply(block, variance, prediction.AsSpan(level * r * r, r * r));
        }

        return new PredictedEffects(
            effects.Group, effects.Effects, effects.Levels, effects.Values, EquatableArray.Create<double>(conditional),
            EquatableArray.Create<double>(prediction));
    }

    private double Sd(EquatableArray<double> covariances, int level, int effect)
    {
        int r = Effects.Count;
        double variance = covariances[(level * r * r) + (effect * r) + effect];
        return variance < 0 ? 0 : Math.Sqrt(variance);
    }

    /// <summary>M += R S⁻¹ Rᵀ, R r × p by rows.</summary>
    private static void AddFixed(ReadOnlySpan<double> R, ReadOnlySpan<double> Sinverse, int r, int p, Span<double> M)
    {
        for (int i = 0; i < r; i++)
        {
            for (int a = 0; a < p; a++)
            {
                double sum = 0;
                for (int b = 0; b < p; b++)
                {
                    sum += R[(i * p) + b] * Sinverse[(b * p) + a];
                }

                for (int j = 0; j < r; j++)
                {
                    M[(i * r) + j] += sum * R[(j * p) + a];
                }
            }
        }
    }
}
