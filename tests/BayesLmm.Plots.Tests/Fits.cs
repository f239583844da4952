using BayesLmm.Engines;
using BayesLmm.Engines.Choice;

namespace BayesLmm.Plots.Tests;

/// <summary>Fits to draw, made once; short, because figures do not care how good they are.</summary>
internal static class Fits
{
    public const int Chains = 3;
    public const int Draws = 200;

    private static readonly Lazy<Posterior> SleepstudyFit = new(() => Sample(Bind("sleepstudy", "Reaction ~ Days + (Days | Subject)")));
    private static readonly Lazy<Posterior> OrthodontFit = new(() => Sample(Bind("orthodont", "distance ~ age * Sex + (1 | Subject)")));
    private static readonly Lazy<Posterior> PenicillinFit = new(() => Sample(Bind("penicillin", "diameter ~ 1 + (1 | plate) + (1 | sample)")));
    private static readonly Lazy<Posterior> WithoutGroupsFit = new(() => Sample(Bind("sleepstudy", "Reaction ~ Days")));
    private static readonly Lazy<Posterior> Dyestuff2Fit = new(() => Sample(Bind("dyestuff2", "Yield ~ 1 + (1 | Batch)")));
    private static readonly Lazy<Posterior> RadonFit = new(() => Sample(Bind("radon", "log_radon ~ floor + log_uranium + (1 + floor | county)")));

    /// <summary>Six parameters, of them a correlation, and 36 group effects.</summary>
    public static Posterior Sleepstudy => SleepstudyFit.Value;

    /// <summary>A number and a factor that interact.</summary>
    public static Posterior Orthodont => OrthodontFit.Value;

    /// <summary>Whole numbers as the response, no predictors, two grouping factors.</summary>
    public static Posterior Penicillin => PenicillinFit.Value;

    /// <summary>No grouping factor.</summary>
    public static Posterior WithoutGroups => WithoutGroupsFit.Value;

    /// <summary>A standard deviation whose REML estimate is 0.</summary>
    public static Posterior Dyestuff2 => Dyestuff2Fit.Value;

    /// <summary>85 levels.</summary>
    public static Posterior Radon => RadonFit.Value;

    /// <summary>Draws of an approximation, which are no chains, and draws of chains without the No-U-Turn sampler's columns.</summary>
    public static IEnumerable<Posterior> OtherKinds
    {
        get
        {
            BoundModel model = Bind("dyestuff2", "Yield ~ 1 + (1 | Batch)");
            return [model.SampleWith(new MessagePassingEngine(Refinement.None), Options), model.SampleWith(new GibbsEngine(warmup: 50), Options)];
        }
    }

    private static DrawOptions Options => new() { Chains = Chains, Draws = Draws, Seed = 20261123 };

    private static BoundModel Bind(string data, string formula) => Model.Parse(formula).Bind(TableReader.Read(PathOf("examples", "data", data + ".csv")));

    private static Posterior Sample(BoundModel model) => model.SampleWith(new AutoEngine(new HmcOptions { Warmup = 200, TargetAcceptance = 0.8 }), Options);

    /// <summary>A short posterior of every model in <c>models/</c>, with its file's name.</summary>
    public static IEnumerable<(string Name, Posterior Posterior)> OfAllModels() =>
        Directory.EnumerateFiles(PathOf("models"), "*.blmm").Order(StringComparer.Ordinal).Select(path =>
        {
            Model model = Model.Parse(File.ReadAllText(path), path);
            BoundModel bound = model.Bind(TableReader.Read(Path.Combine(Path.GetDirectoryName(path)!, model.DataPath!)));
            return (Path.GetFileName(path), Brief(bound));
        })
        .Append(("known errors", Brief(Bind("sleepstudy", "Reaction ~ Days + (1 | Subject)\nknown_se 20 + Days"))))
        .Append(("no groups", Brief(Bind("sleepstudy", "Reaction ~ poly(Days, 2)"))))
        .Append(("nothing but an intercept", Brief(Bind("dyestuff", "Yield ~ 1"))))
        .Append(("a factor of numbers", Brief(Bind("sleepstudy", "Reaction ~ factor(Days) + (1 | Subject)"))))
        .Append(("an approximation", OtherKinds.First()))
        .Append(("one chain", Bind("dyestuff", "Yield ~ 1 + (1 | Batch)").SampleWith(
            new AutoEngine(new HmcOptions { Warmup = 60 }), new DrawOptions { Chains = 1, Draws = 20, Seed = 1 })));

    private static Posterior Brief(BoundModel model) =>
        model.SampleWith(new AutoEngine(new HmcOptions { Warmup = 60 }), new DrawOptions { Chains = 2, Draws = 20, Seed = 1 });

    /// <summary>The path of a file or folder of the repository.</summary>
    public static string PathOf(params string[] parts)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BayesLmm.sln")))
        {
            folder = folder.Parent;
        }

        return folder is null
            ? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds BayesLmm.sln.")
            : Path.Combine([folder.FullName, .. parts]);
    }
}
