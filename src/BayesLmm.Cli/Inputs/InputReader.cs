using BayesLmm.Cli.Terminal;
using BayesLmm.Data.Readings;
using BayesLmm.Diagnostics;
using BayesLmm.Reports.Content;

namespace BayesLmm.Cli.Inputs;

/// <summary>Reads models and their data.</summary>
internal static class InputReader
{
    /// <summary>Reads model and data and binds them.</summary>
    /// <param name="request">What the user asked for.</param>
    /// <param name="stopwatch">Measures the steps.</param>
    /// <param name="activity">Is told what is done.</param>
    /// <exception cref="ModelException">Something that the user wrote is wrong.</exception>
    public static ModelInput Read(ModelRequest request, Stopwatch stopwatch, Activity activity)
    {
        if (SavedInput.IsOne(request.Model))
        {
            ModelInput saved = SavedInput.Read(request, activity);
            stopwatch.Lap(Step.Read);
            return saved;
        }

        activity.Begin("reading the model");
        ModelSource source = ModelSource.Find(request);
        Model model = Model.Parse(source.Text.Text, source.Text.Name);
        stopwatch.Lap(Step.Parse);
        (string path, TextSpan? span) = FindData(request, source, model) ?? throw InputDiagnostics.NoData(source.Text, source.File is null);
        activity.Begin("reading the data");
        Table table = TableReader.Read(path, model.Columns, span is null ? null : model.Source, span, DataConventions.Of(model).NotationToRead);
        stopwatch.Lap(Step.Read);
        activity.Begin("preparing the model");
        BoundModel bound = model.Bind(table);
        stopwatch.Lap(Step.Bind);
        return new ModelInput(bound, source.Text.Text, source.File, path);
    }

    /// <summary>Columns of the data that a model was bound to, read as it was read; again only if the model does not have them.</summary>
    /// <param name="input">The model.</param>
    /// <param name="activity">Is told what is done.</param>
    /// <param name="columns">The columns; null for all.</param>
    /// <exception cref="ModelException">The data of a saved fit are gone, or they changed.</exception>
    public static Table ReadAgain(ModelInput input, Activity activity, IReadOnlyCollection<string>? columns = null)
    {
        if (columns is not null && !columns.Except(input.Model.Specification.Columns).Any())
        {
            return input.Model.Columns;
        }

        activity.Begin("reading the data");
        string path = input.Saved is { } saved ? SavedInput.FindData(input, saved) : input.DataFile!;
        return TableReader.Read(path, columns, null, null, DataConventions.Of(input.Model.Specification).NotationToRead);
    }

    /// <summary>The data file that the command line or else the model names, and where the model names it; null if neither does.</summary>
    public static (string Path, TextSpan? Span)? FindData(ModelRequest request, ModelSource source, Model model)
    {
        if (request.Data is { } given)
        {
            return (given, null);
        }

        return model.Steps.Table is { Path: { } path } data ? (source.Resolve(path), data.PathSpan) : null;
    }
}
