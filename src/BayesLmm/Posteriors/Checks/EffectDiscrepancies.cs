using BayesLmm.Design.Columns;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.Rows;

namespace BayesLmm.Posteriors.Checks;

/// <summary>Whether group effects look as normal as the model says: skewness and kurtosis of Λ⁻¹b over the levels, for each effect.</summary>
internal sealed class EffectDiscrepancies
{
    /// <summary>With fewer levels there is no shape to see.</summary>
    private const int FewestLevels = 8;

    private readonly KeptDraws draws;
    private readonly (int Term, GroupTerm Of)[] terms;
    private readonly PredictorOrigin?[] origins;

    /// <summary>The effects of a model.</summary>
    public EffectDiscrepancies(BoundModel model, KeptDraws draws)
    {
        this.draws = draws;
        origins = [.. model.Design.RandomTerms.Select(term => term.Origin)];
        terms = [.. model.GroupTerms.Select((term, k) => (k, term)).Where(term => term.term.Levels.Count >= FewestLevels)];
    }

    /// <summary>Their names.</summary>
    public IEnumerable<string> Names => terms.SelectMany(term => term.Of.Effects.SelectMany(effect =>
        (string[])[$"effects {term.Of.Group}, {effect}: skewness", $"effects {term.Of.Group}, {effect}: kurtosis"]));

    /// <summary>How many there are.</summary>
    public int Count => terms.Sum(term => 2 * term.Of.Width);

    /// <summary>Computes those of a draw, and those of effects that the model draws anew.</summary>
    /// <param name="draw">Which draw.</param>
    /// <param name="effects">All group effects at the draw, as <see cref="KeptDraws.TakeEffects"/> takes them.</param>
    /// <param name="random">The source of random numbers.</param>
    /// <param name="observed">Receives a number each.</param>
    /// <param name="replicated">Receives a number each.</param>
    public void Compute(int draw, ReadOnlySpan<double> effects, RandomStream random, Span<double> observed, Span<double> replicated)
    {
        int place = 0;
        foreach ((int k, GroupTerm term) in terms)
        {
            int r = term.Width, J = term.Levels.Count;
            IReadOnlyList<double[]> factor = draws.Factor(k);
            double[][] u = [.. Enumerable.Range(0, r).Select(_ => new double[J])];
            double[] b = new double[r];
            for (int level = 0; level < J; level++)
            {
                effects.Slice(draws.FirstEffect(k) + (level * r), r).CopyTo(b);
                origins[k]?.FromWritten(b);
                for (int i = 0; i < r; i++)
                {
                    double left = b[i];
                    for (int j = 0; j < i; j++)
                    {
                        left -= factor[(i * (i + 1) / 2) + j][draw] * u[j][level];
                    }

                    double diagonal = factor[(i * (i + 1) / 2) + i][draw];
                    u[i][level] = diagonal > 0 ? left / diagonal : 0;
                }
            }

            double[] normal = new double[J];
            foreach (double[] own in u)
            {
                random.FillNormal(normal);
                (observed[place], observed[place + 1]) = SampleStatistics.SkewnessAndKurtosis(own);
                (replicated[place], replicated[place + 1]) = SampleStatistics.SkewnessAndKurtosis(normal);
                place += 2;
            }
        }
    }
}
