using BayesLmm.Benchmarks;
using BenchmarkDotNet.Running;

// Without arguments all benchmarks run; '--filter *Gradient*' runs some of them.
BenchmarkSwitcher.FromAssembly(typeof(BenchmarkModels).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args);
