using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>
/// Draws from a model's posterior, exactly or approximately. Immutable: an engine holds its own options only, and may be used for any number of models.
/// </summary>
public interface IPosteriorEngine
{
    /// <summary>The engine's name, one word that is used everywhere: <c>hmc</c>.</summary>
    string Name { get; }

    /// <summary>Whether it can answer for a model, as far as can be told without running it.</summary>
    /// <param name="model">The model.</param>
    Support Supports(BoundModel model);

    /// <summary>Draws from the posterior.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">The number of draws, the seed and the threads; null for those of the model's <c>sample</c> statement.</param>
    /// <param name="progress">Receives progress while it runs, from its threads.</param>
    /// <param name="cancellationToken">Ends the work early with what there is.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="NotSupportedException">The engine cannot answer for the model: see <see cref="Supports"/>.</exception>
    /// <exception cref="InvalidOperationException">The numerics broke down; the message says where.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled before there was anything to keep.</exception>
    Posterior Draw(BoundModel model, DrawOptions? options = null, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default);
}
