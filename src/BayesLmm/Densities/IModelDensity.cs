using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>A density from which the sampler draws a model's parameters and group effects: the marginal or the conditional one.</summary>
public interface IModelDensity : ILogDensity, IPositionSource
{
    /// <summary>What the coordinates are, in their order; coordinates of one kind may share a line.</summary>
    IReadOnlyList<DensityCoordinate> Coordinates { get; }

    /// <summary>Makes an evaluator with memory of its own.</summary>
    new IModelDensityEvaluator CreateEvaluator();

    IPositionReader IPositionSource.CreateReader() => CreateEvaluator();
}

/// <summary>Evaluates an <see cref="IModelDensity"/>, and converts a position to the model's parameters. Not thread-safe.</summary>
public interface IModelDensityEvaluator : ILogDensityEvaluator, IPositionReader
{
}
