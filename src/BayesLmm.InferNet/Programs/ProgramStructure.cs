namespace BayesLmm.InferNet.Programs;

/// <summary>What a program is compiled for; everything else about a model is data to it. Equal by value: equal structures have the same program.</summary>
/// <param name="Algorithm">The algorithm that it is compiled to.</param>
internal abstract record ProgramStructure(InferNetAlgorithm Algorithm);
