using BayesLmm.Agreement;
using BayesLmm.Cli.Terminal;
using BayesLmm.Posteriors;
using BayesLmm.Posteriors.MessagePassing;
using BayesLmm.Reml;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Wording;
using BayesLmm.Sampling;

namespace BayesLmm.Cli.Fits;

/// <summary>Further engines on the model of a fit, and all answers in one table.</summary>
internal static class FurtherRun
{
    /// <summary>Runs them one after the other. Message passing answers twice: as it is, so that its accuracy is known, and refined.</summary>
    /// <param name="fit">The posterior that is held against them.</param>
    /// <param name="reml">The REML fit.</param>
    /// <param name="options">How many draws, and the seed.</param>
    /// <param name="settings">Which engines.</param>
    /// <param name="console">Receives progress.</param>
    /// <param name="cancellationToken">Ends an engine early with what it has.</param>
    public static FurtherEngines Run(
        Posterior fit, RemlFit reml, SamplingOptions options, EngineSettings settings, CommandConsole console, CancellationToken cancellationToken)
    {
        List<EngineAnswer> answers = [new(EngineWords.Answer(fit), fit)];
        List<(string Name, string Reason)> refused = [];
        foreach (EngineSettings run in settings.Against.SelectMany(engine => Runs(engine, settings)))
        {
            string name = EngineWords.Answer(run.Engine, run.Engine == PosteriorEngine.Vmp ? run.Refinement : null, run.Engine == PosteriorEngine.InferNet && run.ExpectationPropagation);
            if (answers.Any(answer => answer.Name == name))
            {
                if (settings.Against.Count == 1 && run.Engine != PosteriorEngine.Vmp)
                {
                    refused.Add((name, "It is the fit's own engine, against which there is nothing to hold."));
                }

                continue;
            }

            try
            {
                Posterior posterior = ProgressDisplay.Watch(console, options, progress => PosteriorRun.Sample(fit.Model, options, run, progress, cancellationToken));
                if (EngineWords.Answer(posterior) == name)
                {
                    answers.Add(new EngineAnswer(name, posterior));
                }
                else
                {
                    refused.Add((name, posterior.MessagePassing is { Shortfall: { Length: > 0 } shortfall } ? shortfall : "It was interrupted."));
                }
            }
            catch (Exception exception) when (PosteriorRun.IsRefusal(exception))
            {
                refused.Add((name, PosteriorRun.Reason(exception, run.Engine)));
            }
            catch (OperationCanceledException)
            {
                refused.Add((name, "It was interrupted before any draw was kept."));
            }
        }

        return new FurtherEngines(fit, EngineTable.Of(reml, answers), refused);
    }

    private static IEnumerable<EngineSettings> Runs(PosteriorEngine engine, EngineSettings settings) => engine == PosteriorEngine.Vmp
        ? [settings with { Engine = engine, Refinement = Refinement.None }, settings with { Engine = engine, Refinement = Refinement.Importance }]
        : [settings with { Engine = engine }];
}
