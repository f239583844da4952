using System.Globalization;
using System.Text;
using BayesLmm.Models.Priors;
using static BayesLmm.FactorGraphs.Texts.GraphWords;
using Words = BayesLmm.FactorGraphs.Texts.GraphWords;

namespace BayesLmm.FactorGraphs.Texts;

/// <summary>Writes the text form.</summary>
internal static class GraphTextWriter
{
    /// <summary>Shapes longer than this do not push the meanings of the others to the right.</summary>
    private const int WidestColumn = 48;

    private const string Header = """
        # A factor graph. What stands in a plate is there once for each of its copies.
        # normal(mean, variance), gamma(shape, rate), inv_gamma(shape, scale); wishart(shape, rate) has the density |P|^(shape - (r + 1)/2) exp(-tr(rate P)).

        """;

    /// <summary>The whole text.</summary>
    public static string Write(FactorGraph graph)
    {
        StringBuilder text = new();
        text.Append(Header);
        AppendSection(text, graph.Plates.Select(plate => string.Create(CultureInfo.InvariantCulture, $"{Words.Plate} {Name(plate.Name)} {plate.Size}")));
        AppendSection(text, Declarations(graph));
        AppendSection(text, graph.Factors.Select(factor => Statement(graph, factor)));
        AppendSection(text, graph.Substitutions.Select(s => $"{Words.Substitution} {Quoted(s.Parameters)}: {Quoted(s.Substitute)} {Words.For} {Quoted(s.Prior)}"));
        return text.ToString();
    }

    /// <summary>A factor's line.</summary>
    public static string Statement(FactorGraph graph, GraphFactor factor)
    {
        string child = graph[factor.Child.Variable].Plate is { } plate ? $"{factor.Child.Variable}[{Name(plate)}]" : Part(factor.Child);
        return child + factor switch
        {
            FlatFactor => $" ~ {Words.Flat}",
            ConstantFactor constant => $" = {Number(constant.Value)}",
            NormalFactor normal => $" ~ {Words.Normal}({Number(normal.Mean)}, {Number(normal.Sd)}^2)",
            MixedNormalFactor mixed => $" ~ {Words.Normal}({Number(mixed.Location)}, {Number(mixed.Scale)}^2 / {Part(mixed.Mixing)})",
            GammaFactor gamma => $" ~ {Words.Gamma}({Number(gamma.Shape)}, {Number(gamma.Rate)}{(gamma.RateScale is { } scale ? " * " + Part(scale) : "")})",
            InverseGammaFactor inverse => $" ~ {Words.InverseGamma}({Number(inverse.Shape)}, {Number(inverse.Scale)})",
            WishartFactor wishart => $" ~ {Words.Wishart}({Number(wishart.Shape)}, {Words.Diagonal}({string.Join(", ", wishart.Rates.Select(Number))}))",
            MixedWishartFactor mixed => $" ~ {Words.Wishart}({Number(mixed.Shape)}, {Number(mixed.RateFactor)} * {AsMatrix(graph, mixed.RateMatrix)})",
            GroupEffectsFactor effects => $" ~ {Words.Normal}(0, {Words.Inverse}({AsMatrix(graph, effects.Precision)}))",
            LinearPredictorFactor predictor => $" = {Sum(predictor)}",
            ResponseFactor response => $" ~ {Words.Normal}({response.Predictor}, 1 / {Product(response)})",
            StudentMixingFactor mixing => $" ~ {Words.Gamma}({mixing.DegreesOfFreedom} / 2, {mixing.DegreesOfFreedom} / 2)",
            PriorFactor prior => $" ~ {Prior(prior.Prior)} {Words.Above} {Number(prior.Above)}",
            _ => throw new ArgumentException($"The text form has no factor {factor.GetType().Name}.", nameof(factor)),
        };
    }

    private static void AppendSection(StringBuilder text, IEnumerable<string> lines)
    {
        bool isFirst = true;
        foreach (string line in lines)
        {
            text.Append(isFirst ? "\n" : "").Append(line).Append('\n');
            isFirst = false;
        }
    }

    /// <summary>The variables, in three columns: kind, name and shape, meaning.</summary>
    private static IEnumerable<string> Declarations(FactorGraph graph)
    {
        int kindWidth = graph.Variables.Select(variable => KindWord(variable.Kind).Length).DefaultIfEmpty().Max();
        int nameWidth = graph.Variables.Select(variable => Declared(variable).Length).Where(length => length <= WidestColumn).DefaultIfEmpty().Max();
        return graph.Variables.Select(variable => $"{KindWord(variable.Kind).PadRight(kindWidth)} {Declared(variable).PadRight(nameWidth)} {Quoted(variable.Meaning)}");
    }

    private static string Declared(GraphVariable variable)
    {
        string plate = variable.Plate is null ? "" : $"[{Name(variable.Plate)}]";
        string indexes = variable.Indexes is null ? "" : $" {Words.Of} {Name(variable.Indexes)}";
        string shape = variable.Shape switch
        {
            VariableShape.Scalar => "",
            VariableShape.Vector => $" {Words.Vector}({string.Join(", ", variable.Components.Select(Name))})",
            _ => $" {Words.Matrix}({string.Join(", ", variable.Components.Select(Name))})",
        };
        return variable.Name + plate + indexes + shape;
    }

    private static string Part(VariablePart part) => part.Component is null ? part.Variable : $"{part.Variable}[{Name(part.Component)}]";

    private static string AsMatrix(FactorGraph graph, VariablePart part) => graph[part.Variable].Shape == VariableShape.Vector ? $"{Words.Diagonal}({part.Variable})" : part.Variable;

    private static string Sum(LinearPredictorFactor predictor)
    {
        List<string> parts = [];
        if (predictor.Fixed is { } part)
        {
            parts.Add($"{part.Design} {part.Coefficients}");
        }

        parts.AddRange(predictor.Terms.Select(term => $"{term.Design} {term.Effects}[{term.Index}]"));
        if (predictor.Offset is { } offset)
        {
            parts.Add(offset.Variable);
        }

        return parts.Count == 0 ? "0" : string.Join(" + ", parts);
    }

    private static string Product(ResponseFactor response)
    {
        string[] factors = [.. new[] { response.Precision, response.Weights, response.RowPrecision }.OfType<string>()];
        return factors.Length == 1 ? factors[0] : $"({string.Join(" * ", factors)})";
    }

    /// <summary>A prior in the language's words, but a normal one with its variance, as everywhere in a graph.</summary>
    private static string Prior(Distribution prior) => prior is Normal normal ? $"{Words.Normal}({Number(normal.Mean)}, {Number(normal.Sd)}^2)" : prior.ToString();
}
