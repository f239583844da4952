using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Sampling;

namespace BayesLmm.Posteriors.Tables;

/// <summary>Turns draws of a density's coordinates into draws of parameters and group effects.</summary>
internal static class DrawTable
{
    /// <summary>Streams from here on draw group effects and coefficients, one a chain or a weighted point; below are the sampler's.</summary>
    private const ulong FirstStream = 1UL << 32;

    /// <summary>
    /// For every draw of the marginal density's φ one exact, independent draw of coefficients and group effects; other positions contain them, or draw them
    /// from an approximation. Draws of φ that are the same point, as resampling makes them, share its factorisation and get a draw each.
    /// </summary>
    /// <param name="source">What the draws are positions in.</param>
    /// <param name="options">How it was sampled.</param>
    /// <param name="sampling">The draws of its coordinates.</param>
    /// <param name="mostEffectNumbers">The most numbers that the draws of group effects may take; beyond that, only every k-th draw of a chain keeps
    /// them.</param>
    /// <returns>The columns, and the thinning k of the group effects' columns.</returns>
    public static Table Create(IPositionSource source, DrawOptions options, Draws sampling,
        long mostEffectNumbers)
    {
        BoundModel model = source.Model;
        string[] parameterNames = [.. model.Parameters.Select(parameter => parameter.Name)];
        int count = sampling.Count, effects = model.Products.EffectCount;

        long needed = (long)effects * count;
        int thinning = (int)Math.Clamp((needed + mostEffectNumbers - 1) / mostEffectNumbers, 1, sampling.DrawsPerChain);
        int kept = sampling.Chains * (sampling.DrawsPerChain / thinning);
        Columns columns =
            new(source, [.. parameterNames.Select(_ => new double[count])], [.. Enumerable.Range(0, effects).Select(_ => new double[kept])], 0, thinning)
            {
                FactorsAtOrigin = [.. model.GroupTerms.Select((term, k) => model.Products.Written.Of(k) is null
                    ? null
                    : Enumerable.Range(0, term.Width * (term.Width + 1) / 2).Select(_ => new double[count]).ToArray())],
            };
        Fill(columns, options, sampling);
        return new Table(
            [.. parameterNames.Select((name, i) => new DrawColumn(name, columns.Parameters[i]))], NameEffects(model, columns.Effects), thinning,
            columns.FactorsAtOrigin);
    }

    /// <summary>Draws as columns.</summary>
    /// <param name="Parameters">The parameters.</param>
    /// <param name="GroupEffects">The group effects.</param>
    /// <param name="Thinning">k: every k-th draw of a chain keeps group effects.</param>
    /// <param name="FactorsAtOrigin">
    /// For each term whose predictors are far from 0 the Cholesky factor of the effects' covariance matrix where the data are, the lower triangle by rows, a
    /// column each: the standard deviations and correlations of effects as written do not have its digits. Null for other terms.
    /// </param>
    public sealed record Table(DrawColumn[] Parameters, DrawColumn[] GroupEffects, int Thinning, double[][]?[] FactorsAtOrigin);

    /// <summary>All draws of one group effect, recomputed: the same numbers as in the table, and those that it left out.</summary>
    /// <param name="source">What the draws are positions in.</param>
    /// <param name="options">How it was sampled.</param>
    /// <param name="sampling">The draws of its coordinates.</param>
    /// <param name="effect">Which effect, in the order of <see cref="TermShape.FirstEffect"/>.</param>
    public static double[] Regenerate(IPositionSource source, DrawOptions options, Draws sampling, int effect)
    {
        int count = sampling.Count;
        Columns columns = new(source, [.. source.Model.Parameters.Select(_ => new double[count])], [new double[count]], effect, 1);
        Fill(columns, options, sampling);
        return columns.Effects[0];
    }

