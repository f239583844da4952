using System.Diagnostics;
using Microsoft.ML.Probabilistic;
using Microsoft.ML.Probabilistic.Algorithms;
using Microsoft.ML.Probabilistic.Models;

namespace BayesLmm.InferNet.Programs;

/// <summary>The programs that an engine has compiled, by structure. Every compilation loads an assembly that is not unloaded, so none is repeated.</summary>
internal sealed class CompiledPrograms
{
    private readonly Lock gate = new();
    private readonly Dictionary<ProgramStructure, Type> algorithms = [];

    /// <summary>A fresh algorithm for one run.</summary>
    /// <param name="structure">The program's structure.</param>
    /// <param name="compileTime">What compiling took; zero when it had been compiled before.</param>
    public IGeneratedAlgorithm Create(ProgramStructure structure, out TimeSpan compileTime)
    {
        compileTime = TimeSpan.Zero;
        Type? algorithm;
        lock (gate)
        {
            if (!algorithms.TryGetValue(structure, out algorithm))
            {
                long start = Stopwatch.GetTimestamp();
                algorithm = Compile(structure);
                algorithms.Add(structure, algorithm);
                compileTime = Stopwatch.GetElapsedTime(start);
            }
        }

        return (IGeneratedAlgorithm)Activator.CreateInstance(algorithm)!;
    }

    private static Type Compile(ProgramStructure structure)
    {
        InferenceEngine engine = new(structure.Algorithm == InferNetAlgorithm.Ep ? new ExpectationPropagation() : new VariationalMessagePassing())
        {
            ShowProgress = false,
            ShowWarnings = false,
            ShowTimings = false,
        };
        engine.Compiler.WriteSourceFiles = false;
        return engine.GetCompiledInferenceAlgorithm([.. structure.Build()]).GetType();
    }
}
