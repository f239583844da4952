using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.FactorGraphs.Graphs;
using BayesLmm.FactorGraphs.Pictures.Formats;
using BayesLmm.FactorGraphs.Programs;
using BayesLmm.Reports.Content;
using BayesLmm.Reports.Content.Graphs;
using BayesLmm.Reports.Formats;

namespace BayesLmm.Cli.Commands;

/// <summary>
/// The forms that a factor graph is written in under the names that the option <c>--format</c> has for them: those of every report, and what other programs
/// draw or run.
/// </summary>
internal static class GraphFormat
{
    /// <summary>For each name of a form that is no report the writer; null stands for the form's default prior of covariance matrices.</summary>
    private static readonly (string Name, Func<BoundModel, ConjugateForm?, string> Write)[] Targets =
    [
        ("dot", (model, form) => GraphDot.Write(Graph(model, form))),
        ("mermaid", (model, form) => GraphMermaid.Write(Graph(model, form))),
        ("svg", (model, form) => GraphSvg.Write(Graph(model, form))),
        ("infernet", Program),
    ];

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ReportFormats.Names, .. Targets.Select(target => target.Name)];

    /// <summary>Writes a model's graph.</summary>
    /// <param name="input">The model and its data.</param>
    /// <param name="form">The conjugate prior of covariance matrices; null for matrix-F in programs and Huang and Wand's in all else.</param>
    /// <param name="format">One of the names.</param>
    /// <exception cref="NotSupportedException">The model has no such graph, is too large to be a program, or the program has no such prior.</exception>
    public static string Write(ModelInput input, ConjugateForm? form, string format) =>
        Targets.FirstOrDefault(target => target.Name == format).Write is { } write
            ? write(input.Model, form)
            : ReportFormats.Write(GraphContent.Of(GraphResult.Create(input, form ?? ConjugateForm.HuangWand)), format);

    private static FactorGraph Graph(BoundModel model, ConjugateForm? form) => GraphCompiler.Compile(model, form ?? ConjugateForm.HuangWand);

    /// <summary>A C# program, whose covariance matrices have the matrix-F prior: Infer.NET has no factors for another.</summary>
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
