using BayesLmm.Design;
using BayesLmm.Families;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.Rows;

namespace BayesLmm.Posteriors.Checks;

/// <summary>
/// Simulates the response of a model's rows at draws of its posterior, with the groups' own effects. It has memory of its own: each thread makes one.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="draws">The draws.</param>
/// <param name="predictor">The rows' linear predictor, for coefficients and effects of the model as written.</param>
internal sealed class Replicator(BoundModel model, KeptDraws draws, LinearPredictor predictor)
{
    /// <summary>Random streams from here on are of replications, one a draw.</summary>
    private const ulong FirstReplication = 1UL << 41;

    private readonly double[] beta = new double[predictor.FixedCount];
    private readonly double[] b = new double[model.Products.EffectCount];
    private readonly double[] effects = new double[draws.EffectCount];
    private readonly double[][] theta = [.. draws.FamilyParameters.Select(_ => new double[model.Design.RowCount])];

    /// <summary>The family's parameters at the draw that was located last, a column each, with the same number for every row.</summary>
    public IReadOnlyList<double[]> FamilyParameters => theta;

    /// <summary>The group effects at that draw: term by term, in each level by level.</summary>
    public double[] Effects => effects;

    /// <summary>The random numbers of the replication at a draw.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="draw">Which draw.</param>
    public static RandomStream StreamOf(ulong seed, int draw) => new(seed, FirstReplication + (ulong)draw);

    /// <summary>The linear predictor of all rows, and the family's parameters, at a draw.</summary>
    /// <param name="draw">Which draw.</param>
    /// <param name="eta">Receives a number a row.</param>
    public void Locate(int draw, Span<double> eta)
    {
        for (int j = 0; j < beta.Length; j++)
        {
            beta[j] = draws.Coefficients[j][draw];
        }

        draws.TakeEffects(draw, effects);
        int place = 0;
        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            GroupTerm term = model.GroupTerms[k];
            TermShape shape = model.Design.Shapes[k];
            for (int level = 0; level < term.Levels.Count; level++, place += term.Width)
            {
                effects.AsSpan(place, term.Width).CopyTo(b.AsSpan(shape.FirstEffectOf(level)));
            }
        }

        for (int i = 0; i < theta.Length; i++)
        {
            Array.Fill(theta[i], draws.FamilyParameters[i][draw]);
        }

        predictor.Compute(beta, b, eta);
    }

    /// <summary>A response of all rows at the draw that was located last. A row takes the same random numbers however many are taken together.</summary>
    /// <param name="eta">The rows' linear predictor.</param>
    /// <param name="random">The source of random numbers.</param>
    /// <param name="response">Receives a number a row.</param>
    public void Simulate(ReadOnlySpan<double> eta, RandomStream random, Span<double> response)
    {
        RowDistribution family = model.Family.Rows;
        if (model.Design.Weights is null)
        {
            family.Simulate(1, eta, theta, random, response);
            return;
        }

        for (int row = 0; row < response.Length; row++)
        {
            family.Simulate(model.Design.WeightOf(row), eta.Slice(row, 1), theta, random, response.Slice(row, 1));
        }
    }
}
