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
