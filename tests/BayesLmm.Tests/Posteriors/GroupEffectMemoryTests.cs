using BayesLmm.Engines.Importance;
using BayesLmm.Posteriors.Runs;
using BayesLmm.Sampling;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors;

public class GroupEffectMemoryTests
{
    private static readonly SamplingOptions Options = new() { Chains = 2, Draws = 100, Seed = 5 };

    /// <summary>36 effects, 200 draws: 7200 numbers.</summary>
    private static Posterior Draw(long mostNumbers)
    {
        MarginalDensity density = new(ModelFiles.Bind("sleepstudy"));
        return Posterior.Create(density, Options.Shared, new EngineRun(PosteriorEngine.Hmc, new EngineReason.AskedFor(),
            NoUTurnSampler.Sample(density, Options)), mostNumbers);
    }

    [Fact]
    public void Too_many_group_effects_are_kept_from_some_draws_and_made_again_on_demand()
    {
        Posterior all = Draw(7200), some = Draw(2300);
        Assert.Equal(1, all.GroupEffectThinning);
        Assert.Equal(4, some.GroupEffectThinning);
        for (int i = 0; i < all.Parameters.Count; i++)
        {
            Assert.Equal(all.Parameters[i].Values.ToArray(), some.Parameters[i].Values.ToArray());
        }

        foreach (string name in (string[])["Subject[308, intercept]", "Subject[372, Days]"])
        {
            double[] expected = all[name].Values.ToArray();
            Assert.Equal(expected.Where((_, draw) => draw % 4 == 0), some[name].Values.ToArray());
            Assert.Equal(expected, some.AllDrawsOf(name).Values.ToArray());
            Assert.Same(all[name], all.AllDrawsOf(name));
        }

        Assert.Same(some["Days"], some.AllDrawsOf("Days"));
        Assert.Equal(all.GroupEffectSummaries.Count, some.GroupEffectSummaries.Count);
        Assert.All(some.GroupEffectSummaries, summary => Assert.True(double.IsFinite(summary.RHat)));
    }

    [Fact]
    public void Resampled_draws_are_thinned_too()
    {
        MarginalDensity density = new(ModelFiles.Bind("sleepstudy"));
        EngineRun run = new(PosteriorEngine.Importance, new EngineReason.AskedFor(),
            ImportanceRun.TryFromMode(density, Options.Shared, out _, null, CancellationToken.None)!);
        Posterior all = Posterior.Create(density, Options.Shared, run, 7200), some = Posterior.Create(density, Options.Shared, run, 2300);
        Assert.Equal(4, some.GroupEffectThinning);
        double[] expected = all["Subject[308, Days]"].Values.ToArray();
        Assert.Equal(expected.Where((_, draw) => draw % 4 == 0), some["Subject[308, Days]"].Values.ToArray());
        Assert.Equal(expected, some.AllDrawsOf("Subject[308, Days]").Values.ToArray());

        // 200 draws of a few dozen points have larger errors than as many points would have; the thinned ones larger ones still.
        QuantitySummary few = some.GroupEffectSummaries[0], many = all.GroupEffectSummaries[0];
        Assert.InRange(few.MeanError / many.MeanError, 1, 4);
    }

    [Fact]
    public void A_draws_file_then_has_the_parameters_only()
    {
        string folder = Directory.CreateTempSubdirectory("blmm").FullName;
        string[] lines = File.ReadAllLines(DrawsFile.Write(Draw(2300), Path.Combine(folder, "d.csv"))[0]);
        Directory.Delete(folder, recursive: true);
        Assert.Contains("# group effects are not here: there are too many of them to keep all their draws", lines);
        Assert.EndsWith(",sigma", lines.First(line => !line.StartsWith('#')), StringComparison.Ordinal);
    }
}
