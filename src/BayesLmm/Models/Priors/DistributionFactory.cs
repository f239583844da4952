using BayesLmm.Language.Syntax;

namespace BayesLmm.Models.Priors;

/// <summary>Makes distributions from what the parser has checked: names, numbers of arguments and their ranges.</summary>
internal static class DistributionFactory
{
    /// <summary>The distribution that a prior statement names.</summary>
    public static PriorDistribution Create(DistributionSyntax syntax) =>
        (PriorDistribution?)Create(syntax.Name.Text, [.. syntax.Arguments.Select(argument => argument.Value)]) ?? new Lkj(syntax.Arguments[0].Value);

    /// <summary>The distribution of a name of the language, and as many arguments as it has there; null for lkj.</summary>
    public static Distribution? Create(string name, IReadOnlyList<double> arguments)
    {
        double Argument(int index) => arguments[index];
        return name switch
        {
            "normal" => new Normal(Argument(0), Argument(1)),
            "student_t" => new StudentT(Argument(0), Argument(1), Argument(2)),
            "cauchy" => new Cauchy(Argument(0), Argument(1)),
            "laplace" => new Laplace(Argument(0), Argument(1)),
            "logistic" => new Logistic(Argument(0), Argument(1)),
            "exponential" => new Exponential(Argument(0)),
            "gamma" => new Gamma(Argument(0), Argument(1)),
            "inv_gamma" => new InverseGamma(Argument(0), Argument(1)),
            "lognormal" => new LogNormal(Argument(0), Argument(1)),
            "uniform" => new Uniform(Argument(0), Argument(1)),
            "flat" => new Flat(),
            "constant" => new Constant(Argument(0)),
            "lkj" => null,
            _ => throw new ArgumentException($"The parser let the unknown distribution '{name}' through.", nameof(name)),
        };
    }
}
