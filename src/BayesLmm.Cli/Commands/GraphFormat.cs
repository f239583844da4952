namespace BayesLmm.Cli.Commands;

/// <summary>
/// The forms that a factor graph is written in, a program that runs it among them, under the names that the option <c>--format</c> has for them.
/// </summary>
internal static class GraphFormat
{
    /// <summary>Text for people, the default.</summary>
    public const string Text = "text";

    /// <summary>A C# program, whose covariance matrices have the matrix-F prior: Infer.NET has no factors for another.</summary>
    public const string InferNet = "infernet";

    /// <summary>For each name the writer; null stands for the format's default prior of covariance matrices.</summary>
    private static readonly (string Name, Func<BoundModel, ConjugateForm?, string> Write)[] Writers =
    [
        (Text, (model, form) => GraphText.Write(Graph(model, form))),
        ("dot", (model, form) => GraphDot.Write(Graph(model, form))),
        ("mermaid", (model, form) => GraphMermaid.Write(Graph(model, form))),
        ("svg", (model, form) => GraphSvg.Write(Graph(model, form))),
        (InferNet, Program),
    ];

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Writers.Select(writer => writer.Name)];

    /// <summary>Writes a model's graph.</summary>
    /// <param name="model">The model.</param>
    /// <param name="form">The conjugate prior of covariance matrices; null for matrix-F in programs and Huang and Wand's in all else.</param>
    /// <param name="format">One of the names.</param>
    /// <exception cref="NotSupportedException">The model has no such graph, is too large to be a program, or the program has no such prior.</exception>
    public static string Write(BoundModel model, ConjugateForm? form, string format) => Writers.First(writer => writer.Name == format).Write(model, form);

    private static FactorGraph Graph(BoundModel model, ConjugateForm? form) => GraphCompiler.Compile(model, form ?? ConjugateForm.HuangWand);

    private static string Program(BoundModel model, ConjugateForm? form)
    {
        if (form == ConjugateForm.HuangWand && model.GroupTerms.FirstOrDefault(term => term.Structure.HasCorrelations) is { } term)
        {
            throw new NotSupportedException(
                $"The effects of {term.Group} are correlated, and Infer.NET has no factors for Huang and Wand's prior of their covariance matrix: "
                + "leave out --covariance, or write --covariance matrix_f, which the program has; the other formats have both.");
        }

        return InferNetProgram.Write(model);
    }
}
