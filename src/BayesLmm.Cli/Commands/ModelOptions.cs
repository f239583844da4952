using System.CommandLine;
using System.CommandLine.Parsing;
using BayesLmm.Cli.Inputs;

namespace BayesLmm.Cli.Commands;

/// <summary>What every command that takes a model and its data has in common.</summary>
internal sealed class ModelOptions
{
    /// <summary>The model: a file, or a formula.</summary>
    public Argument<string> Model { get; } = new("MODEL") { Description = "A model file, or a formula in quotes together with --data." };

    /// <summary>The data file, in place of the model's own.</summary>
    public Option<string?> Data { get; } = new("--data") { Description = "Read this file: CSV, TSV, Parquet or JSON. Overrides the model's data statement.", HelpName = "FILE" };

    /// <summary>Columns to read as factors.</summary>
    public Option<string[]> Factors { get; } = new("--factor") { Description = "Read a column as a factor, like the model's factor statement. May be repeated.", HelpName = "NAME" };

    /// <summary>How the result is written.</summary>
    public Option<string> Format { get; } = new("--format") { Description = "How the result is written.", HelpName = "text|json", DefaultValueFactory = _ => "text" };

    /// <summary>Adds argument and options to a command.</summary>
    public void AddTo(Command command)
    {
        // Without this an unknown option in front of the model would be taken for the model.
        Model.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: ['-', ..] } token, ..])
            {
                result.AddError($"There is no option '{token.Value}'.");
            }
        });
        Format.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: not ("text" or "json") } token, ..])
            {
                result.AddError($"--format takes text or json, not '{token.Value}'.");
            }
        });
        command.Arguments.Add(Model);
        command.Options.Add(Data);
        command.Options.Add(Factors);
        command.Options.Add(Format);
    }

    /// <summary>Which model, on which data.</summary>
    public ModelRequest Request(ParseResult parsed) => new(parsed.GetRequiredValue(Model), parsed.GetValue(Data), parsed.GetValue(Factors) ?? []);

    /// <summary>Whether the result is wanted as JSON.</summary>
    public bool WantsJson(ParseResult parsed) => parsed.GetValue(Format) == "json";
}
