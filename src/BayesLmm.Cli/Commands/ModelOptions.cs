using System.CommandLine;
using BayesLmm.Cli.Inputs;
using BayesLmm.Language.Syntax;
using BayesLmm.Reports.Formats;

namespace BayesLmm.Cli.Commands;

/// <summary>What every command that takes one model and its data has in common.</summary>
internal sealed class ModelOptions
{
    private readonly DataOptions data;

    /// <summary>The argument and options of a command that reports a result.</summary>
    /// <param name="defaultFormat">The format that is written by default.</param>
    public ModelOptions(string defaultFormat = ReportFormats.Default)
        : this(ReportFormats.Names, defaultFormat)
    {
    }

    /// <summary>The argument and options.</summary>
    /// <param name="formats">The formats that the command can write.</param>
    /// <param name="defaultFormat">The format that is written by default.</param>
    public ModelOptions(IReadOnlyList<string> formats, string defaultFormat)
    {
        data = new DataOptions(formats, defaultFormat);
        Model.Validators.Add(Choice.RefuseOptions);
    }

    /// <summary>The model: a file, or a formula.</summary>
    public Argument<string> Model { get; } = new("MODEL") { Description = "A model file, a saved fit, or a formula in quotes together with --data." };

    /// <summary>Adds argument and options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(Model);
        data.AddTo(command);
    }

    /// <summary>Which model, on which data.</summary>
    public ModelRequest Request(ParseResult parsed) => data.Request(parsed, parsed.GetRequiredValue(Model));

    /// <summary>The format that is wanted.</summary>
    public string FormatOf(ParseResult parsed) => data.FormatOf(parsed);
}
