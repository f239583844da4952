using System.CommandLine;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Terminal;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Formats;

namespace BayesLmm.Cli.Commands;

/// <summary>What every command that works on the posterior of one model has in common: the model, how it is sampled, and by which engine.</summary>
/// <param name="defaultFormat">The format that is written by default.</param>
internal sealed class PosteriorOptions(string defaultFormat = ReportFormats.Default)
{
    private readonly ModelOptions model = new(defaultFormat);
    private readonly SampleOptions sampling = new();
    private readonly EngineOptions engines = new();
    private readonly Option<bool> quiet = new("--quiet") { Description = "Show no progress." };

    /// <summary>Adds argument and options to a command.</summary>
    public void AddTo(Command command)
    {
        model.AddTo(command);
        sampling.AddTo(command);
        engines.AddEngineTo(command);
        command.Options.Add(quiet);
    }

    /// <summary>The posterior of the model, with the REML fit beside it.</summary>
    /// <inheritdoc cref="FitRun.Run" path="/exception"/>
    public FitResult Fit(ParseResult parsed, CommandConsole console, CancellationToken cancellationToken) => FitRun.Run(
        model.Request(parsed), sampling.Read(parsed), console.Quiet(parsed.GetValue(quiet)), cancellationToken, engines.Read(parsed));

    /// <summary>The format that is wanted.</summary>
    public string FormatOf(ParseResult parsed) => model.FormatOf(parsed);
}
