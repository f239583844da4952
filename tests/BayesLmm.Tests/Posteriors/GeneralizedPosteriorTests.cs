using System.Text.Json;
using BayesLmm.Sampling;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors;

/// <summary>Posteriors of binary, binomial and count responses, and of student_t residuals of nested terms, compared with brms's.</summary>
public class GeneralizedPosteriorTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. Reference.Names("families")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Means_and_standard_deviations_are_brms(string name)
    {
        Reference reference = Reference.Read("families", name);
        BoundModel model = Bind(reference);
        Posterior posterior = model.Sample(model.Specification.SamplingOptions() with { Seed = 20261122, Draws = 3000 });

        Trajectories origin = (Trajectories)posterior.Draws.Origin;
        output.WriteLine(
            $"{name}: step {origin.ChainReports[0].StepSize:0.00}, {origin.StatisticColumn(s => s.Leapfrogs).Average():0.0} gradients a draw, smallest ESS "
                + $"{posterior.Convergence.SmallestBulkEss:0}");
        Assert.Equal(0, posterior.Convergence.Divergences);
        Assert.Equal(IntegratorKind.Split, origin.Options.Integrator);
        Dictionary<string, QuantitySummary> ours = posterior.ParameterSummaries.Concat(posterior.GroupEffectSummaries).ToDictionary(s => s.Name);
        Assert.All(ours.Values, summary => Assert.True(summary.RHat < ConvergenceReport.RHatLimit, $"{summary.Name}: {summary.RHat}"));
        ReferencePosteriorTests.CheckAll(reference, model, ours);
    }

    [Fact]
    public void Student_t_residuals_of_terms_nested_in_each_other_are_sampled_without_divergences()
    {
        Table table = TableReader.Read(Repository.PathOf("examples", "data", "pastes.csv"));
        BoundModel model = Model.Parse("strength ~ 1 + (1 | batch) + (1 | sample)\nfamily student_t").Bind(table);
        foreach (ulong seed in (ulong[])[1, 2])
        {
            Posterior posterior = model.Sample(model.Specification.SamplingOptions() with { Seed = seed, Draws = 2000 });
            Assert.Equal(0, posterior.Convergence.Divergences);
            Assert.True(posterior.Convergence.Trustworthy, string.Join(' ', posterior.Convergence.Problems));
        }
    }

    [Fact]
    public void The_draws_do_not_depend_on_the_number_of_threads()
    {
        BoundModel model = Bind(Reference.Read("families", "cbpp"));
        double[] Draw(int threads) =>
            model.Sample(model.Specification.SamplingOptions() with { Seed = 5, Draws = 100, MaxThreads = threads }).Draws.Values.ToArray();
        double[] one = Draw(1);
        Assert.Equal(one, Draw(2));
        Assert.Equal(one, Draw(4));
    }

    internal static BoundModel Bind(Reference reference)
    {
        string family = reference["family"].GetString()! switch
        {
            "binomial" => "family binomial trials size",
            "negbinomial" => "family negative_binomial",
            string other => "family " + other,
        };
        return reference.Bind(family);
    }
}
