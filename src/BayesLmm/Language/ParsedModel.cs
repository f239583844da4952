using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>What became of a model text.</summary>
/// <param name="Syntax">The statements that could be read; all of them when there are no errors.</param>
/// <param name="Diagnostics">What is wrong, in the order of the text.</param>
public sealed record ParsedModel(ModelSyntax Syntax, EquatableArray<Diagnostic> Diagnostics)
{
    /// <summary>Whether every <c>across</c> statement could be read whole; otherwise level equations are missing from <see cref="Syntax"/>.</summary>
    internal bool HasAllLevels { get; init; } = true;

    /// <summary>Whether the text is a model that can be used.</summary>
    public bool Succeeded => !Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);

    /// <summary>The syntax tree of a text without errors.</summary>
    /// <exception cref="ModelException">The text has errors.</exception>
    public ModelSyntax SyntaxOrThrow() => Succeeded ? Syntax : throw new ModelException(Diagnostics);
}
