namespace BayesLmm.Inference;

/// <summary>How far some work has come.</summary>
/// <param name="Done">How much is done.</param>
/// <param name="Total">How much there is.</param>
public readonly record struct InferenceProgress(int Done, int Total);
