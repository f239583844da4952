using System.Text.Json;
using System.Text.RegularExpressions;
using BayesLmm.Models;
using BayesLmm.Sampling;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors;

/// <summary>Posteriors compared with brms's with the same priors, 20,000 draws each.</summary>
public partial class ReferencePosteriorTests(ITestOutputHelper output)
{
    /// <summary>
    /// Largest difference of a mean or standard deviation in combined Monte Carlo errors. About 900 are compared; by chance one exceeds 4.5 in about
    /// one of 150 seeds.
    /// </summary>
    private const double MonteCarloErrors = 4.5;

    /// <summary>
    /// A standard deviation of slopes that may be zero, and then leaves its correlation free: no single proposal covers that well, k is about 0.7, and the
    /// verdict may be either.
    /// </summary>
    private const string Hard = "orthodont";

    /// <summary>Those whose models are in the folder <c>models</c>; others are there for predictions and comparisons.</summary>
    private static IEnumerable<string> Names => Reference.Names("posterior").Where(name => ModelFiles.Names.Contains(name));

    public static TheoryData<string> Posteriors => [.. Names];

    public static TheoryData<string> GaussianPosteriors =>
        [.. Names.Where(name => Reference.Read("posterior", name)["family"].GetString() == "gaussian")];

    [Theory]
    [MemberData(nameof(Posteriors))]
    public void Means_and_standard_deviations_are_brms(string name)
    {
        Reference reference = Reference.Read("posterior", name);
        BoundModel model = reference.Bind(PriorStatements(reference) + (reference["family"].GetString() == "student" ? "family student_t\n" : ""));
        Posterior posterior = model.Sample(model.Specification.SamplingOptions() with { Seed = 20261122, Draws = 5000 });

        Assert.Equal(0, posterior.Convergence.Divergences);
        Dictionary<string, QuantitySummary> ours = posterior.ParameterSummaries.Concat(posterior.GroupEffectSummaries).ToDictionary(s => s.Name);
        Assert.All(ours.Values, summary => Assert.True(summary.RHat < ConvergenceReport.RHatLimit, $"{summary.Name}: {summary.RHat}"));
        CheckAll(reference, model, ours);
    }

    [Theory]
    [MemberData(nameof(GaussianPosteriors))]
    public void Importance_sampling_comes_to_the_same(string name)
    {
        Reference reference = Reference.Read("posterior", name);
        BoundModel model = reference.Bind(PriorStatements(reference));
        Posterior posterior = model.Sample(model.Specification.SamplingOptions() with { Seed = 20261122, Draws = 5000 }, engine: PosteriorEngine.Importance);

        Weighted importance = Assert.IsType<Weighted>(posterior.Draws.Origin);
        output.WriteLine(
            $"{name}: {posterior.Draws.Dimension} coordinates, k {importance.ParetoShape:0.00}, {importance.PointWeights.Length} weighted draws worth "
                + $"{importance.EffectiveSampleSize:0}, "
            + $"{importance.Evaluations} values, {posterior.Draws.Elapsed.TotalSeconds:0.00} s, smallest ESS {posterior.Convergence.SmallestBulkEss:0}");
        if (name == Hard && !posterior.Convergence.Trustworthy)
        {
            Assert.Contains(posterior.Convergence.Problems, problem => problem.Contains("--engine hmc", StringComparison.Ordinal));
            return;
        }

        Assert.True(posterior.Convergence.Trustworthy, string.Join(' ', posterior.Convergence.Problems));
        CheckAll(reference, model, posterior.ParameterSummaries.Concat(posterior.GroupEffectSummaries).ToDictionary(s => s.Name));
    }

    /// <summary>The reference's models are those of the folder models, with the same priors.</summary>
    [Theory]
    [MemberData(nameof(Posteriors))]
    public void Gibbs_sampling_comes_to_the_same(string name)
    {
        Posterior posterior = LongRuns.Gibbs(name);
        output.WriteLine($"{name}: R-hat {posterior.Convergence.LargestRHat:0.000}, smallest ESS {posterior.Convergence.SmallestBulkEss:0}, "
            + $"{posterior.Draws.Elapsed.TotalSeconds:0.0} s");
        CheckAll(Reference.Read("posterior", name), posterior.Model,
            posterior.ParameterSummaries.Concat(posterior.GroupEffectSummaries).ToDictionary(s => s.Name));
    }

