using BayesLmm.Design;
using BayesLmm.Estimation.Predictions;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.Rows;
using BayesLmm.Sampling;

namespace BayesLmm.Posteriors.Predictions;

/// <summary>The rows of a table, ready to be predicted from a posterior, all at once or some at a time, so that predictions need not be kept.</summary>
internal sealed class PredictableRows
{
    /// <summary>Rows that a thread takes at a time.</summary>
    private const int RowsAtATime = 64;

    private readonly Posterior posterior;
    private readonly PredictionDesign design;
    private readonly PosteriorPredictionOptions options;
    private readonly KeptDraws draws;
    private readonly RowPredictor predictor;
    private readonly ulong seed;
    private readonly HashSet<int> undetermined;
    private readonly EquatableArray<string> newLevels;
    private readonly EquatableArray<UndeterminedPrediction> withoutMean;
    private readonly EquatableArray<MissingPrediction> withoutValue;

    /// <summary>Takes the rows of a design.</summary>
    public PredictableRows(Posterior posterior, PredictionDesign design, PosteriorPredictionOptions options)
    {
        this.posterior = posterior;
        this.design = design;
        this.options = options;
        draws = new KeptDraws(posterior);
        seed = options.Seed ?? posterior.Options.Seed;
        predictor = new RowPredictor(posterior.Model, draws, design, options.Groups, seed);
        undetermined = [.. design.Undetermined.Select(row => row.Row)];
        newLevels = PredictionRules.NewLevels(design, posterior.Model);
        withoutMean = PredictionRules.Undetermined(design);
        withoutValue = PredictionRules.Missing(design);
    }

    /// <summary>The number of rows of the design, those with missing values left out.</summary>
    public int Count => design.RowCount;

    /// <summary>All of them.</summary>
    /// <param name="progress">Receives the rows done.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public PosteriorPredictions All(IProgress<Progress>? progress, CancellationToken cancellationToken) =>
        Result(Compute(0, Count, progress, cancellationToken), withoutMean, withoutValue);

    /// <summary>What is to be said of all of them, without predictions.</summary>
    public PosteriorPredictions WithoutRows() => Result([], withoutMean, withoutValue);

    /// <summary>The predictions some at a time, in the order of the table, each time with the rows among them that cannot be predicted.</summary>
    /// <param name="atATime">How many rows of the design at a time.</param>
    /// <param name="progress">Receives the rows done.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public IEnumerable<PosteriorPredictions> Parts(int atATime, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        int after = 0;
        for (int first = 0; first == 0 || first < Count; first += atATime)
        {
            int count = Math.Min(atATime, Count - first);
            PosteriorPrediction[] rows = Compute(first, count, progress is null ? null : new From(progress, first, Count), cancellationToken);
            int begin = after, end = first + count == Count ? int.MaxValue : design.TableRows[first + count - 1] + 1;
            yield return Result(
                rows,
                withoutMean.Where(row => row.Row > begin && row.Row <= end).ToEquatableArray(),
                withoutValue.Where(row => row.Row > begin && row.Row <= end).ToEquatableArray());
            after = end;
        }
    }

    private PosteriorPrediction[] Compute(int first, int count, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        PosteriorPrediction?[] rows = new PosteriorPrediction?[count];
        RowBlocks.ForEach(
            count, RowsAtATime, options.Threads, progress, cancellationToken,
            () => new PredictionWorker(predictor.Another(), draws, design, options, seed),
            (worker, i) => rows[i] = undetermined.Contains(first + i) ? null : worker.Predict(first + i));
        return [.. rows.OfType<PosteriorPrediction>()];
    }

    private PosteriorPredictions Result(
        PosteriorPrediction[] rows, EquatableArray<UndeterminedPrediction> cannotBeDetermined, EquatableArray<MissingPrediction> missing) =>
        new(options, EquatableArray.Create<PosteriorPrediction>(rows))
        {
            Undetermined = cannotBeDetermined,
            Missing = missing,
            MissingWeightColumns = design.MissingWeightColumns,
            NewLevels = newLevels,
            Warnings = design.Warnings,
        };

    /// <summary>Progress of a part as that of the whole.</summary>
    private sealed class From(IProgress<Progress> whole, int first, int total) : IProgress<Progress>
    {
        public void Report(Progress value) => whole.Report(new Progress(value.IsSampling, first + value.Done, total));
    }
}
