using System.Security.Cryptography;
using BayesLmm.Densities;
using BayesLmm.Engines.Importance;
using BayesLmm.Posteriors.Runs;
using BayesLmm.Posteriors.Saved;
using BayesLmm.Sampling;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors.Saved;

public sealed class SavedFitTests : IDisposable
{
    private static readonly DrawOptions Few = new() { Chains = 2, Draws = 20, Seed = 7 };

    private readonly string folder = Directory.CreateTempSubdirectory("blmm").FullName;

    private string FilePath => Path.Combine(folder, "x.blmmfit");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Engines, and models that they run on.</summary>
    public static TheoryData<string, string> Runs => new()
    {
        { "hmc", "sleepstudy" },
        { "hmc", "sleepstudy_student" },
        { "importance", "pastes" },
        { "gibbs", "oats" },
        { "vmp none", "dyestuff" },
        { "vmp linear", "sleepstudy" },
        { "vmp collapsed", "dyestuff" },
        { "vmp importance", "penicillin" },
        { "vmp importance", "sleepstudy_student" },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void A_posterior_of_any_engine_comes_back_with_every_bit(string engine, string name)
    {
        Posterior posterior = EngineOf(engine).Draw(ModelFiles.Bind(name), Few, cancellationToken: TestContext.Current.CancellationToken);
        posterior.Save(FilePath);
        Posterior opened = SavedFit.Open(FilePath).Posterior;

        Assert.Equal(posterior.Draws.Values.ToArray(), opened.Draws.Values.ToArray());
        Assert.Equal([.. posterior.Parameters, .. posterior.GroupEffects], [.. opened.Parameters, .. opened.GroupEffects], SameDraws);
        Assert.Equal(posterior.Draws.Elapsed, opened.Draws.Elapsed);
        Assert.Equal(posterior.EngineReason, opened.EngineReason);
        Assert.Equal(posterior.Draws.Origin.Facts, opened.Draws.Origin.Facts);
        Assert.Equal(posterior.Draws.Origin.LogEvidence, opened.Draws.Origin.LogEvidence);
        Assert.Equal(posterior.Draws.Origin.Divergences, opened.Draws.Origin.Divergences);
        Assert.Equal(SamplerColumns(posterior), SamplerColumns(opened));
        Assert.Equal(posterior.ParameterSummaries, opened.ParameterSummaries);
        Assert.Equal(posterior.GroupEffectSummaries, opened.GroupEffectSummaries);
        Assert.Equal(posterior.MessagePassing is null ? null : posterior.MessagePassing with { Fit = null }, opened.MessagePassing);
        Assert.Equal(posterior.Convergence.Findings.Select(finding => finding.GetType()), opened.Convergence.Findings.Select(finding => finding.GetType()));
        Assert.Equal(posterior.Model.Warnings.Select(warning => warning.Message), opened.Model.Warnings.Select(warning => warning.Message));
        Assert.Equal(posterior.Source?.GetType(), opened.Source?.GetType());
    }

    [Fact]
    public void Group_effects_that_were_not_kept_are_made_again()
    {
        MarginalDensity density = new(ModelFiles.Bind("sleepstudy"));
        EngineRun run = new(ImportanceEngine.Id, new EngineReason.AskedFor(),
            ImportanceRun.TryFromMode(density, Few with { Draws = 100 }, out _, null, CancellationToken.None)!);
        Posterior posterior = Posterior.Create(density, Few with { Draws = 100 }, run, mostEffectNumbers: 2300);
        posterior.Save(FilePath);
        Posterior opened = SavedFit.Open(FilePath).Posterior;

        Assert.Equal(4, opened.GroupEffectThinning);
        Assert.Equal(posterior.AllDrawsOf("Subject[308, Days]").Values.ToArray(), opened.AllDrawsOf("Subject[308, Days]").Values.ToArray());
    }

    [Fact]
    public void A_file_that_is_cut_anywhere_is_refused_by_name()
    {
        byte[] whole = Save();
        for (int length = 0; length < whole.Length; length++)
        {
            AssertDamaged(whole.AsSpan(0, length));
        }
    }

    [Fact]
    public void A_file_with_a_changed_byte_anywhere_is_refused_by_name()
    {
        byte[] whole = Save();
        Random random = new(11);
        for (int place = 0; place < whole.Length; place++)
        {
            byte[] changed = [.. whole];
            changed[place] ^= (byte)random.Next(1, 256);
            AssertDamaged(changed);
        }
    }

    [Fact]
    public void Bytes_behind_the_end_are_refused() => AssertDamaged([.. Save(), 0]);

    [Fact]
    public void A_section_in_the_place_of_another_is_refused()
    {
        byte[] whole = Save();
        int length = BitConverter.ToInt32(whole, SavedLayout.HeaderLength + SavedLayout.NameLength);
        int first = SavedLayout.HeaderLength, size = SavedLayout.NameLength + sizeof(long) + length + SavedLayout.ChecksumLength;
        AssertDamaged([.. whole.AsSpan(0, first), .. whole.AsSpan(first + size)]);
    }

    [Fact]
    public void A_file_of_a_newer_version_is_refused_as_one()
    {
        byte[] header = Save()[..SavedLayout.HeaderLength];
        header[SavedLayout.Magic.Length] = 9;
        SHA256.HashData(header.AsSpan(0, SavedLayout.Magic.Length + sizeof(int))).CopyTo(header, SavedLayout.Magic.Length + sizeof(int));
        File.WriteAllBytes(FilePath, header);
        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() => SavedFit.Open(FilePath));
        Assert.Equal($"'{FilePath}' is a saved fit of version 9, and this software reads versions up to 1: a newer one wrote it.", refusal.Message);
    }

