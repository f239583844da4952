using System.Globalization;
using BayesLmm.Cli.Inputs;
using BayesLmm.Engines.Choice;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.Saved;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Cli.Fits;

/// <summary>What the command line asked of a fit, as its file keeps it: an option and its value each, and none that the command line did not give.</summary>
internal static class SavedSettings
{
    private const string Engine = "--engine", Refine = "--refine", Algorithm = "--algorithm", Chains = "--chains", Draws = "--draws", Warmup = "--warmup",
        Seed = "--seed", TargetAcceptance = "--target-acceptance", MaxTreeDepth = "--max-tree-depth", Data = "--data", Factor = "--factor",
        ExpectationPropagation = "ep";

    /// <summary>The settings of a fit.</summary>
    /// <param name="request">The model and its data.</param>
    /// <param name="sampling">What overrides the model's own settings.</param>
    /// <param name="engines">The engine.</param>
    public static EquatableArray<FitSetting> Of(ModelRequest request, SamplingSettings sampling, EngineSettings engines)
    {
        List<FitSetting> settings = [];
        void Add(string name, IFormattable? value)
        {
            if (value is not null)
            {
                settings.Add(new FitSetting(name, value.ToString("R", CultureInfo.InvariantCulture)));
            }
        }

        if (engines.Engine != AutoEngine.Id)
        {
            settings.Add(new FitSetting(Engine, engines.Engine));
        }

        if (engines.Refinement != Refinement.Importance)
        {
            settings.Add(new FitSetting(Refine, EngineWords.Option(engines.Refinement)));
        }

        if (engines.ExpectationPropagation && engines.Engine == InferNetEngine.Id)
        {
            settings.Add(new FitSetting(Algorithm, ExpectationPropagation));
        }

        Add(Chains, sampling.Chains);
        Add(Draws, sampling.Draws);
        Add(Warmup, sampling.Warmup);
        Add(Seed, sampling.Seed);
        Add(TargetAcceptance, sampling.TargetAcceptance);
        Add(MaxTreeDepth, sampling.MaxTreeDepth);
        if (request.Data is { } data)
        {
            settings.Add(new FitSetting(Data, Path.GetFullPath(data)));
        }

        settings.AddRange(request.Factors.Select(factor => new FitSetting(Factor, factor)));
        return settings.ToEquatableArray();
    }

    /// <summary>What a fit was asked to do; see <see cref="Of"/>.</summary>
    public static (SamplingSettings Sampling, EngineSettings Engines) Read(IReadOnlyList<FitSetting> settings)
    {
        string? Find(string name) => settings.FirstOrDefault(setting => setting.Name == name)?.Value;
        int? Whole(string name) => int.TryParse(Find(name), CultureInfo.InvariantCulture, out int value) ? value : null;
        SamplingSettings sampling = new()
        {
            Chains = Whole(Chains),
            Draws = Whole(Draws),
            Warmup = Whole(Warmup),
            Seed = ulong.TryParse(Find(Seed), CultureInfo.InvariantCulture, out ulong seed) ? seed : null,
            TargetAcceptance = double.TryParse(Find(TargetAcceptance), CultureInfo.InvariantCulture, out double target) ? target : null,
            MaxTreeDepth = Whole(MaxTreeDepth),
        };
        EngineSettings engines = new()
        {
            Engine = Find(Engine) ?? AutoEngine.Id,
            Refinement = Enum.GetValues<Refinement>().FirstOrDefault(refinement => EngineWords.Option(refinement) == Find(Refine), Refinement.Importance),
            ExpectationPropagation = Find(Algorithm) == ExpectationPropagation,
        };
        return (sampling, engines);
    }

    /// <summary>The engine that made a fit, with its options, to fit the model again.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="sampling">The settings of a fit that was not saved.</param>
    /// <param name="engines">The engine of a fit that was not saved.</param>
    public static IPosteriorEngine EngineOf(FitResult fit, SamplingSettings sampling, EngineSettings engines)
    {
        if (fit.Input.Saved is { } saved)
        {
            (sampling, engines) = Read(saved.Source.Settings);
        }

        return EngineChoice.Of(engines.Engine).Create(engines with { Hmc = sampling.Override(HmcOptions.From(fit.Input.Model.Specification)) });
    }

    /// <summary>The data file and the factors that the command line named.</summary>
    public static (string? Data, IReadOnlyList<string> Factors) ReadRequest(IReadOnlyList<FitSetting> settings) => (
        settings.FirstOrDefault(setting => setting.Name == Data)?.Value,
        [.. settings.Where(setting => setting.Name == Factor).Select(setting => setting.Value)]);

    /// <summary>Settings with others in the place of those of the same name.</summary>
    public static EquatableArray<FitSetting> Override(IReadOnlyList<FitSetting> settings, IReadOnlyList<FitSetting> by) =>
        settings.Where(setting => by.All(other => other.Name != setting.Name)).Concat(by).ToEquatableArray();

    /// <summary>The options whose values differ, but for those of model and data, which are compared by what is in them.</summary>
    public static IEnumerable<string> Differences(IReadOnlyList<FitSetting> first, IReadOnlyList<FitSetting> second) =>
        first.Except(second).Concat(second.Except(first)).Select(setting => setting.Name).Distinct().Where(name => name is not (Data or Factor));

    /// <summary>Refuses settings that the draws of a saved fit can no longer follow.</summary>
    /// <exception cref="ModelException">There are some.</exception>
    public static void Require(SamplingSettings sampling, EngineSettings engines, SavedFit? saved)
    {
        if (saved is null)
        {
            return;
        }

        string[] given = [.. Of(new ModelRequest(saved.Path, null, []), sampling, engines).Select(setting => setting.Name)];
        if (given.Length > 0)
        {
            throw InputDiagnostics.SavedFitIsFixed(saved.Path, string.Join(", ", given));
        }
    }
}
