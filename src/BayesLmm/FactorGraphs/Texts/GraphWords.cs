using System.Globalization;
using System.Text;
using BayesLmm.Diagnostics;
using BayesLmm.FactorGraphs.Graphs;
using BayesLmm.Language.Tokens;

namespace BayesLmm.FactorGraphs.Texts;

/// <summary>How the text form writes kinds of variables, names and numbers.</summary>
internal static class GraphWords
{
    /// <summary>The word for a kind of variables.</summary>
    public static string KindWord(VariableKind kind) => kind switch
    {
        VariableKind.Response => "response",
        VariableKind.Data => "data",
        VariableKind.Index => "index",
        VariableKind.Predictor => "predictor",
        VariableKind.Coefficients => "coefficients",
        VariableKind.GroupEffects => "effects",
        VariableKind.Precision => "precision",
        VariableKind.Auxiliary => "auxiliary",
        VariableKind.DegreesOfFreedom => "degrees_of_freedom",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no word for this kind of variables."),
    };

    /// <summary>The word for the distribution that a factor gives, or for the way in which it gives a value.</summary>
    public static string DistributionWord(GraphFactor factor) => factor switch
    {
        FlatFactor => "flat",
        ConstantFactor => "constant",
        NormalFactor or MixedNormalFactor or GroupEffectsFactor or ResponseFactor => "normal",
        GammaFactor or StudentMixingFactor => "gamma",
        InverseGammaFactor => "inv_gamma",
        WishartFactor or MixedWishartFactor => "wishart",
        LinearPredictorFactor => "sum",
        PriorFactor prior => prior.Prior.Name,
        _ => throw new ArgumentException($"There is no word for a factor {factor.GetType().Name}.", nameof(factor)),
    };

    /// <summary>The word for a shape.</summary>
    public static string ShapeWord(VariableShape shape) => shape switch
    {
        VariableShape.Scalar => "scalar",
        VariableShape.Vector => "vector",
        _ => "matrix",
    };

    /// <summary>A name, in quotes where a model text needs them.</summary>
    public static string Name(string name) => name.Length > 0 && name[0] != '.' && ModelTokenizer.NameLength(name, 0) == name.Length ? name : Quoted(name);

    /// <summary>A text in double quotes.</summary>
    public static string Quoted(string text)
    {
        StringBuilder quoted = new(text.Length + 2);
        quoted.Append('"');
        foreach (char c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                _ => c.ToString(),
            });
        }

        return VisibleText.Of(quoted.Append('"').ToString());
    }

    /// <summary>A number in as many digits as tell it from all others.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