    [Fact]
    public void What_stood_there_stays_if_the_fit_cannot_be_saved()
    {
        Posterior posterior = Draw("dyestuff");
        posterior.Save(FilePath);
        byte[] before = File.ReadAllBytes(FilePath);
        string taken = Path.Combine(folder, "taken.blmmfit");
        Directory.CreateDirectory(taken);
        IOException failure = Assert.Throws<IOException>(() => posterior.Save(taken));
        Assert.Contains("could not be saved to", failure.Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => posterior.Save(Path.Combine(folder, "missing", "x.blmmfit")));
        Assert.Equal(before, File.ReadAllBytes(FilePath));
        Assert.Equal([taken, FilePath], Directory.EnumerateFileSystemEntries(folder).Order());
    }

    [Fact]
    public void The_hash_of_the_data_does_not_depend_on_their_file()
    {
        Model model = Model.Parse("y ~ x + (1 | g)");
        Table text = TableReader.Read(Write("t.csv", "g,x,y,other\na,1,2.5,q\nb,,3,r\n,0,1e-3,s\n"), model);
        Table json = TableReader.Read(Write("t.json", """[{"y":2.5,"x":1.0,"g":"a"},{"y":3,"x":null,"g":"b"},{"y":0.001,"x":-0.0,"g":null}]"""), model);
        Table changed = TableReader.Read(Write("u.csv", "g,x,y,other\na,1,2.5,q\nb,,3,r\nb,0,1e-3,s\n"), model);
        Assert.Equal(SavedFit.HashOf(model, text), SavedFit.HashOf(model, json));
        Assert.NotEqual(SavedFit.HashOf(model, text), SavedFit.HashOf(model, changed));
    }

    [Fact]
    public void A_model_of_records_is_saved_with_the_columns_that_it_uses()
    {
        var records = Enumerable.Range(0, 40).Select(i => new { Y = (i % 7) + (0.1 * i), X = i % 5, G = $"g{i % 8}", Unused = i }).ToArray();
        BoundModel model = Model.Parse("Y ~ X + (1 | G)").Bind(Table.FromRecords(records));
        Posterior posterior = model.Sample(Few, cancellationToken: TestContext.Current.CancellationToken);
        posterior.Save(FilePath);
        SavedFit saved = SavedFit.Open(FilePath);
        Assert.Equal(["Y", "X", "G"], saved.Posterior.Model.Columns.Columns.Select(column => column.Name));
        Assert.Equal(model.FitReml(), saved.Posterior.Model.FitReml(), (first, second) => first!.Criterion == second!.Criterion && first.Theta == second.Theta);
        Assert.Equal(saved.DataHash, SavedFit.HashOf(model.Specification, Table.FromRecords(records)));
    }

    private static IPosteriorEngine EngineOf(string name) => name switch
    {
        "hmc" => new HmcEngine(),
        "importance" => new ImportanceEngine(),
        "gibbs" => new GibbsEngine(),
        "vmp none" => new MessagePassingEngine(Refinement.None),
        "vmp linear" => new MessagePassingEngine(Refinement.LinearResponse),
        "vmp collapsed" => new MessagePassingEngine(Refinement.Collapsed),
        _ => new MessagePassingEngine(Refinement.Importance),
    };

    private static bool SameDraws(DrawColumn first, DrawColumn second) => first.Name == second.Name && first.Values.SequenceEqual(second.Values);

    private static double[] SamplerColumns(Posterior posterior) => [.. Enumerable.Range(0, posterior.Draws.Origin.Columns.Count)
        .SelectMany(column => Enumerable.Range(0, posterior.Draws.Count).Select(row => posterior.Draws.Origin.Value(column, row)))];

    private static Posterior Draw(string name) =>
        ModelFiles.Bind(name).Sample(Few with { Draws = 4 }, cancellationToken: TestContext.Current.CancellationToken);

    private byte[] Save()
    {
        Draw("dyestuff").Save(FilePath);
        return File.ReadAllBytes(FilePath);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private void AssertDamaged(ReadOnlySpan<byte> bytes)
    {
        File.WriteAllBytes(FilePath, bytes.ToArray());
        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() => SavedFit.Open(FilePath));
        Assert.StartsWith($"'{FilePath}' is damaged: ", refusal.Message, StringComparison.Ordinal);
    }
}