    internal static void CheckAll(Reference reference, BoundModel model, Dictionary<string, QuantitySummary> ours)
    {
        int compared = 0;
        foreach (JsonElement row in reference["summary"].EnumerateArray())
        {
            string variable = row.GetProperty("variable").GetString()!;
            if (variable is "lprior" or "lp__")
            {
                continue;
            }

            QuantitySummary summary = ours[OurName(variable, model)];
            CheckClose(summary.Name + " mean", row, "mean", "mcse_mean", summary.Mean, summary.MeanError);
            CheckClose(summary.Name + " sd", row, "sd", "mcse_sd", summary.Sd, summary.SdError);
            compared++;
        }

        Assert.Equal(ours.Count, compared);
    }

    private static void CheckClose(string what, JsonElement row, string property, string errorProperty, double value, double error)
    {
        double expected = row.GetProperty(property).GetDouble(), expectedError = row.GetProperty(errorProperty).GetDouble();
        double distance = Math.Abs(value - expected) / Math.Sqrt((error * error) + (expectedError * expectedError));
        Assert.True(distance < MonteCarloErrors, $"{what}: {value} against brms's {expected}, {distance:0.00} Monte Carlo errors apart");
    }

    /// <summary>The reference's priors where they are not brms's defaults, which are ours.</summary>
    internal static string PriorStatements(Reference reference)
    {
        if (!reference.Formula.StartsWith("Reaction", StringComparison.Ordinal) || reference["name"].GetString() != "sleepstudy_priors")
        {
            return "";
        }

        return string.Concat(reference["priors"].EnumerateArray()
            .Where(prior => prior.GetProperty("prior").GetString()!.Length > 0)
            .Select(
                prior => $"prior {Target(prior)} ~ {prior.GetProperty("prior").GetString()!.Replace("lkj_corr_cholesky", "lkj", StringComparison.Ordinal)}\n"));
    }

    private static string Target(JsonElement prior) => prior.GetProperty("class").GetString()! switch
    {
        "b" => prior.GetProperty("coef").GetString()!,
        "Intercept" => "intercept",
        "sd" => "sd(Subject)",
        "L" => "cor(Subject)",
        "sigma" => "sigma",
        string other => throw new InvalidDataException(other),
    };

    private static string OurName(string variable, BoundModel model)
    {
        string Effect(string name) => Reference.CoefficientName(name, model);
        if (GroupEffect().Match(variable) is { Success: true } effect)
        {
            string group = effect.Groups[1].Value;
            string level = group.Contains(':', StringComparison.Ordinal) ? effect.Groups[2].Value.Replace('_', ':') : effect.Groups[2].Value;
            return Parameter.GroupEffect(group, Level(level, group, model), Effect(effect.Groups[3].Value));
        }

        string[] parts = variable.Split("__");
        return variable switch
        {
            _ when variable.StartsWith("b_", StringComparison.Ordinal) => Effect(variable[2..]),
            _ when variable.StartsWith("sd_", StringComparison.Ordinal) => Parameter.Sd(parts[0][3..], Effect(parts[1])).Name,
            _ when variable.StartsWith("cor_", StringComparison.Ordinal) => Parameter.Cor(parts[0][4..], Effect(parts[1]), Effect(parts[2])).Name,
            _ => variable,
        };
    }

    /// <summary>brms writes blanks of level names as dots.</summary>
    private static string Level(string level, string group, BoundModel model)
    {
        GroupTerm term = model.GroupTerms.First(t => t.Group == group);
        return term.Levels.Contains(level) ? level : term.Levels.Single(other => other.Replace(' ', '.') == level);
    }

    [GeneratedRegex(@"^r_(.+)\[(.+),(.+)\]$")]
    private static partial Regex GroupEffect();
}
