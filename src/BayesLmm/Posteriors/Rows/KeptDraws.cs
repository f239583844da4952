using BayesLmm.Covariances;
using BayesLmm.Families;
using BayesLmm.Models;

namespace BayesLmm.Posteriors.Rows;

/// <summary>
/// The draws of a posterior as columns, a number a draw, of everything that a linear predictor and a row's distribution need: the draws that keep group
/// effects (<see cref="Posterior.GroupEffectThinning"/>), or fewer, chain by chain. Coefficients and effects are those of the model as written.
/// </summary>
internal sealed class KeptDraws
{
    private readonly Posterior posterior;
    private readonly int perChain;
    private readonly int stride;
    private readonly int[] firstEffects;
    private readonly Lazy<double[][][]> factors;

    /// <summary>Takes the draws of a posterior.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="most">The most draws to take, spread evenly over the chains; at least one of each is taken.</param>
    public KeptDraws(Posterior posterior, int most = int.MaxValue)
    {
        this.posterior = posterior;
        BoundModel model = posterior.Model;
        int kept = posterior.DrawsPerChain / posterior.GroupEffectThinning;
        stride = (int)Math.Clamp((((long)kept * posterior.Chains) + most - 1) / most, 1, kept);
        perChain = kept / stride;
        Count = posterior.Chains * perChain;
        Coefficients = [.. model.FixedEffects.Select(effect => Take(posterior[effect.Name].Values))];
        FamilyParameters = [.. model.FamilyPriors.Select(prior => Family(prior.Parameter))];
        firstEffects = new int[model.GroupTerms.Count + 1];
        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            firstEffects[k + 1] = firstEffects[k] + (model.GroupTerms[k].Levels.Count * model.GroupTerms[k].Width);
        }

        factors = new(() => [.. model.GroupTerms.Select((term, k) =>
            posterior.FactorsAtOrigin[k] is { } known ? [.. known.Select(column => Take(column))] : FactorsOf(term, k))]);
    }

    /// <summary>The number of draws, S.</summary>
    public int Count { get; }

    /// <summary>k, where the draws are every k-th of a chain.</summary>
    public int Thinning => stride * posterior.GroupEffectThinning;

    /// <summary>The draws of each coefficient, p columns.</summary>
    public IReadOnlyList<double[]> Coefficients { get; }

    /// <summary>The draws of each parameter of the family, in its order; ones for σ where residual standard deviations are given.</summary>
    public IReadOnlyList<double[]> FamilyParameters { get; }

    /// <summary>The draws of a group effect.</summary>
    /// <param name="term">Which term.</param>
    /// <param name="level">Which of its levels.</param>
    /// <param name="effect">Which of the level's effects.</param>
    public ReadOnlySpan<double> Effect(int term, int level, int effect)
    {
        DrawColumn column = posterior.GroupEffects[firstEffects[term] + (level * posterior.Model.GroupTerms[term].Width) + effect];
        return stride == 1 ? column.Values : Take(column.Values, stride);
    }

    /// <summary>The number of group effects of all terms.</summary>
    public int EffectCount => firstEffects[^1];

    /// <summary>One draw of all group effects: term by term, in each level by level.</summary>
    /// <param name="draw">Which draw.</param>
    /// <param name="effects">Receives a number an effect.</param>
    public void TakeEffects(int draw, Span<double> effects)
    {
        int perChainOfAll = EffectCount == 0 ? 0 : posterior.GroupEffects[0].Values.Length / posterior.Chains;
        int place = (draw / perChain * perChainOfAll) + (draw % perChain * stride);
        for (int i = 0; i < effects.Length; i++)
        {
            effects[i] = posterior.GroupEffects[i].Values[place];
        }
    }

    /// <summary>Where the effects of a term begin among all.</summary>
    public int FirstEffect(int term) => firstEffects[term];

    /// <summary>
    /// The draws of the Cholesky factor of the covariance matrix of a term's effects, Σ = LLᵀ, for columns measured from the origin of the term's predictors:
    /// r(r + 1)/2 columns, the lower triangle by rows.
    /// </summary>
    /// <param name="term">Which term.</param>
    public IReadOnlyList<double[]> Factor(int term) => factors.Value[term];

    /// <summary>The draws of a parameter or group effect that keep group effects.</summary>
    /// <param name="name">Its name.</param>
    public double[] Of(string name)
    {
        ReadOnlySpan<double> values = posterior[name].Values;
        return Take(values, values.Length == posterior.Draws.Count ? Thinning : stride);
    }

    private double[] Take(ReadOnlySpan<double> all) => Take(all, Thinning);

    /// <summary>Every so many-th number of each chain.</summary>
    private double[] Take(ReadOnlySpan<double> all, int every)
    {
        double[] kept = new double[Count];
        int length = all.Length / posterior.Chains;
        for (int i = 0; i < kept.Length; i++)
        {
            kept[i] = all[(i / perChain * length) + (i % perChain * every)];
        }

        return kept;
    }

    private double[] Family(FamilyParameter parameter)
    {
        if (posterior.Model.Estimates(parameter))
        {
            return Take(posterior[parameter.Name].Values);
        }

        double[] ones = new double[Count];
        Array.Fill(ones, 1);
        return ones;
    }

    private double[][] FactorsOf(GroupTerm term, int k)
    {
        int r = term.Width;
        double[][] sds = [.. term.Effects.Select(effect => Take(posterior[Parameter.Sd(term.Group, effect).Name].Values))];
        double[]?[] correlations = new double[r * r][];
        foreach ((int i, int j) in term.Structure.CorrelatedPairs(r))
        {
            correlations[(Math.Max(i, j) * r) + Math.Min(i, j)] =
                Take(posterior[Parameter.Cor(term.Group, term.Effects[Math.Min(i, j)], term.Effects[Math.Max(i, j)]).Name].Values);
        }

        double[][] triangle = [.. Enumerable.Range(0, r * (r + 1) / 2).Select(_ => new double[Count])];
        double[] L = new double[r * r];
        for (int s = 0; s < Count; s++)
        {
            FactorCorrelations(L, correlations, r, s);
            for (int i = 0; i < r; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    L[(i * r) + j] *= sds[i][s];
                }
            }

            posterior.Model.Products.Written.FactorFromWritten(k, L);
            for (int i = 0, place = 0; i < r; i++)
            {
                for (int j = 0; j <= i; j++, place++)
                {
                    triangle[place][s] = L[(i * r) + j];
                }
            }
        }

        return triangle;
    }

    /// <summary>The Cholesky factor of a draw's correlation matrix; a correlation of ±1 within rounding leaves 0 on the diagonal.</summary>
    private static void FactorCorrelations(double[] L, double[]?[] correlations, int r, int s)
    {
        for (int i = 0; i < r; i++)
        {
            double rest = 1;
            for (int j = 0; j < i; j++)
            {
                double sum = correlations[(i * r) + j]?[s] ?? 0;
                for (int m = 0; m < j; m++)
                {
                    sum -= L[(i * r) + m] * L[(j * r) + m];
                }

                double diagonal = L[(j * r) + j], entry = diagonal > 0 ? sum / diagonal : 0;
                L[(i * r) + j] = Math.Clamp(entry, -Math.Sqrt(rest), Math.Sqrt(rest));
                rest = Math.Max(0, rest - (L[(i * r) + j] * L[(i * r) + j]));
            }

            L[(i * r) + i] = Math.Sqrt(rest);
        }
    }
}
