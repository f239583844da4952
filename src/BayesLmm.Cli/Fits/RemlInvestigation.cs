using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Estimation.Comparison;
using BayesLmm.Reports.Content.Reml;
using BayesLmm.Sampling;

namespace BayesLmm.Cli.Fits;

/// <summary>Computes what follows from a REML fit: cheap results always, others on request, with progress.</summary>
internal sealed class RemlInvestigation(RemlFit fit, RemlOptions options, CommandConsole console, CancellationToken cancellationToken)
{
    private readonly List<string> interrupted = [];

    /// <summary>Everything that was asked for; a cancellation ends the current work and leaves out what comes after it.</summary>
    /// <exception cref="ModelException">A requested marginal mean does not exist.</exception>
    public RemlFindings Run()
    {
        CheckMeans();
        FixedEffectInference inference = Try(
                true,
                "degrees of freedom",
                progress => fit.InferFixedEffects(options.Method, progress, cancellationToken))
            ?? fit.InferFixedEffects(DegreesOfFreedomMethod.None);
        return RemlFindings.Of(fit, options, inference) with
        {
            Effects = options.Effects ? fit.PredictGroupEffects() : null,
            Deletions = Try(options.Deletions, "tests of random effects", _ => RandomTermDeleter.DropEach(fit, cancellationToken).AsEnumerable().ToArray()),
            Profile = Try(
                options.Profile,
                "profile intervals",
                progress => fit.ProfileIntervals(new ProfileOptions { Level = options.Level }, progress, cancellationToken)),
            Bootstrap = Try(
                options.Bootstrap is not null,
                "bootstrap",
                progress => fit.Bootstrap(new BootstrapOptions { Replicates = options.Bootstrap!.Value, Seed = options.Seed }, progress, cancellationToken)),
            Interrupted = interrupted,
        };
    }

    /// <summary>The factors of the means are checked before any long work starts.</summary>
    private void CheckMeans()
    {
        if (options.Means.Count > 0)
        {
            FixedEffectInference quick = fit.InferFixedEffects(DegreesOfFreedomMethod.None);
            foreach (string[] factors in options.Means)
            {
                try
                {
                    quick.MarginalMeans(options.Level, factors);
                }
                catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
                {
                    throw InputDiagnostics.NoMeans(string.Join(':', factors), exception.Message);
                }
            }
        }
    }

    private T? Try<T>(bool wanted, string name, Func<IProgress<Progress>?, T> work)
        where T : class
    {
        if (!wanted)
        {
            return null;
        }

        try
        {
            return ProgressDisplay.Watch(console, name, work);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            interrupted.Add(name);
            return null;
        }
    }
}
