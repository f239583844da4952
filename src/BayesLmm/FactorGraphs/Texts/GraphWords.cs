using System.Globalization;
using System.Text;
using BayesLmm.Language.Tokens;

namespace BayesLmm.FactorGraphs.Texts;

/// <summary>The words of the text form, and how it writes names and numbers.</summary>
internal static class GraphWords
{
    public const string Plate = "plate", Substitution = "substitution", Of = "of", For = "for", Vector = "vector", Matrix = "matrix", Above = "above", Inverse = "inverse", Diagonal = "diag";

    /// <summary>Distributions of factors.</summary>
    public const string Flat = "flat", Normal = "normal", Gamma = "gamma", InverseGamma = "inv_gamma", Wishart = "wishart";

    /// <summary>The distributions that a factor can have, but for those of degrees of freedom.</summary>
    public static IReadOnlyList<string> Distributions { get; } = [Flat, Normal, Gamma, InverseGamma, Wishart];

    /// <summary>The words for kinds of variables.</summary>
    public static IReadOnlyDictionary<string, VariableKind> Kinds { get; } = new Dictionary<string, VariableKind>
    {
        ["response"] = VariableKind.Response,
        ["data"] = VariableKind.Data,
        ["index"] = VariableKind.Index,
        ["predictor"] = VariableKind.Predictor,
        ["coefficients"] = VariableKind.Coefficients,
        ["effects"] = VariableKind.GroupEffects,
        ["precision"] = VariableKind.Precision,
        ["auxiliary"] = VariableKind.Auxiliary,
        ["degrees_of_freedom"] = VariableKind.DegreesOfFreedom,
    };

    /// <summary>The words that a statement which is no factor's starts with.</summary>
    public static IEnumerable<string> Statements => [Plate, .. Kinds.Keys, Substitution];

    /// <summary>The word for a kind.</summary>
    public static string KindWord(VariableKind kind) => Kinds.First(pair => pair.Value == kind).Key;

    /// <summary>A name, in quotes where the tokenizer would not read it as one.</summary>
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

        return quoted.Append('"').ToString();
    }

    /// <summary>What <see cref="Quoted"/> was given. A backslash before anything else stands for itself.</summary>
    public static string Unquoted(ReadOnlySpan<char> written)
    {
        StringBuilder text = new(written.Length);
        for (int i = 1; i < written.Length - 1; i++)
        {
            char? escaped = written[i] != '\\' ? null : written[i + 1] switch
            {
                'n' => '\n',
                'r' => '\r',
                '\\' => '\\',
                char c when c == written[0] && i + 1 < written.Length - 1 => c,
                _ => null,
            };
            text.Append(escaped ?? written[i]);
            i += escaped is null ? 0 : 1;
        }

        return text.ToString();
    }

    /// <summary>A number, so that it is read back as the same one.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
