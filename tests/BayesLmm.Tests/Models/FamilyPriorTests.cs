using System.Text.Json;

namespace BayesLmm.Tests.Models;

/// <summary>The default priors of binary, binomial and count responses are those of brms 2.18.</summary>
public sealed class FamilyPriorTests
{
    [Theory]
    [InlineData("cbpp", "factor period\nincidence ~ period + (1 | herd)\nfamily binomial trials size")]
    [InlineData("bacteria", "present ~ trt + week + (1 | ID)\nfamily bernoulli")]
    [InlineData("epilepsy_poisson", "factor Trt\ncount ~ zAge + zBase * Trt + (1 | patient)\nfamily poisson")]
    [InlineData("epilepsy_olre", "factor Trt\ncount ~ zAge + zBase * Trt + (1 | patient) + (1 | obs)\nfamily poisson")]
    [InlineData("salamanders_nb", "count ~ mined + spp + (1 | site)\nfamily negative_binomial")]
    public void The_default_priors_are_those_of_brms(string name, string model)
    {
        using JsonDocument reference = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("tests", "reference", "families", name + ".json")));
        BoundModel bound = Model.Parse(model).Bind(
            TableReader.Read(Repository.PathOf("examples", "data", reference.RootElement.GetProperty("data").GetString()!)));
        (string Prior, string Class)[] given = [.. reference.RootElement.GetProperty("priors").EnumerateArray()
            .Select(prior => (prior.GetProperty("prior").GetString()!, prior.GetProperty("class").GetString()!))
            .Where(prior => prior.Item1.Length > 0)];

        Assert.Equal(bound.Family.Name == "negative_binomial" ? 3 : 2, given.Length);
        foreach ((string prior, string parameter) in given)
        {
            foreach (string ours in parameter switch
            {
                "Intercept" => ["intercept"],
                "sd" => bound.GroupTerms.Select(term => Parameter.Sd(term.Group, "intercept").Name),
                _ => new[] { parameter },
            })
            {
                Assert.Equal(prior, bound.PriorOf(ours).ToString());
            }
        }

        Assert.All(bound.FixedEffects.Skip(1), effect => Assert.Equal("flat", effect.Prior.ToString()));
    }

    [Theory]
    [InlineData("logit")]
    [InlineData("probit")]
    [InlineData("cloglog")]
    [InlineData("log")]
    public void A_probability_has_the_same_default_priors_under_every_link(string link)
    {
        BoundModel bound = Model.Parse($"present ~ trt + week + (1 | ID)\nfamily bernoulli link {link}")
            .Bind(TableReader.Read(Repository.PathOf("examples", "data", "bacteria.csv")));
        Assert.Equal("student_t(3, 0, 2.5)", bound.PriorOf("intercept").ToString());
        Assert.Equal("student_t(3, 0, 2.5)", bound.PriorOf("sd(ID, intercept)").ToString());
    }

    [Fact]
    public void A_flat_prior_of_the_shape_is_refused() =>
        Assert.Contains("BL3008", Assert.Throws<ModelException>(() => Model.Parse("count ~ mined + (1 | site)\nfamily negative_binomial\nprior shape ~ flat")
            .Bind(TableReader.Read(Repository.PathOf("examples", "data", "salamanders.csv")))).Message, StringComparison.Ordinal);
}
