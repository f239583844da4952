using BayesLmm.FactorGraphs.Graphs;
using BayesLmm.FactorGraphs.Pictures.Formats;
using BayesLmm.FactorGraphs.Texts;

namespace BayesLmm;

/// <summary>The conjugate factor graph of a model, written or drawn. Priors without a conjugate form are replaced, and the text says which.</summary>
public static class GraphWriter
{
    /// <summary>Text for people.</summary>
    /// <exception cref="NotSupportedException">The model has a prior with no conjugate neighbour.</exception>
    public static string Text(BoundModel model) => GraphText.Write(GraphCompiler.Compile(model));

    /// <summary>A drawing in the language of Graphviz.</summary>
    /// <exception cref="NotSupportedException">The model has a prior with no conjugate neighbour.</exception>
    public static string Dot(BoundModel model) => GraphDot.Write(GraphCompiler.Compile(model));

    /// <summary>A Mermaid flowchart.</summary>
    /// <exception cref="NotSupportedException">The model has a prior with no conjugate neighbour.</exception>
    public static string Mermaid(BoundModel model) => GraphMermaid.Write(GraphCompiler.Compile(model));

    /// <summary>An SVG drawing.</summary>
    /// <exception cref="NotSupportedException">The model has a prior with no conjugate neighbour.</exception>
    public static string Svg(BoundModel model) => GraphSvg.Write(GraphCompiler.Compile(model));
}
