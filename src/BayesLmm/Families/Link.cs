using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>The function that takes the mean of a response to the linear predictor η.</summary>
public enum Link
{
    /// <summary>η = μ.</summary>
    Identity,

    /// <summary>η = log(p / (1 − p)).</summary>
    Logit,

    /// <summary>η = Φ⁻¹(p).</summary>
    Probit,

    /// <summary>η = log(−log(1 − p)), the complementary log-log.</summary>
    CLogLog,

    /// <summary>η = log μ.</summary>
    Log,
}

/// <summary>The links' names in the language.</summary>
internal static class Links
{
    /// <summary>All links, in the order in which messages list them.</summary>
    public static EquatableArray<Link> All { get; } = [.. Enum.GetValues<Link>()];

    /// <summary>The name in the language, as in <c>logit</c>.</summary>
    public static string NameOf(Link link) => link switch
    {
        Link.Identity => "identity",
        Link.Logit => "logit",
        Link.Probit => "probit",
        Link.CLogLog => "cloglog",
        Link.Log => "log",
        _ => throw new ArgumentOutOfRangeException(nameof(link), link, "There is no such link."),
    };

    /// <summary>The link of that name, or null.</summary>
    public static Link? Find(string name)
    {
        foreach (Link link in All)
        {
            if (NameOf(link) == name)
            {
                return link;
            }
        }

        return null;
    }

    /// <summary>The link function in LaTeX, applied to a mean.</summary>
    /// <param name="link">The link.</param>
    /// <param name="mean">The mean's symbol.</param>
    public static string ToLatex(Link link, string mean) => link switch
    {
        Link.Identity => mean,
        Link.Logit => $@"\operatorname{{logit}}({mean})",
        Link.Probit => $@"\Phi^{{-1}}({mean})",
        Link.CLogLog => $@"\log(-\log(1 - {mean}))",
        _ => $@"\log({mean})",
    };
}
