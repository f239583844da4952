namespace BayesLmm.Sampling.Tests;

public sealed class ImportanceOptionsTests
{
    public static TheoryData<ImportanceOptions, string> Wrong => new()
    {
        { new() { Chains = 0 }, "The importance sampling option Chains must be at least 1; it is 0." },
        { new() { Draws = 0 }, "The importance sampling option Draws must be at least 1; it is 0." },
        { new() { EffectiveSize = 0 }, "The importance sampling option EffectiveSize must be at least 1; it is 0." },
        { new() { MaxProposals = 0 }, "The importance sampling option MaxProposals must be null or at least 1; it is 0." },
        {
            new() { Proposal = (ProposalKind)9 },
            "The importance sampling option Proposal must be one of Normal, StudentT, SplitNormal, SplitStudentT; it is 9."
        },
        { new() { DegreesOfFreedom = 2 }, "The importance sampling option DegreesOfFreedom must be above 2 and finite; it is 2." },
        { new() { AdaptationRounds = 6 }, "The importance sampling option AdaptationRounds must be from 0 to 5; it is 6." },
        { new() { MaxThreads = -1 }, "The importance sampling option MaxThreads must be at least 0 (0 means one thread for each processor); it is -1." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void An_option_out_of_range_is_refused_with_its_name_its_value_and_its_range(ImportanceOptions options, string message) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(options.Validate).Message);

    [Fact]
    public void The_defaults_are_in_range() => new ImportanceOptions().Validate();
}
