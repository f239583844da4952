using System.Globalization;
using BayesLmm.Models;
using BayesLmm.Tests.Estimation;

namespace BayesLmm.Tests.FactorGraphs;

/// <summary>Small random models of every structure, statement and prior that message passing knows.</summary>
internal static class RandomGraphModels
{
    /// <summary>Those of <see cref="RandomMixedData"/>, and: three correlated effects, no fixed effects, two correlated terms.</summary>
    private static readonly string[] Formulas =
        [.. RandomMixedData.Models, "x + (x + t | g)", "0 + (1 | g)", "0 + (x | g) + (1 | k)", "x + t + (x | g) + (t | k)", "x + (1 | k) + (1 | h)"];

    private static readonly string[] Coefficients =
        ["flat", "normal(1, 3)", "student_t(4, 1, 2)", "cauchy(0, 2)", "laplace(0.5, 3)", "constant(1.25)", "logistic(0, 2)", "uniform(-50, 60)"];

    private static readonly string[] Sds = ["", "student_t(2, 0, 3)", "cauchy(0, 2)", "normal(0, 4)", "exponential(0.5)", "constant(1.5)"];

    /// <summary>A model with random priors.</summary>
    public static BoundModel Bind(int seed) => Bind(seed, out _);

    /// <summary>A model with random priors, and its text.</summary>
    public static BoundModel Bind(int seed, out string text)
    {
        System.Random random = new(seed);
        text = $"y ~ {Formulas[random.Next(Formulas.Length)]}\n{RandomMixedData.Statements[random.Next(RandomMixedData.Statements.Length)]}\n";
        Table table = RandomMixedData.Create(random, random.Next(40, 80));
        BoundModel plain = Model.Parse(text).Bind(table);
        List<string> priors = [];
        void Choose(string target, string[] choices)
        {
            if (choices[random.Next(choices.Length)] is { Length: > 0 } choice && random.Next(3) > 0)
            {
                priors.Add($"prior {target} ~ {choice}");
            }
        }

        foreach (FixedEffect effect in plain.FixedEffects)
        {
            Choose(effect.Name, Coefficients);
        }

        foreach (GroupTerm term in plain.GroupTerms)
        {
            if (term.Structure.HasCorrelations)
            {
                Choose($"cor({term.Group})", ["lkj(2)", "lkj(0.7)", "lkj(1.5)"]);
            }

            foreach (string effect in term.Effects)
            {
                Choose($"sd({term.Group}, {effect})", term.Structure.HasCorrelations ? Sds[..^1] : Sds);
            }
        }

        if (!plain.HasKnownErrors)
        {
            Choose("sigma", Sds);
        }

        text += string.Join('\n', priors);
        return Model.Parse(text).Bind(table);
    }

    /// <summary>Says which model it was.</summary>
    public static string Describe(int seed)
    {
        Bind(seed, out string text);
        return string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {text.ReplaceLineEndings("; ")}");
    }
}
