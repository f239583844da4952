using System.Diagnostics.CodeAnalysis;
using BayesLmm.Diagnostics;
using BayesLmm.Language;
using BayesLmm.Numerics;
using BayesLmm.Specification;
using BayesLmm.Specification.Formulas;
using BayesLmm.Specification.Priors;

namespace BayesLmm;

/// <summary>
/// A model as a text specifies it, before it has met any data: parsed, typed, and free of errors that can be seen without a table. Immutable.
/// </summary>
public sealed class Model
{
    private Model(SpecificationReader parts, EquatableArray<Diagnostic> warnings)
    {
        Source = parts.Source;
        Family = parts.Family;
        Formula = parts.Formula!;
        FormulaText = parts.FormulaText;
        FormulaSpan = parts.FormulaSpan;
        Steps = parts.Steps;
        Priors = parts.Priors;
        Draws = parts.Draws;
        Warnings = warnings;
    }

    /// <summary>The text that the model was made from; all places point into it.</summary>
    internal SourceText Source { get; }

    /// <summary>The text that the model was made from.</summary>
    public string Text => Source.Text;

    /// <summary>The distribution of the response given its mean.</summary>
    public Family Family { get; }

    /// <summary>The formula of the mean, expanded, with level equations substituted.</summary>
    internal Formula Formula { get; }

    /// <summary>The model's formula as written, on one line; of a model with level equations the formula that they are compiled to.</summary>
    public string FormulaText { get; }

    /// <summary>Where the formula stands in the text.</summary>
    internal TextSpan FormulaSpan { get; }

    /// <summary>What the text specifies about the data.</summary>
    internal DataSteps Steps { get; }

    /// <summary>The priors that the text gives, in the order written.</summary>
    internal EquatableArray<PriorClause> Priors { get; }

    /// <summary>The settings for drawing the posterior.</summary>
    internal DrawSettings Draws { get; }

    /// <summary>Warnings: what is legal in the text but doubtful.</summary>
    public EquatableArray<Diagnostic> Warnings { get; }

    /// <summary>The path of the data statement as written, or null without one.</summary>
    public string? DataPath => Steps.Table?.Path;

    /// <summary>The columns that the model uses; no others need to be read from a table.</summary>
    public IReadOnlyList<string> Columns =>
        [.. Formula.Random.SelectMany(term => term.Effects.Variables.Select(variable => variable.Expression).Concat(term.Group))
            .Concat(Formula.Fixed.Variables.Select(variable => variable.Expression))
            .Concat(Formula.Offsets)
            .Concat(Steps.Expressions)
            .Prepend(Formula.Response)
            .SelectMany(ColumnNames.In)
            .Select(name => name.Name)
            .Concat(Steps.Factors.Select(factor => factor.Column.Text))
            .Distinct()];

    /// <summary>Starts a model in C#.</summary>
    /// <param name="response">What stands left of the tilde: a column, or an expression such as <c>log(y)</c>.</param>
    public static ModelBuilder For(string response) => ModelBuilder.Start(response);

    /// <summary>Parses a model text; a bare formula is a complete model.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">Its name in messages: its path, for example.</param>
    /// <exception cref="ModelException">The text has errors; the exception carries all of them.</exception>
    public static Model Parse(string text, string name = "model") =>
        TryParse(text, name, out Model? model, out EquatableArray<Diagnostic> diagnostics) ? model : throw new ModelException(diagnostics);

    /// <summary>Parses a model text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="model">The model, when there is no error.</param>
    /// <param name="diagnostics">Errors and warnings.</param>
    public static bool TryParse(string text, string name, [NotNullWhen(true)] out Model? model, out EquatableArray<Diagnostic> diagnostics)
    {
        SpecificationReader? parts = SpecificationReader.Read(ModelParser.Parse(new SourceText(name, text)), out diagnostics);
        model = parts is null ? null : new Model(parts, diagnostics);
        return model is not null;
    }
}
