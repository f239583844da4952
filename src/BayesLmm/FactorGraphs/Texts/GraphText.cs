using System.Globalization;
using System.Text;
using BayesLmm.Distributions;
using BayesLmm.FactorGraphs.Graphs;
using BayesLmm.Language.Syntax;
using static BayesLmm.FactorGraphs.Texts.GraphWords;

namespace BayesLmm.FactorGraphs.Texts;

/// <summary>The text form of a factor graph, for people.</summary>
/// <remarks>
/// <para>One statement a line; <c>#</c> starts a comment. Plates and variables come first, then factors:</para>
/// <code>
/// plate Subject 18
/// coefficients beta vector(intercept, "Sex[Male]") "coefficients"
/// index        g1[rows] of Subject                 "level of Subject"
/// precision    P1 matrix(intercept, Days)          "precision matrix of the effects of Subject"
///
/// beta["Sex[Male]"] ~ normal(0, 20^2)
/// a1[intercept] ~ gamma(0.5, 0.0016)
/// P1 ~ wishart(1.5, 2 * diag(a1))
/// b1[Subject] ~ normal(0, inverse(P1))
/// tau ~ gamma(1.5, 3 * a0)
/// eta[rows] = X beta + Z1 b1[g1]
/// y[rows] ~ normal(eta, 1 / tau)
/// </code>
/// <para>
/// A variable's statement has its kind, its name, in brackets its plate, after <c>of</c> the plate that an index counts, its shape (nothing for a number), and
/// its meaning in quotes. In a factor's statement the
/// child stands with its plate, or with the component that the factor is of; parents stand without a plate.
/// </para>
/// <para>
/// <c>normal(mean, variance)</c>, <c>gamma(shape, rate)</c>, <c>inv_gamma(shape, scale)</c>, <c>wishart(shape, rate)</c>, <c>flat</c>; <c>=</c> gives a value.
/// The prior of degrees of freedom is any of the model
/// language, cut off below: <c>nu ~ gamma(2, 0.1) above 1</c>. A name that is not made of letters, digits, dots and underscores stands in double quotes, in
/// which <c>\"</c> is a quote, <c>\\</c> a backslash
/// and <c>\n</c>, <c>\r</c> are line breaks. Replaced priors come last: <c>substitution "sigma": "student_t(3, 0, 22)" for "exponential(0.02)"</c>.
/// </para>
/// </remarks>
internal static class GraphText
{
    /// <summary>Shapes longer than this do not push the meanings of the others to the right.</summary>
    private const int WidestColumn = 48;

    /// <summary>What the arguments of distributions are.</summary>
    internal const string Legend =
        "normal(mean, variance), gamma(shape, rate), inv_gamma(shape, scale); wishart(shape, rate) has the density |P|^(shape - (r + 1)/2) exp(-tr(rate P)).";

    private const string Header = $"# A factor graph. What stands in a plate is there once for each of its copies.\n# {Legend}\n";

    /// <summary>Writes a graph.</summary>
    public static string Write(FactorGraph graph)
    {
        StringBuilder text = new();
        text.Append(Header);
        AppendSection(text, graph.Plates.Select(plate => string.Create(CultureInfo.InvariantCulture, $"plate {Name(plate.Name)} {plate.Size}")));
        AppendSection(text, Declarations(graph));
        AppendSection(text, graph.Factors.Select(factor => Statement(graph, factor)));
        AppendSection(text, graph.Substitutions.Select(s => $"substitution {Quoted(s.Parameters)}: {Quoted(s.Substitute)} for {Quoted(s.Prior)}"));
        return text.ToString();
    }

    /// <summary>A factor's line.</summary>
    internal static string Statement(FactorGraph graph, GraphFactor factor) =>
        $"{Child(graph, factor)} {(factor.IsDeterministic ? "=" : "~")} {Definition(graph, factor)}";

    /// <summary>A factor's child, with its plate or with the component that the factor is of.</summary>
    internal static string Child(FactorGraph graph, GraphFactor factor) =>
        graph[factor.Child.Variable].Plate is { } plate ? $"{factor.Child.Variable}[{Name(plate)}]" : Part(factor.Child);

    /// <summary>The child's distribution, or its value, in terms of the parents.</summary>
    internal static string Definition(FactorGraph graph, GraphFactor factor) => factor switch
    {
        FlatFactor => "flat",
        ConstantFactor constant => Number(constant.Value),
        NormalFactor normal => $"normal({Number(normal.Mean)}, {Number(normal.Sd)}^2)",
        MixedNormalFactor mixed => $"normal({Number(mixed.Location)}, {Number(mixed.Scale)}^2 / {Part(mixed.Mixing)})",
        GammaFactor gamma => $"gamma({Number(gamma.Shape)}, {Number(gamma.Rate)}{(gamma.RateScale is { } scale ? " * " + Part(scale) : "")})",
        InverseGammaFactor inverse => $"inv_gamma({Number(inverse.Shape)}, {Number(inverse.Scale)})",
        WishartFactor wishart => $"wishart({Number(wishart.Shape)}, diag({string.Join(", ", wishart.Rates.Select(Number))}))",
        MixedWishartFactor mixed => $"wishart({Number(mixed.Shape)}, {Number(mixed.RateFactor)} * {AsMatrix(graph, mixed.RateMatrix)})",
        GroupEffectsFactor effects => $"normal(0, inverse({AsMatrix(graph, effects.Precision)}))",
        LinearPredictorFactor predictor => Sum(predictor),
        ResponseFactor response => $"normal({response.Predictor}, 1 / {Product(response)})",
        StudentMixingFactor mixing => $"gamma({mixing.DegreesOfFreedom} / 2, {mixing.DegreesOfFreedom} / 2)",
        PriorFactor prior => $"{Prior(prior.Prior)} above {Number(prior.Above)}",
        _ => throw new ArgumentException($"The text form has no factor {factor.GetType().Name}.", nameof(factor)),
    };

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
        return graph.Variables.Select(
            variable => $"{KindWord(variable.Kind).PadRight(kindWidth)} {Declared(variable).PadRight(nameWidth)} {Quoted(variable.Meaning)}");
    }

    private static string Declared(GraphVariable variable)
    {
        string plate = variable.Plate is null ? "" : $"[{Name(variable.Plate)}]";
        string indexes = variable.Indexes is null ? "" : $" of {Name(variable.Indexes)}";
        string shape = variable.Shape switch
        {
            VariableShape.Scalar => "",
            VariableShape.Vector => $" vector({string.Join(", ", variable.Components.Select(Name))})",
            _ => $" matrix({string.Join(", ", variable.Components.Select(Name))})",
        };
        return variable.Name + plate + indexes + shape;
    }

    /// <summary>A variable, or a component of one.</summary>
    internal static string Part(VariablePart part) => part.Component is null ? part.Variable : $"{part.Variable}[{Name(part.Component)}]";

    private static string AsMatrix(FactorGraph graph, VariablePart part) =>
        graph[part.Variable].Shape == VariableShape.Vector ? $"diag({part.Variable})" : part.Variable;

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
    private static string Prior(Distribution prior) => prior is Normal normal ? $"normal({Number(normal.Mean)}, {Number(normal.Sd)}^2)" : prior.ToString();
}
