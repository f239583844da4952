using BayesLmm.Cli.Terminal;
using BayesLmm.Engines;
using BayesLmm.Engines.Choice;
using BayesLmm.Reports.Wording;
using BayesLmm.Sampling;
using MathNet.Numerics;

namespace BayesLmm.Cli.Fits;

/// <summary>One engine's posterior, whichever engine it is.</summary>
internal static class PosteriorRun
{
    /// <summary>Samples.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">The number of draws, and the seed.</param>
    /// <param name="settings">Which engine, and what is particular to it.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="cancellationToken">Ends the work early with what there is.</param>
    /// <exception cref="EngineRefusedException">The engine cannot run on the model, or broke down.</exception>
    public static Posterior Sample(BoundModel model, DrawOptions options, EngineSettings settings, IProgress<Progress>? progress,
        CancellationToken cancellationToken)
    {
        IPosteriorEngine engine = EngineChoice.Of(settings.Engine).Create(settings);
        try
        {
            if (engine.Supports(model) is Support.No { Refusal: var refusal })
            {
                throw new EngineRefusedException(refusal);
            }

            return engine.Draw(model, options, progress, cancellationToken);
        }
        catch (EngineRefusedException)
        {
            throw;
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException or NonConvergenceException)
        {
            throw new EngineRefusedException(new Refusal(RefusalReason.BrokeDown, exception.Message, []), exception);
        }
    }

    /// <summary>Why an engine cannot run; names an engine that can run if the reason does not.</summary>
    public static string Reason(EngineRefusedException exception, string engine) =>
        EngineWording.Of(exception.Refusal, able: engine is AutoEngine.Id or HmcEngine.Id ? null : HmcEngine.Id, CommandLineWords.Instance);
}
