using BayesLmm.Diagnostics;

namespace BayesLmm;

/// <summary>The severity of a <see cref="Diagnostic"/>.</summary>
public enum Severity
{
    /// <summary>The model is legal but doubtful; it runs.</summary>
    Warning,

    /// <summary>The model cannot be run.</summary>
    Error,
}

/// <summary>
/// One error or doubt in what the user wrote: the model, or its data. A value, never thrown by itself;
/// all of them are collected and travel together in a <see cref="ModelException"/>.
/// </summary>
/// <param name="Code">A stable code, <c>BL</c> and four digits; <c>models/README.md</c> lists them.</param>
/// <param name="Severity">Error or warning.</param>
/// <param name="Message">One sentence: what was found, and what was expected or what to do.</param>
/// <param name="Suggestion">The nearest name that exists, or null.</param>
public sealed record Diagnostic(string Code, Severity Severity, string Message, string? Suggestion = null)
{
    /// <summary>Creates a diagnostic that points into a text.</summary>
    internal Diagnostic(string code, Severity severity, string message, SourceText? source, TextSpan? span = null, string? suggestion = null)
        : this(code, severity, message, suggestion)
    {
        Source = source;
        Span = span;
    }

    /// <summary>The text it points into; null if it concerns no text.</summary>
    internal SourceText? Source { get; init; }

    /// <summary>The place in <see cref="Source"/>; null without one.</summary>
    internal TextSpan? Span { get; init; }

    /// <summary>The name of the text it points into, a file's path for example; null if it concerns no text.</summary>
    public string? SourceName => Source?.Name;

    /// <summary>The place in that text: line and column, both from 1; null without one.</summary>
    public (int Line, int Column)? Position => Span is { } span ? Source?.PositionOf(span.Start) : null;

    /// <summary>Something that is wrong.</summary>
    /// <param name="code">The code.</param>
    /// <param name="message">What was found, and what was expected.</param>
    /// <param name="source">The text it points into, or null.</param>
    /// <param name="span">The place, or null.</param>
    /// <param name="suggestion">The nearest name that exists, or null.</param>
    internal static Diagnostic Error(string code, string message, SourceText? source = null, TextSpan? span = null, string? suggestion = null) =>
        new(code, Severity.Error, message, source, span, suggestion);

    /// <summary>Something that is legal but doubtful.</summary>
    /// <param name="code">The code.</param>
    /// <param name="message">What was found, and what to do.</param>
    /// <param name="source">The text it points into.</param>
    /// <param name="span">The place.</param>
    internal static Diagnostic Warning(string code, string message, SourceText source, TextSpan span) => new(code, Severity.Warning, message, source, span);
}

/// <summary>Thrown when a model cannot be parsed or bound; carries every diagnostic, not just the first.</summary>
public sealed class ModelException : Exception
{
    /// <summary>Makes an exception from its diagnostics.</summary>
    public ModelException(IReadOnlyList<Diagnostic> diagnostics)
        : base(string.Join(Environment.NewLine, Messages(diagnostics))) => Diagnostics = diagnostics;

    /// <summary>What is wrong, in the order of the text.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    private static IEnumerable<string> Messages(IReadOnlyList<Diagnostic> diagnostics)
    {
        IEnumerable<string> first = diagnostics.Take(DiagnosticPrinter.Most).Select(d => $"{d.Code}: {DiagnosticPrinter.Shorten(d.Message)}");
        return diagnostics.Count <= DiagnosticPrinter.Most ? first : first.Append($"and {diagnostics.Count - DiagnosticPrinter.Most} more");
    }
}
