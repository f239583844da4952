using System.Globalization;
using BayesLmm.FactorGraphs.Gibbs;
using BayesLmm.Posteriors.Files;
using BayesLmm.Sampling;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors.Files;

public sealed class DrawsFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("blmm").FullName;
    private readonly Posterior posterior = ModelFiles.Bind("sleepstudy").Sample(new SamplingOptions { Chains = 2, Draws = 50, Seed = 3 });

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Each_chain_has_a_file_in_cmdstans_layout_with_every_draw()
    {
        IReadOnlyList<string> files = DrawsFile.Write(posterior, Path.Combine(folder, "draws.csv"));
        Assert.Equal(["draws_1.csv", "draws_2.csv"], files.Select(file => Path.GetFileName(file)));
        Assert.Equal(files.Order(), Directory.EnumerateFiles(folder).Order());
        for (int chain = 0; chain < 2; chain++)
        {
            string[] lines = File.ReadAllLines(files[chain]);
            string[] header = lines.First(line => !line.StartsWith('#')).Split(',');
            Assert.Equal(
                ["lp__", "accept_stat__", "stepsize__", "treedepth__", "n_leapfrog__", "divergent__", "energy__", "intercept", "Days", "sd_Subject_intercept",
                    "sd_Subject_Days", "cor_Subject_intercept_Days", "sigma", "Subject_308_intercept"],
                header.Take(14));
            Assert.Equal(7 + 6 + 36, header.Distinct().Count());
            Assert.Contains("# column sd_Subject_Days: sd(Subject, Days)", lines);
            Assert.Contains("#     num_samples = 50", lines);
            string[][] rows = [.. lines.Where(line => !line.StartsWith('#')).Skip(1).Select(line => line.Split(','))];
            Assert.Equal(50, rows.Length);
            for (int draw = 0; draw < 50; draw++)
            {
                Assert.Equal(posterior["sd(Subject, Days)"].Values[(chain * 50) + draw], double.Parse(rows[draw][10], CultureInfo.InvariantCulture));
                Assert.Equal(((Trajectories)posterior.Draws.Origin).Statistics(chain)[draw].Leapfrogs, int.Parse(rows[draw][4], CultureInfo.InvariantCulture));
            }
        }
    }

    [Fact]
    public void A_parquet_file_has_all_chains_under_the_quantities_own_names()
    {
        string file = Assert.Single(DrawsFile.Write(posterior, Path.Combine(folder, "it's.parquet")));
        Assert.Equal([file], Directory.EnumerateFiles(folder));
        Table table = TableReader.Read(file);
        Assert.Equal(100, table.RowCount);
        foreach (DrawColumn column in (DrawColumn[])[.. posterior.Parameters, .. posterior.GroupEffects])
        {
            Assert.True(table.TryGetColumn(column.Name, out Column? found));
            Assert.Equal(column.Values.ToArray(), ((NumericColumn)found).Values.ToArray());
        }

        Assert.True(table.TryGetColumn("chain", out Column? chain));
        Assert.Equal([.. Enumerable.Repeat(1.0, 50), .. Enumerable.Repeat(2.0, 50)], ((NumericColumn)chain).Values.ToArray());
    }

    [Fact]
    public void Draws_of_an_approximation_have_no_sampler_columns()
    {
        Posterior approximation = ModelFiles.Bind("sleepstudy").SampleVariational(new SamplingOptions { Chains = 2, Draws = 50, Seed = 3 }, Refinement.None);
        string[] lines = File.ReadAllLines(DrawsFile.Write(approximation, Path.Combine(folder, "draws.csv"))[1]);
        string[][] rows = [.. lines.Where(line => !line.StartsWith('#')).Select(line => line.Split(','))];

        Assert.Equal(["lp__", "intercept", "Days", "sd_Subject_intercept"], rows[0].Take(4));
        Assert.Equal(51, rows.Length);
        Assert.All(rows, row => Assert.Equal(1 + 6 + 36, row.Length));
        Assert.Equal(approximation["Days"].Values[50], double.Parse(rows[1][2], CultureInfo.InvariantCulture));
        Assert.Contains("# lp__ is 0: this engine evaluates no density", lines);
        Assert.Contains("#     algorithm = fixed_param", lines);
        Assert.Contains("# engine = vmp, refined by nothing", lines);
        Assert.Contains("#     num_warmup = 0", lines);

        Table table = TableReader.Read(Assert.Single(DrawsFile.Write(approximation, Path.Combine(folder, "draws.parquet"))));
        Assert.Equal(["chain", "draw", "intercept"], table.Columns.Take(3).Select(column => column.Name));
        Assert.Equal(2 + 6 + 36, table.Columns.Count);
        Assert.True(table.TryGetColumn("sigma", out Column? sigma));
        Assert.Equal(approximation["sigma"].Values.ToArray(), ((NumericColumn)sigma).Values.ToArray());
    }

    [Fact]
    public void Draws_of_gibbs_sampling_say_how_the_chains_were_run()
    {
        Posterior gibbs = ModelFiles.Bind("dyestuff").SampleGibbs(gibbs: new GibbsOptions { Chains = 2, Draws = 20, Warmup = 30, Thinning = 3 });
        string[] lines = File.ReadAllLines(DrawsFile.Write(gibbs, Path.Combine(folder, "draws.csv"))[0]);

        Assert.Contains("# engine = gibbs", lines);
        Assert.Contains("#     num_samples = 60", lines);   // CmdStan counts those that thinning leaves out
        Assert.Contains("#     num_warmup = 30", lines);
        Assert.Contains("#     thin = 3", lines);
        string[] table = [.. lines.Where(line => !line.StartsWith('#'))];
        Assert.StartsWith("lp__,intercept,sd_Batch_intercept,sigma,Batch_A_intercept", table[0], StringComparison.Ordinal);
        Assert.Equal(21, table.Length);
    }

    [Fact]
    public void Another_extension_is_refused()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => DrawsFile.Write(posterior, Path.Combine(folder, "draws.txt")));
        Assert.StartsWith("Draws are written to files that end in .csv, .wide.csv, .parquet or .zarr, not to", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(folder));
    }

    [Fact]
    public void Names_that_would_read_the_same_are_told_apart() =>
        Assert.Equal(["a_b", "a_b_2", "x1", "quantity"], CmdStanNames.Of(["a[b]", "a b", "1", "()"]));
}
