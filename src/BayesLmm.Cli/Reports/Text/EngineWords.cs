using BayesLmm.Posteriors;

namespace BayesLmm.Cli.Reports.Text;

/// <summary>Which engine runs, and why, in words.</summary>
internal static class EngineWords
{
    /// <summary>Its name.</summary>
    public const string Name = "marginal Hamiltonian Monte Carlo";

    /// <summary>The reason.</summary>
    public const string Reason =
        "residuals and group effects are normal, so coefficients and group effects are integrated out exactly; "
        + "only what is left is sampled, and the rest is drawn given it";

    /// <summary>An engine's name on the command line and in JSON.</summary>
    public static string Option(PosteriorEngine engine) => engine switch
    {
        PosteriorEngine.Hmc => "hmc",
        PosteriorEngine.Importance => "importance",
        _ => "auto",
    };
}
