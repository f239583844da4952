using System.CommandLine;
using System.CommandLine.Parsing;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.Saved;
using BayesLmm.Reports.Content.Fits;

namespace BayesLmm.Cli.Commands;

/// <summary>The options by which a fit is kept in a file.</summary>
internal sealed class SavingOptions
{
    private readonly Option<string?> save = new("--save")
    {
        Description = $"Save the fit to this file, whose name ends in {SavedFit.Extension}; every command takes the file in place of the model.",
        HelpName = "FILE",
    };

    private readonly Option<bool> update = new("--update")
    {
        Description = "Take the saved fit (that of --save, or the one in place of the model) if model, data, settings and software are those of its fit; "
            + "otherwise fit again, and say what changed.",
    };

    /// <summary>The options.</summary>
    public SavingOptions() => save.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && SavedFit.Problem(result.Tokens[0].Value) is { } problem)
        {
            result.AddError("--save: " + problem);
        }
    });

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(save);
        command.Options.Add(update);
    }

    /// <summary>The options that are on a command line.</summary>
    public IEnumerable<Option> In(CommandResult result) => ((Option[])[save, update]).Where(option => result.GetResult(option) is { Implicit: false });

    /// <summary>What is to be fitted: the saved fit itself if it is to be updated and nothing changed.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="request">What the user asked for.</param>
    /// <param name="console">Receives what changed.</param>
    /// <exception cref="ModelException">There is nothing to update, or it cannot be read.</exception>
    public FitRequest Resolve(ParseResult parsed, FitRequest request, CommandConsole console)
    {
        if (!parsed.GetValue(update))
        {
            return request;
        }

        string path = SavedInput.IsOne(request.Model.Model) ? request.Model.Model : parsed.GetValue(save) ?? throw InputDiagnostics.NothingToUpdate();
        return FitUpdate.Resolve(request, path, console);
    }

    /// <summary>Saves a fit where that is wanted and not done already; false if that failed, which is said.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="asked">What the user asked for.</param>
    /// <param name="fitted">What was fitted.</param>
    /// <param name="result">The fit.</param>
    /// <param name="console">Receives the file's name, or what went wrong.</param>
    public bool Save(ParseResult parsed, FitRequest asked, FitRequest fitted, FitResult result, CommandConsole console)
    {
        bool isUpdated = parsed.GetValue(update) && SavedInput.IsOne(asked.Model.Model) && result.Input.Saved is null;
        string? path = parsed.GetValue(save) ?? (isUpdated ? asked.Model.Model : null);
        if (path is null || (result.Input.Saved is { } saved && Path.GetFullPath(saved.Path) == Path.GetFullPath(path)))
        {
            return true;
        }

        console.Activity.Begin("saving the fit", keeps: true);
        try
        {
            FitSource source =
                result.Input.Saved?.Source ?? SourceOf(result, SavedSettings.Of(fitted.Model, fitted.Sampling, fitted.Engines));
            SavedFit.Write(path, result.Posterior, source);
            console.Error.Write(FormattableString.Invariant($"Saved: {path} ({new FileInfo(path).Length / 1e6:0.0} MB)\n"));
            return true;
        }
        catch (Exception exception) when (exception is IOException or NotSupportedException)
        {
            console.Warn([exception.Message]);
            return false;
        }
    }

    private static FitSource SourceOf(FitResult result, EquatableArray<FitSetting> settings) => new(
        result.Input.File,
        result.Input.File is { } file ? Path.GetFullPath(file) : null,
        Path.GetFullPath(result.Input.DataPath),
        settings);
}
