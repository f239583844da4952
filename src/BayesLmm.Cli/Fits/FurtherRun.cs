using BayesLmm.Cli.Terminal;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Cli.Fits;

/// <summary>Further engines on the model of a fit, and all answers in one table.</summary>
internal static class FurtherRun
{
    /// <summary>Runs them one after the other. Message passing answers twice: unrefined, so that its accuracy is known, and refined.</summary>
    /// <param name="fit">The posterior that they are compared with.</param>
    /// <param name="reml">The REML fit; null where the family has none.</param>
    /// <param name="options">The number of draws, and the seed.</param>
    /// <param name="settings">Which engines.</param>
    /// <param name="console">Receives progress.</param>
    /// <param name="cancellationToken">Ends an engine early with what it has.</param>
    public static FurtherEngines Run(
        Posterior fit, RemlFit? reml, DrawOptions options, EngineSettings settings, CommandConsole console, CancellationToken cancellationToken)
    {
        List<EngineAnswer> answers = [new(EngineWords.Answer(fit), fit)];
        List<(string Name, string Reason)> refused = [];
        foreach (EngineSettings run in settings.Against.SelectMany(engine => EngineChoice.Of(engine).Runs(settings with { Engine = engine })))
        {
            string name = EngineChoice.Of(run.Engine).Answer(run);
            if (answers.Any(answer => answer.Name == name))
            {
                if (settings.Against.Count == 1 && EngineChoice.Of(run.Engine).Runs(run).Count() == 1)
                {
                    refused.Add((name, "It is the fit's own engine, against which there is nothing to hold."));
                }

                continue;
            }

            try
            {
                Posterior posterior =
                    ProgressDisplay.Watch(console, options, progress => PosteriorRun.Sample(fit.Model, options, run, progress, cancellationToken));
                if (EngineWords.Answer(posterior) == name)
                {
                    answers.Add(new EngineAnswer(name, posterior));
                }
                else
                {
                    refused.Add((name, posterior.MessagePassing?.NotRefined is { } shortfall ? MessagePassingWording.Of(shortfall) : "It was interrupted."));
                }
            }
            catch (EngineRefusedException exception)
            {
                refused.Add((name, PosteriorRun.Reason(exception, run.Engine)));
            }
            catch (OperationCanceledException)
            {
                refused.Add((name, "It was interrupted before any draw was kept."));
            }
        }

        return new FurtherEngines(fit, EngineTable.Create(reml, answers), refused);
    }
}
