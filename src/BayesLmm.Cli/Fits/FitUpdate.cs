using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Diagnostics;
using BayesLmm.Posteriors.Saved;

namespace BayesLmm.Cli.Fits;

/// <summary>A fit as the command line asks for it: the model, how it is sampled, and by which engines.</summary>
/// <param name="Model">The model and its data.</param>
/// <param name="Sampling">What overrides the model's own settings.</param>
/// <param name="Engines">The engines.</param>
internal sealed record FitRequest(ModelRequest Model, SamplingSettings Sampling, EngineSettings Engines);

/// <summary>Finds out whether a saved fit is still that of its model, its data, its settings and this software.</summary>
internal static class FitUpdate
{
    /// <summary>The saved fit in place of the model if nothing changed, otherwise the model; says which, and what changed.</summary>
    /// <param name="request">The fit: of a model, or of the saved fit itself.</param>
    /// <param name="path">The saved fit; it need not exist.</param>
    /// <param name="console">Receives what changed.</param>
    /// <exception cref="ModelException">The model or the data cannot be read, or the saved fit is of a newer version.</exception>
    public static FitRequest Resolve(FitRequest request, string path, CommandConsole console)
    {
        if (!File.Exists(path))
        {
            return request;
        }

        console.Activity.Begin("opening the saved fit");
        SavedFit saved;
        try
        {
            saved = SavedInput.Open(path);
        }
        catch (ModelException exception) when (request.Model.Model != path && SavedFit.IsReplaceable(path))
        {
            return FitAgain(request, [exception.Diagnostics[0].Message.TrimEnd('.')], console);
        }

        FitRequest wanted = request.Model.Model == path ? Restore(request, saved) : request;
        string[] changes = [.. Changes(wanted, saved, console)];
        if (changes.Length > 0)
        {
            return FitAgain(wanted, changes, console);
        }

        console.Error.Write($"blmm: '{path}' is up to date: model, data, settings and software are those of its fit.\n");
        return new FitRequest(
            new ModelRequest(path, null, []),
            new SamplingSettings { Threads = request.Sampling.Threads },
            new EngineSettings { Against = request.Engines.Against });
    }

    private static FitRequest FitAgain(FitRequest request, IReadOnlyList<string> reasons, CommandConsole console)
    {
        console.Error.Write($"blmm: The model is fitted again: {string.Join("; ", reasons)}.\n");
        return request;
    }

    /// <summary>The model and the settings of a saved fit, with those that the command line gives in their place.</summary>
    private static FitRequest Restore(FitRequest request, SavedFit saved)
    {
        FitSource source = saved.Source;
        if (source.ModelPath is { } file && !File.Exists(file))
        {
            throw InputDiagnostics.ModelOfSavedFitGone(saved.Path, file);
        }

        Model model = saved.Posterior.Model.Specification;
        (string? data, IReadOnlyList<string> factors) = SavedSettings.ReadRequest(source.Settings);
        (SamplingSettings sampling, EngineSettings engines) =
            SavedSettings.Read(SavedSettings.Override(source.Settings, SavedSettings.Of(request.Model, request.Sampling, request.Engines)));
        return new FitRequest(
            source.ModelPath is { } path
                ? new ModelRequest(path, request.Model.Data ?? data, request.Model.Factors.Count > 0 ? request.Model.Factors : factors)
                : new ModelRequest(model.Text, request.Model.Data ?? data ?? source.DataPath, request.Model.Factors),
            sampling with { Threads = request.Sampling.Threads },
            engines with { Against = request.Engines.Against });
    }

    private static IEnumerable<string> Changes(FitRequest wanted, SavedFit saved, CommandConsole console)
    {
        ModelSource source = ModelSource.Find(wanted.Model);
        Model model = Model.Parse(source.Text.Text, source.Text.Name);
        if (model.Text != saved.Posterior.Model.Specification.Text)
        {
            yield return "the text of the model changed";
        }

        (string path, _) = InputReader.FindData(wanted.Model, source, model) ?? throw InputDiagnostics.NoData(source.Text, source.File is null);
        console.Activity.Begin("reading the data");
        if (SavedInput.HashOf(saved, path) != saved.DataHash)
        {
            yield return $"the data in '{path}' changed";
        }

        string[] settings = [.. SavedSettings.Differences(SavedSettings.Of(wanted.Model, wanted.Sampling, wanted.Engines), saved.Source.Settings)];
        if (settings.Length > 0)
        {
            yield return $"other settings are asked for ({string.Join(", ", settings)})";
        }

        if (saved.SoftwareVersion != SavedFit.ThisSoftware)
        {
            yield return $"version {saved.SoftwareVersion} of this software saved it, and this is version {SavedFit.ThisSoftware}";
        }

        if (saved.Posterior.Draws.Interrupted)
        {
            yield return "its sampling was interrupted";
        }
    }
}
