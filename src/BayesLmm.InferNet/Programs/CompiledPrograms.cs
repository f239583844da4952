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
    /// <param name="write">Writes the program of a structure: the variables whose distributions are asked for.</param>
    /// <param name="compileTime">What compiling took; zero when it had been compiled before.</param>
    public IGeneratedAlgorithm Create<T>(T structure, Func<T, IReadOnlyList<IVariable>> write, out TimeSpan compileTime)
        where T : ProgramStructure
    {
        compileTime = TimeSpan.Zero;
        Type? algorithm;
        lock (gate)
        {
            if (!algorithms.TryGetValue(structure, out algorithm))
            {
                long start = Stopwatch.GetTimestamp();
                algorithm = Compile(structure.Algorithm, () => write(structure));
                algorithms.Add(structure, algorithm);
                compileTime = Stopwatch.GetElapsedTime(start);
            }
        }

        return (IGeneratedAlgorithm)Activator.CreateInstance(algorithm)!;
    }

    private static Type Compile(InferNetAlgorithm algorithm, Func<IReadOnlyList<IVariable>> write)
    {
        InferenceEngine engine = new(algorithm == InferNetAlgorithm.Ep ? new ExpectationPropagation() : new VariationalMessagePassing())
        {
            ShowProgress = false,
            ShowWarnings = false,
            ShowTimings = false,
        };
        engine.Compiler.WriteSourceFiles = false;
        return engine.GetCompiledInferenceAlgorithm([.. write()]).GetType();
    }
}
