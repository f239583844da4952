using System.CommandLine;
using BayesLmm.Cli.Inputs;
using BayesLmm.Reports.Formats;

namespace BayesLmm.Cli.Commands;

/// <summary>The options that every command with models and data has.</summary>
/// <param name="formats">The formats that the command can write.</param>
/// <param name="defaultFormat">The format that is written by default.</param>
internal sealed class DataOptions(IReadOnlyList<string> formats, string defaultFormat)
{
    /// <summary>The options of a command that reports a result.</summary>
    /// <param name="defaultFormat">The format that is written by default.</param>
    public DataOptions(string defaultFormat = ReportFormats.Default)
        : this(ReportFormats.Names, defaultFormat)
    {
    }

    /// <summary>The data file, in place of the model's own.</summary>
    public Option<string?> Data { get; } =
        new("--data") { Description = "Read this file: CSV, TSV, Parquet or JSON. Overrides the model's data statement.", HelpName = "FILE" };

    /// <summary>Columns to read as factors.</summary>
    public Option<string[]> Factors { get; } =
        new("--factor") { Description = "Read a column as a factor, like the model's factor statement. May be repeated.", HelpName = "NAME" };

    /// <summary>How the result is written.</summary>
    public Option<string> Format { get; } = Choice.Create("format", "How the result is written.", formats, defaultFormat);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Data);
        command.Options.Add(Factors);
        command.Options.Add(Format);
    }

    /// <summary>A model, on which data.</summary>
    public ModelRequest Request(ParseResult parsed, string model) => new(model, parsed.GetValue(Data), parsed.GetValue(Factors) ?? []);

    /// <summary>The format that is wanted.</summary>
    public string FormatOf(ParseResult parsed) => parsed.GetRequiredValue(Format);
}
