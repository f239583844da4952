using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors.MessagePassing;

/// <summary>
/// Models with priors that message passing has no form for, so that others stand for them until a Metropolis step or importance weights put that right.
/// </summary>
internal static class OtherPriors
{
    private static readonly Dictionary<string, (string Reference, string Priors, string[] Replaced)> Models = new()
    {
        ["exponential, gamma and lognormal on sds"] = (
            "penicillin", "prior sd(plate) ~ exponential(1)\nprior sd(sample) ~ gamma(2, 1)\nprior sigma ~ lognormal(-0.5, 0.5)",
            ["sd(plate, intercept)", "sd(sample, intercept)", "sigma"]),
        ["uniform on a sd, logistic on the intercept"] =
            ("dyestuff", "prior sd(Batch) ~ uniform(0, 150)\nprior intercept ~ logistic(1500, 20)", ["intercept", "sd(Batch, intercept)"]),
        ["lkj(2), exponential and gamma on correlated sds, uniform on a coefficient"] = (
            "sleepstudy",
            "prior cor(Subject) ~ lkj(2)\nprior sd(Subject, intercept) ~ exponential(0.04)\nprior sd(Subject, Days) ~ gamma(2, 0.3)\nprior Days ~ uniform(0, "
                + "20)\nprior sigma ~ gamma(2, 0.05)",
            ["Days", "sd(Subject) and cor(Subject)", "sigma"]),
        ["lkj(0.7), gamma on a coefficient"] =
            ("sleepstudy", "prior cor(Subject) ~ lkj(0.7)\nprior Days ~ gamma(4, 0.4)", ["Days", "sd(Subject) and cor(Subject)"]),
    };

    public static TheoryData<string> Names => [.. Models.Keys];

    /// <summary>Which parameters' priors are replaced.</summary>
    public static string[] Replaced(string name) => Models[name].Replaced;

    public static BoundModel Bind(string name) => Reference.Read("reml", Models[name].Reference).Bind(Models[name].Priors);

    /// <summary>A long run of the No-U-Turn sampler, which has every prior.</summary>
    public static Posterior Hamiltonian(string name) => LongRuns.Hamiltonian(name, () => Bind(name));
}
