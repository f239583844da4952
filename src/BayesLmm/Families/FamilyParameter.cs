using BayesLmm.Distributions;

namespace BayesLmm.Families;

/// <summary>A parameter that a family has besides the mean.</summary>
internal sealed record FamilyParameter
{
    /// <summary>σ, the residual standard deviation, or the scale of residuals that are not normal.</summary>
    public static FamilyParameter Sigma { get; } =
        new(Parameter.Sigma, @"\sigma", "the residual standard deviation", 0, DefaultPrior.OfScale) { IsScale = true };

    internal FamilyParameter(Parameter parameter, string symbol, string meaning, double lower, DefaultPrior defaultPrior)
    {
        Parameter = parameter;
        Symbol = symbol;
        Meaning = meaning;
        Lower = lower;
        Default = defaultPrior;
    }

    /// <summary>The parameter with its name.</summary>
    public Parameter Parameter { get; }

    /// <summary>The name in the language and in tables, as in <c>sigma</c>.</summary>
    public string Name => Parameter.Name;

    /// <summary>The symbol in LaTeX.</summary>
    public string Symbol { get; }

    /// <summary>What it is, in words.</summary>
    public string Meaning { get; }

    /// <summary>Every value exceeds this; a prior that reaches below is truncated to the part above.</summary>
    public double Lower { get; }

    /// <summary>Whether it multiplies the residuals.</summary>
    internal bool IsScale { get; init; }

    /// <summary>Whether row densities give derivatives by its logarithm, as of every scale.</summary>
    internal bool ByLogarithm
    {
        get => field || IsScale;
        init;
    }

    /// <summary>A value that is possible for all data, where a search may begin.</summary>
    internal double Rough { get; init; } = 1;

    /// <summary>Why a flat prior would leave no posterior, as a part of a sentence; null if a flat prior is allowed.</summary>
    public string? WhyNotFlat { get; internal init; }

    /// <summary>The default prior.</summary>
    internal DefaultPrior Default { get; }

    /// <summary>Whether the bound truncates a prior.</summary>
    /// <param name="prior">The prior.</param>
    public bool Cuts(Distribution prior) => prior is not Constant && prior.Support.Lower < Lower;
}

/// <summary>A parameter of a family with its prior in a model.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Prior">Its prior, truncated to values above <see cref="FamilyParameter.Lower"/>; constant(1) for sigma when residual standard deviations
/// are given.</param>
internal sealed record FamilyPrior(FamilyParameter Parameter, Distribution Prior);