    private static void Fill(Columns columns, DrawOptions options, Draws sampling)
    {
        IReadOnlyList<DrawRun> runs = sampling.Origin.Runs(sampling);
        int threads = Math.Min(options.Threads == 0 ? Environment.ProcessorCount : options.Threads, runs.Count);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = threads };
        int next = -1;
        Parallel.For(0, threads, parallel, _ =>
        {
            RowFiller filler = new(columns, sampling);
            for (int run = Interlocked.Increment(ref next); run < runs.Count; run = Interlocked.Increment(ref next))
            {
                filler.Fill(runs[run].Rows.Span, new RandomStream(options.Seed, FirstStream + runs[run].Stream));
            }
        });
    }

    /// <summary>The table while it is being filled: a column a parameter or group effect, a row a draw.</summary>
    /// <param name="Source">What the positions belong to.</param>
    /// <param name="Parameters">A column a parameter.</param>
    /// <param name="Effects">A column for each of some consecutive group effects.</param>
    /// <param name="FirstEffect">The first of these.</param>
    /// <param name="Thinning">k: every k-th draw of a chain keeps them.</param>
    private sealed record Columns(IPositionSource Source, double[][] Parameters, double[][] Effects, int FirstEffect, int Thinning)
    {
        /// <summary>For each term with predictors far from 0 the columns of its factor there; empty if they are not wanted.</summary>
        public double[][]?[] FactorsAtOrigin { get; init; } = [];

        /// <summary>The place of a row's group effects; −1 if they are not kept.</summary>
        public int EffectRow(int row, int drawsPerChain)
        {
            int chain = row / drawsPerChain, draw = row % drawsPerChain, kept = drawsPerChain / Thinning;
            return draw % Thinning == 0 && draw / Thinning < kept ? (chain * kept) + (draw / Thinning) : -1;
        }
    }

    /// <summary>Fills rows with an evaluator of its own.</summary>
    private sealed class RowFiller(Columns columns, Draws sampling)
    {
        private readonly IPositionReader evaluator = columns.Source.CreateReader();
        private readonly double[] coefficients = new double[columns.Source.Model.FixedEffects.Count];
        private readonly double[] b = new double[columns.Source.Model.Products.EffectCount];
        private readonly EffectBasis written = columns.Source.Model.Products.Written;

        public void Fill(ReadOnlySpan<int> rows, RandomStream random)
        {
            double[] normals = new double[evaluator.DrawLength];
            ReadOnlySpan<double> before = default;
            foreach (int row in rows)
            {
                random.FillNormal(normals);
                ReadOnlySpan<double> position = sampling.Draw(row / sampling.DrawsPerChain, row % sampling.DrawsPerChain);
                if (position.SequenceEqual(before))
                {
                    evaluator.DrawAgain(normals, coefficients, b);
                }
                else
                {
                    evaluator.Draw(position, normals, coefficients, b);
                }

                before = position;
                written.ToWritten(b);
                FillRow(row);
            }
        }

        private void FillRow(int row)
        {
            BoundModel model = columns.Source.Model;
            int column = 0;
            foreach (double coefficient in coefficients)
            {
                columns.Parameters[column++][row] = coefficient;
            }

            for (int k = 0; k < model.GroupTerms.Count; k++)
            {
                column = written.Of(k) is null
                    ? FillTerm(evaluator, k, model.GroupTerms[k], columns.Parameters, column, row)
                    : FillTermAtOrigin(k, model.GroupTerms[k], column, row);
            }

            ReadOnlySpan<double> family = evaluator.FamilyParameters;
            for (int i = 0; i < family.Length; i++)
            {
                if (model.Estimates(model.FamilyPriors[i].Parameter))
                {
                    columns.Parameters[column++][row] = family[i];
                }
            }

            int place = columns.EffectRow(row, sampling.DrawsPerChain);
            for (int i = 0; place >= 0 && i < columns.Effects.Length; i++)
            {
                columns.Effects[i][place] = b[columns.FirstEffect + i];
            }
        }

        /// <summary>The parameters of the covariance matrix of the effects as written.</summary>
        private int FillTermAtOrigin(int k, GroupTerm term, int column, int row)
        {
            int r = term.Width;
            double[] factor = [.. evaluator.CorrelationFactor(k)];
            for (int i = 0; i < factor.Length; i++)
            {
                factor[i] *= evaluator.Sds(k)[i / r];
            }

            if (columns.FactorsAtOrigin.Length > 0 && columns.FactorsAtOrigin[k] is { } kept)
            {
                for (int i = 0, place = 0; i < r; i++)
                {
                    for (int j = 0; j <= i; j++, place++)
                    {
                        kept[place][row] = factor[(i * r) + j];
                    }
                }
            }

            written.FactorToWritten(k, factor);
            foreach (double value in term.Structure.ReadParameters(factor, 1, r))
            {
                columns.Parameters[column++][row] = value;
            }

            return column;
        }
    }

    /// <summary>
    /// Standard deviations, then the correlations R = C Cᵀ in the order of <see cref="GroupTerm.Parameters"/>, with the signs of the sampler's standard
    /// deviations undone.
    /// </summary>
    private static int FillTerm(IPositionReader evaluator, int k, GroupTerm term, double[][] parameters, int column, int row)
    {
        int r = term.Width;
        ReadOnlySpan<double> sds = evaluator.Sds(k);
        foreach (double sd in sds)
        {
            parameters[column++][row] = Math.Abs(sd);
        }

        ReadOnlySpan<double> C = evaluator.CorrelationFactor(k);
        foreach ((int i, int j) in term.Structure.CorrelatedPairs(r))
        {
            double correlation = 0;
            for (int m = 0; m <= i; m++)
            {
                correlation += C[(i * r) + m] * C[(j * r) + m];
            }

            parameters[column++][row] = Math.Sign(sds[i]) * Math.Sign(sds[j]) * correlation;
        }

        return column;
    }

    private static DrawColumn[] NameEffects(BoundModel model, double[][] effects)
    {
        List<DrawColumn> columns = new(effects.Length);
        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            GroupTerm term = model.GroupTerms[k];
            TermShape shape = model.Products.Terms[k];
            for (int j = 0; j < shape.LevelCount; j++)
            {
                for (int i = 0; i < shape.Width; i++)
                {
                    columns.Add(new DrawColumn(Parameter.GroupEffect(term.Group, term.Levels[j], term.Effects[i]), effects[shape.FirstEffectOf(j) + i]));
                }
            }
        }

        return [.. columns];
    }
}
