using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Inference;
using BayesLmm.Inference.Bootstrap;
using BayesLmm.Inference.Profiles;
using BayesLmm.Language;
using BayesLmm.Reml;
using BayesLmm.Sampling;

namespace BayesLmm.Cli.Fits;

/// <summary>Works out what follows from a REML fit: what is cheap always, what is not on request, with progress.</summary>
internal sealed class RemlInvestigation(RemlFit fit, RemlSettings settings, CommandConsole console, CancellationToken cancellationToken)
{
    private readonly List<string> interrupted = [];

    /// <summary>Everything that was asked for; a cancellation ends what is under way and leaves out what comes after it.</summary>
    /// <exception cref="ModelException">A marginal mean was asked for that does not exist.</exception>
    public RemlFindings Run()
    {
        CheckMeans();
        FixedEffectInference inference = Try(
                true,
                "degrees of freedom",
                progress => fit.InferFixedEffects(settings.Method, progress, cancellationToken))
            ?? fit.InferFixedEffects(DegreesOfFreedomMethod.None);
        AnovaTable? terms = fit.FixedEffects.Count == 0 ? null : inference.Anova(settings.Type ?? SumOfSquaresType.TypeIII);
        if (settings.Type is null && terms is not null && terms.Terms.All(term => term.Test is { NumeratorDegreesOfFreedom: 1 }))
        {
            terms = null;
        }

        RemlFindings cheap = new(
            settings with { Method = inference.Method },
            fit.FixedEffects.Count == 0 ? [] : inference.TestCoefficients(settings.Level),
            terms,
            fit.DecomposeVariance(),
            fit.Model.GroupTerms.Count == 0 || fit.FixedEffects.Count == 0 ? null : fit.CompareWithLeastSquares(),
            [.. settings.Means.Select(factors => MeansOf(inference, factors))]);
        return cheap with
        {
            Effects = settings.Effects ? fit.PredictGroupEffects() : null,
            Deletions = Try(settings.Deletions, "tests of random effects", _ => fit.DropRandomTerms(cancellationToken).AsEnumerable().ToArray()),
            Profile = Try(
                settings.Profile,
                "profile intervals",
                progress => fit.ProfileIntervals(new ProfileOptions { Level = settings.Level }, progress, cancellationToken)),
            Bootstrap = Try(
                settings.Bootstrap is not null,
                "bootstrap",
                progress => fit.Bootstrap(new BootstrapOptions { Replicates = settings.Bootstrap!.Value, Seed = settings.Seed }, progress, cancellationToken)),
            Interrupted = interrupted,
        };
    }

    /// <summary>What the means are of is known to be right before anything takes long.</summary>
    private void CheckMeans()
    {
        if (settings.Means.Count > 0)
        {
            FixedEffectInference quick = fit.InferFixedEffects(DegreesOfFreedomMethod.None);
            foreach (string[] factors in settings.Means)
            {
                try
                {
                    quick.MarginalMeans(settings.Level, factors);
                }
                catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
                {
                    throw InputDiagnostics.NoMeans(string.Join(':', factors), WithoutParameter(exception));
                }
            }
        }
    }

    private MeansFinding MeansOf(FixedEffectInference inference, string[] factors)
    {
        MarginalMeans means = inference.MarginalMeans(settings.Level, factors);
        return new MeansFinding(means, means.Pairs(settings.Adjustment));
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

    /// <summary>The message without the name of the argument, which is no word of the user's.</summary>
    private static string WithoutParameter(Exception exception) => exception.Message.Split(" (Parameter '")[0];
}
