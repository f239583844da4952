using System.Text.Json.Nodes;
using BayesLmm.Design;
using BayesLmm.Families;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.Predictions;
using BayesLmm.Posteriors.Rows;

namespace BayesLmm.Posteriors.Files;

/// <summary>
/// The groups of an InferenceData that have one number a row: log_likelihood and posterior_predictive, a row at a time and all draws together, and
/// observed_data. The rows are numbered as in the table, from 0.
/// </summary>
internal sealed class ZarrRows
{
    private const string LogLikelihood = "log_likelihood", Predictive = "posterior_predictive", Observed = "observed_data", Row = "obs_id";

    /// <summary>Rows of a chunk.</summary>
    private const int RowsOfChunk = 64;

    private readonly ZarrFolder zarr;
    private readonly Posterior posterior;
    private readonly JsonObject attributes;
    private readonly BoundModel model;
    private readonly string name;

    /// <summary>Prepares the groups.</summary>
    /// <param name="zarr">The folder.</param>
    /// <param name="posterior">The posterior.</param>
    /// <param name="attributes">The attributes of each group.</param>
    public ZarrRows(ZarrFolder zarr, Posterior posterior, JsonObject attributes)
    {
        this.zarr = zarr;
        this.posterior = posterior;
        this.attributes = attributes;
        model = posterior.Model;
        name = new ZarrNames(ZarrCoordinates.Chain, ZarrCoordinates.Draw, Row).Of(model.ResponseName);
    }

    /// <summary>The response's rows.</summary>
    public void WriteObserved()
    {
        zarr.Group(Observed, (JsonObject)attributes.DeepClone());
        WriteRowNumbers(Observed);
        zarr.Numbers($"{Observed}/{name}", [Row], [model.Response.Length], model.Response);
    }

    /// <summary>For each row and draw the log density of the row, and a new observation in its place.</summary>
    public void WriteDraws()
    {
        int rows = model.Response.Length, chains = posterior.Chains, draws = posterior.DrawsPerChain, width = Math.Min(RowsOfChunk, rows);
        foreach (string group in (string[])[LogLikelihood, Predictive])
        {
            zarr.Group(group, (JsonObject)attributes.DeepClone());
            ZarrCoordinates.Write(zarr, group, posterior);
            WriteRowNumbers(group);
            zarr.Array($"{group}/{name}", "<f8", [chains, draws, rows], [1, draws, width], [ZarrCoordinates.Chain, ZarrCoordinates.Draw, Row]);
        }

        PredictionDesign design = PredictionDesign.OfTraining(model.TableName, model.Design);
        KeptDraws kept = new(posterior);
        RowPredictor predictor = new(model, kept, design, PredictionGroups.Known, posterior.Options.Seed);
        int blocks = (rows + width - 1) / width;
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = posterior.Options.Threads == 0 ? -1 : posterior.Options.Threads };
        Parallel.For(0, blocks, parallel, block => new Block(predictor.Another(), kept, design, width).Write(this, block));
    }

    private void WriteRowNumbers(string group) =>
        zarr.Wholes($"{group}/{Row}", [Row], [model.Response.Length], model.Design.TableRows.Select(row => (long)row));

    /// <summary>A chunk of rows, of all chains.</summary>
    private sealed class Block(RowPredictor predictor, KeptDraws kept, PredictionDesign design, int width)
    {
        private readonly double[][] densities = [.. Enumerable.Range(0, width).Select(_ => new double[kept.Count])];
        private readonly double[][] observations = [.. Enumerable.Range(0, width).Select(_ => new double[kept.Count])];

        public void Write(ZarrRows owner, int block)
        {
            BoundModel model = owner.model;
            RowDistribution family = model.Family.Rows;
            int first = block * width, count = Math.Min(width, model.Response.Length - first);
            for (int i = 0; i < count; i++)
            {
                int row = first + i;
                double weight = design.Weights?[row] ?? 1;
                predictor.Compute(row, densities[i]);
                RandomStream random = PredictionWorker.StreamOf(owner.posterior.Options.Seed, design.TableRows[row]);
                family.Simulate(weight, densities[i], kept.FamilyParameters, random, observations[i]);
                family.LogDensities(model.Response[row], weight, densities[i], kept.FamilyParameters, densities[i]);
            }

            foreach ((string group, double[][] values) in ((string, double[][])[])[(LogLikelihood, densities), (Predictive, observations)])
            {
                foreach (double[] unused in values.AsSpan(count))
                {
                    Array.Fill(unused, double.NaN);
                }

                WriteChains(owner, $"{group}/{owner.name}", block, values);
            }
        }

        private void WriteChains(ZarrRows owner, string path, int block, double[][] values)
        {
            int draws = owner.posterior.DrawsPerChain;
            double[] chunk = new double[draws * width];
            for (int chain = 0; chain < owner.posterior.Chains; chain++)
            {
                for (int draw = 0; draw < draws; draw++)
                {
                    for (int i = 0; i < width; i++)
                    {
                        chunk[(draw * width) + i] = values[i][(chain * draws) + draw];
                    }
                }

                owner.zarr.Chunk(path, [chain, 0, block], chunk);
            }
        }
    }
}
