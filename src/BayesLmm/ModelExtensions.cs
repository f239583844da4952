using BayesLmm.Engines.Choice;
using BayesLmm.Models.Binding;
using BayesLmm.Models.Latex;
using BayesLmm.Posteriors.Priors;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>What can be done with a model: to bring it and its data together, to draw from its posterior and from its priors, to write it in LaTeX.</summary>
public static class ModelExtensions
{
    /// <summary>Brings a model and its data together.</summary>
    /// <param name="model">The model.</param>
    /// <param name="table">The data.</param>
    /// <exception cref="ModelException">Model and data do not fit; the exception carries every diagnostic.</exception>
    public static BoundModel Bind(this Model model, Table table) => ModelBinding.Bind(model, table);

    /// <summary>Draws from the exact posterior by the engine that suits the model: see <see cref="AutoEngine"/>.</summary>
    /// <inheritdoc cref="IPosteriorEngine.Draw" path="/param|/exception"/>
    public static Posterior Sample(
        this BoundModel model, DrawOptions? options = null, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default) =>
        new AutoEngine().Draw(model, options, progress, cancellationToken);

    /// <summary>Draws from the posterior by an engine of one's choice.</summary>
    /// <param name="model">The model.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="options">The number of draws, the seed and the threads; null for those of the model's <c>sample</c> statement.</param>
    /// <param name="progress">Receives progress while it runs, from its threads.</param>
    /// <param name="cancellationToken">Ends the work early with what there is.</param>
    /// <inheritdoc cref="IPosteriorEngine.Draw" path="/exception"/>
    public static Posterior SampleWith(
        this BoundModel model, IPosteriorEngine engine, DrawOptions? options = null, IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        engine.Draw(model, options, progress, cancellationToken);

    /// <summary>Draws from the priors and computes what they imply.</summary>
    /// <param name="model">The model.</param>
    /// <param name="draws">Number of draws, at least 1.</param>
    /// <param name="seed">The seed; the same one gives the same draws.</param>
    public static PriorSimulation SimulatePrior(this BoundModel model, int draws = 4000, ulong seed = 0) => PriorSimulator.Run(model, draws, seed);

    /// <summary>
    /// Writes a model as the hierarchy of distributions that it is, in LaTeX for amsmath's <c>align*</c>: the response, its mean, the group effects, the
    /// priors. A coefficient stands for all columns of its term, and only the priors that the text gives are known.
    /// </summary>
    /// <param name="model">The model.</param>
    public static string ToLatex(this Model model) => ModelLatex.Write(model);

    /// <summary>As <see cref="ToLatex(Model)"/>, with the coefficient of every column of the design and the prior of every parameter.</summary>
    /// <param name="model">The model with its data.</param>
    public static string ToLatex(this BoundModel model) => ModelLatex.Write(model);
}
