using System.CommandLine;
using System.CommandLine.Parsing;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Formats;

namespace BayesLmm.Cli.Commands;

/// <summary>What every command that works on the posterior of one model has in common: the model, how it is sampled, and by which engine.</summary>
/// <param name="model">The model, its data, and the formats that the command writes.</param>
/// <param name="withReml">Whether the REML fit can take the posterior's place.</param>
internal sealed class PosteriorOptions(ModelOptions model, bool withReml = false)
{
    private readonly SampleOptions sampling = new();
    private readonly EngineOptions engines = new(withReml);
    private readonly SavingOptions saving = new();
    private readonly Option<bool> quiet = new("--quiet") { Description = "Show no progress." };

    /// <summary>The options of a command that reports a result.</summary>
    /// <param name="defaultFormat">The format that is written by default.</param>
    /// <param name="withReml">Whether the REML fit can take the posterior's place.</param>
    public PosteriorOptions(string defaultFormat = ReportFormats.Default, bool withReml = false)
        : this(new ModelOptions(defaultFormat), withReml)
    {
    }

    /// <summary>Adds argument and options to a command.</summary>
    public void AddTo(Command command)
    {
        model.AddTo(command);
        sampling.AddTo(command);
        engines.AddEngineTo(command);
        command.Options.Add(quiet);
        saving.AddTo(command);
        command.Validators.Add(result =>
        {
            foreach (Option option in withReml && IsReml(result) ? saving.In(result) : [])
            {
                result.AddError($"{option.Name} is for a posterior, not for --engine reml.");
            }
        });
    }

    /// <summary>The posterior of the model, with the REML fit beside it; saved where that is wanted, before anything else is done with it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="console">Receives warnings and progress.</param>
    /// <param name="cancellationToken">Ends sampling early with what was drawn.</param>
    /// <param name="prepare">What else is to be done once the model has met its data and before it is sampled.</param>
    /// <inheritdoc cref="FitRun.Run" path="/exception"/>
    public KeptFit Fit(ParseResult parsed, CommandConsole console, CancellationToken cancellationToken, Action<BoundModel>? prepare = null)
    {
        FitRequest asked = new(Request(parsed), sampling.Read(parsed), engines.Read(parsed)), fitted = saving.Resolve(parsed, asked, console);
        FitResult result = FitRun.Run(fitted.Model, fitted.Sampling, console, cancellationToken, fitted.Engines, prepare);
        return new KeptFit(result, fitted, saving.Save(parsed, asked, fitted, result, console));
    }

    /// <summary>Which model, on which data.</summary>
    public ModelRequest Request(ParseResult parsed) => model.Request(parsed);

    /// <summary>The console, without progress if that is wanted.</summary>
    public CommandConsole ConsoleFor(ParseResult parsed, CommandConsole console) => console.Quiet(parsed.GetValue(quiet));

    /// <summary>Whether the REML fit is to take the posterior's place.</summary>
    public bool IsReml(ParseResult parsed) => engines.IsReml(parsed);

    /// <inheritdoc cref="EngineOptions.IsReml(CommandResult)"/>
    public bool IsReml(CommandResult result) => engines.IsReml(result);

    /// <summary>The format that is wanted.</summary>
    public string FormatOf(ParseResult parsed) => model.FormatOf(parsed);
}
