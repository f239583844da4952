namespace BayesLmm.Sampling.Tests;

public sealed class SamplingOptionsTests
{
    public static TheoryData<SamplingOptions, string> Wrong => new()
    {
        { new() { Chains = 0 }, "The sampling option Chains must be at least 1; it is 0." },
        { new() { Draws = -1 }, "The sampling option Draws must be at least 1; it is -1." },
        { new() { Warmup = -5 }, "The sampling option Warmup must be null or at least 0; it is -5." },
        { new() { TargetAcceptance = 1 }, "The sampling option TargetAcceptance must be above 0 and below 1; it is 1." },
        { new() { TargetAcceptance = double.NaN }, "The sampling option TargetAcceptance must be above 0 and below 1; it is NaN." },
        { new() { MaxTreeDepth = 21 }, "The sampling option MaxTreeDepth must be from 1 to 20; it is 21." },
        { new() { Metric = (MetricKind)9 }, "The sampling option Metric must be one of Auto, Dense, Diagonal, Unit; it is 9." },
        { new() { Start = (StartKind)9 }, "The sampling option Start must be one of Auto, Mode, Random; it is 9." },
        { new() { Integrator = (IntegratorKind)9 }, "The sampling option Integrator must be one of Leapfrog, Split; it is 9." },
        { new() { LargestStepSize = 0 }, "The sampling option LargestStepSize must be null or above 0; it is 0." },
        { new() { StepJitter = 1 }, "The sampling option StepJitter must be null, or at least 0 and below 1; it is 1." },
        { new() { MaxThreads = -1 }, "The sampling option MaxThreads must be at least 0 (0 means one thread for each processor); it is -1." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void An_option_out_of_range_is_refused_with_its_name_its_value_and_its_range(SamplingOptions options, string message)
    {
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(options.Validate).Message);
        Assert.Throws<ArgumentException>(() => NoUTurnSampler.Sample(Targets.Densities.Banana, options));
    }

    [Fact]
    public void The_defaults_are_in_range() => new SamplingOptions().Validate();
}
