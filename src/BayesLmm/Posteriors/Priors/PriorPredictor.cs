using BayesLmm.Numerics;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Posteriors.Priors;

/// <summary>Draws tables from priors and likelihood.</summary>
internal static class PriorPredictor
{
    /// <summary>More tables would add no information: each has many rows.</summary>
    private const int MostTables = 1000;

    /// <summary>So many evenly spaced levels represent a larger grouping factor, and so many evenly spaced rows a larger level.</summary>
    private const int MostLevels = 50, MostRowsOfLevel = 40;

    /// <summary>The random stream of these tables, apart from that of other draws from the priors.</summary>
    private const ulong Stream = 1;

    /// <summary>The distributions of the response and of the means of groups; none where residuals have no proper prior.</summary>
    /// <param name="model">The model.</param>
    /// <param name="draws">The most tables to draw.</param>
    /// <param name="seed">The seed.</param>
    public static EquatableArray<PriorPredictive> Predict(BoundModel model, int draws, ulong seed)
    {
        if (PriorSampler.FlatOfFamily(model).Any())
        {
            return [];
        }

        int tables = Math.Min(draws, MostTables);
        string[] leftOut = [.. PriorSampler.FlatCoefficients(model), .. model.GroupTerms.SelectMany(PriorSampler.FlatSds)];
        List<PriorPredictive> all = [OfResponse(model, tables, new RandomStream(seed, Stream), leftOut)];
        string[] groups = [.. model.GroupTerms.Select(term => term.Group).Distinct()];
        for (int g = 0; g < groups.Length; g++)
        {
            all.Add(OfMeans(model, groups[g], tables, new RandomStream(seed, Stream + 1 + (ulong)g), leftOut));
        }

        return all.ToEquatableArray();
    }

    private static PriorPredictive OfResponse(BoundModel model, int tables, RandomStream random, string[] leftOut)
    {
        int[] rows = FittedRange.RowsOf(model);
        PriorSampler sampler = new(model);
        PriorRows prior = new(model, rows);
        double[] simulated = new double[tables * rows.Length];
        for (int table = 0; table < tables; table++)
        {
            sampler.Next(random);
            prior.Simulate(sampler, random).CopyTo(simulated.AsSpan(table * rows.Length));
        }

        return Summarize("response", simulated, [.. rows.Select(row => model.Design.Response[row])], leftOut);
    }

    private static PriorPredictive OfMeans(BoundModel model, string group, int tables, RandomStream random, string[] leftOut)
    {
        int term = Enumerable.Range(0, model.GroupTerms.Count).First(k => model.GroupTerms[k].Group == group);
        int[] codes = model.Design.RandomTerms[term].Codes;
        int[][] levels = RowsOfLevels(codes, model.GroupTerms[term].Levels.Count);
        int[] rows = [.. levels.SelectMany(own => own)];
        PriorSampler sampler = new(model);
        PriorRows prior = new(model, rows);
        double[] simulated = new double[tables * levels.Length];
        for (int table = 0; table < tables; table++)
        {
            sampler.Next(random);
            Average(prior.Simulate(sampler, random), levels, simulated.AsSpan(table * levels.Length, levels.Length));
        }

        double[] observed = new double[levels.Length];
        Average(Array.ConvertAll(rows, row => model.Design.Response[row]), levels, observed);
        return Summarize($"mean({group})", simulated, observed, leftOut);
    }

    /// <summary>The rows that represent each of the levels that represent a factor.</summary>
    private static int[][] RowsOfLevels(int[] codes, int levelCount)
    {
        List<int>?[] rows = new List<int>?[levelCount];
        int count = Math.Min(levelCount, MostLevels);
        for (int i = 0; i < count; i++)
        {
            rows[(int)((long)i * levelCount / count)] = [];
        }

        for (int row = 0; row < codes.Length; row++)
        {
            rows[codes[row]]?.Add(row);
        }

        return
        [
            .. rows.OfType<List<int>>().Where(own => own.Count > 0).Select(own =>
            {
                int most = Math.Min(own.Count, MostRowsOfLevel);
                return Enumerable.Range(0, most).Select(i => own[(int)((long)i * own.Count / most)]).ToArray();
            }),
        ];
    }

    /// <summary>The mean of each level's consecutive values.</summary>
    private static void Average(ReadOnlySpan<double> values, int[][] levels, Span<double> means)
    {
        int first = 0;
        for (int level = 0; level < levels.Length; level++)
        {
            means[level] = System.Numerics.Tensors.TensorPrimitives.Average(values.Slice(first, levels[level].Length));
            first += levels[level].Length;
        }
    }

    private static PriorPredictive Summarize(string name, double[] simulated, double[] observed, string[] leftOut)
    {
        double[] quantiles = new double[PriorPredictive.Probabilities.Count], own = new double[quantiles.Length];
        Quantiles.OfUnsorted(simulated, PriorPredictive.Probabilities.Span, quantiles);
        Quantiles.OfUnsorted(observed, PriorPredictive.Probabilities.Span, own);
        return new PriorPredictive(name, EquatableArray.Create<double>(quantiles), EquatableArray.Create<double>(own), leftOut.ToEquatableArray());
    }
}
