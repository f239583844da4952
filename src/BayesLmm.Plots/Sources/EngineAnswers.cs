using BayesLmm.Densities;
using BayesLmm.Engines.Importance;
using BayesLmm.Sampling;

namespace BayesLmm.Plots.Sources;

/// <summary>The other engines' answers to the model of a posterior.</summary>
internal static class EngineAnswers
{
    /// <summary>Enough draws a chain for a mean and a standard deviation in a picture.</summary>
    private const int MostDraws = 250;

    private const int Warmup = 300;

    /// <summary>Multiplications of an evaluation of the density beyond which engines that evaluate it some ten thousand times are left out.</summary>
    private const double MostMultiplications = 1e6;

    /// <summary>The posterior first, then every engine that can answer for the model in a short time.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public static IReadOnlyList<EngineAnswer> Of(Posterior posterior, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        DrawOptions options = posterior.Options with { Draws = Math.Min(MostDraws, posterior.Options.Draws) };
        List<EngineAnswer> answers = [new(posterior.Engine, posterior)];
        foreach (IPosteriorEngine engine in Engines(posterior.Model))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (engine.Name != posterior.Engine && engine.Supports(posterior.Model) is Support.Yes && TryDraw(engine) is { } answer)
            {
                answers.Add(new EngineAnswer(engine.Name, answer));
            }
        }

        return answers;

        Posterior? TryDraw(IPosteriorEngine engine)
        {
            try
            {
                return engine.Draw(posterior.Model, options, progress, cancellationToken);
            }
            catch (Exception exception) when (exception is EngineRefusedException or InvalidOperationException)
            {
                return null;   // it has no answer, which the figure shows by its absence
            }
        }
    }

    private static IEnumerable<IPosteriorEngine> Engines(BoundModel model)
    {
        MessagePassingEngine messages = new(Refinement.None);
        HmcEngine chains = new(new HmcOptions { Warmup = Warmup });
        if (model.Family.IsDiscrete && model.Design.RowCount < MostMultiplications / 100)
        {
            return [chains, new ImportanceEngine(), new LaplaceEngine()];
        }

        bool isSmall = model.Family.NormalForm == NormalForm.Exact
            && ImportanceRun.CostOf(new MarginalDensity(model)) < MostMultiplications && model.Design.RowCount < MostMultiplications / 100;
        return isSmall
            ? [chains, new ImportanceEngine(), messages, new GibbsEngine(Warmup)]
            : [messages];
    }
}
