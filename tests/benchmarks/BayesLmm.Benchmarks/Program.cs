using BayesLmm.Benchmarks;
using BayesLmm.Benchmarks.Against;
using BenchmarkDotNet.Running;

// Without arguments all benchmarks run; '--filter *Gradient*' runs some of them. 'reml-against-lme4 [CASE …]' compares whole fits with R's lme4,
// 'sampler-against-rstanarm [CASE …]' whole samplings with rstanarm, 'families-against-r [CASE …]' those of binary data
// and counts with rstanarm and glmer; 'message-passing [CASE …]' times the engines on the factor graph beside the sampler,
// 'large-reml [CASE …] [--no-r]' fits of maximal and large crossed models, and 'kernels' the dense algebra under them.
switch (args)
{
    case ["reml-against-lme4", .. string[] cases]:
        return RemlAgainstLme4.Run(cases);
    case ["sampler-against-rstanarm", .. string[] cases]:
        return SamplerAgainstRstanarm.Run(Environment.GetEnvironmentVariable("BLMM"), cases);
    case ["families-against-r", .. string[] cases]:
        return FamiliesAgainstR.Run(Environment.GetEnvironmentVariable("BLMM"), cases);
    case ["message-passing", .. string[] cases]:
        return MessagePassingFigures.Run(cases);
    case ["leave-out", string fit, .. string[] groups]:
        return AfterFitFigures.LeaveOut(fit, groups);
    case ["after-fit", .. string[] cases]:
        return AfterFitFigures.Run(cases);
    case ["large-reml", .. string[] cases]:
        return LargeRemlFigures.Run(cases);
    case ["large-reml-own", string name]:
        return LargeRemlFigures.RunOwn(name);
    case ["kernels"]:
        return KernelFigures.Run();
    case ["reml-own", string name]:
        return RemlAgainstLme4.RunOwn(name);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(BenchmarkModels).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args);
        return 0;
}
