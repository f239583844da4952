using BayesLmm.Cli.Terminal;
using BayesLmm.Reports.Content.Fits;

namespace BayesLmm.Cli.Fits;

/// <summary>A fit that a command works on.</summary>
/// <param name="Result">The fit.</param>
/// <param name="Request">What was fitted.</param>
/// <param name="IsSaved">Whether it is in a file where that was wanted.</param>
internal sealed record KeptFit(FitResult Result, FitRequest Request, bool IsSaved)
{
    /// <summary>The posterior.</summary>
    public Posterior Posterior => Result.Posterior;

    /// <summary>The engine that made it, with its options, to fit the model again.</summary>
    public IPosteriorEngine Engine => SavedSettings.EngineOf(Result, Request.Sampling, Request.Engines);

    /// <summary>The exit code of a command that says what the fit says.</summary>
    public int ExitCode => IsSaved ? Terminal.ExitCode.Of(Result) : Terminal.ExitCode.UserError;
}
