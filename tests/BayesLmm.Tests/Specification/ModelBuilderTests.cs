using BayesLmm.Distributions;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Specification;

public class ModelBuilderTests
{
    /// <summary>Builders beside the texts that say the same.</summary>
    public static TheoryData<string, ModelBuilder, string> Pairs => new()
    {
        {
            "sleepstudy",
            Model.For("Reaction").Fixed("Days").Random("Subject", "Days").Factor("Subject").Prior("sigma", new Exponential(0.02))
                .Prior("cor(Subject)", new Lkj(2)),
            "factor Subject\nReaction ~ 1 + Days + (1 + Days | Subject)\nprior sigma ~ exponential(0.02)\nprior cor(Subject) ~ lkj(2)"
        },
        { "sleepstudy", Model.For("log(Reaction)").Fixed("0", "Days").UncorrelatedRandom("Subject", "Days"), "log(Reaction) ~ 0 + Days + (Days || Subject)" },
        {
            "sleepstudy",
            Model.For("Reaction").Let("week", "Days / 7").Where("Days >= 2").Fixed("week").Random("Subject"),
            "let week = Days / 7\nwhere Days >= 2\nReaction ~ week + (1 | Subject)"
        },
        {
            "machines",
            Model.For("score").Fixed("Machine").Random("Worker", "0", "Machine").Factor("Machine", reference: "B"),
            "factor Machine reference B\nscore ~ Machine + (0 + Machine | Worker)"
        },
        {
            "oats",
            Model.For("yield").Fixed("nitro").Fixed("Variety").Random("Block/Variety").Factor("Variety", contrasts: "sum"),
            "factor Variety contrasts sum\nyield ~ nitro + Variety + (1 | Block/Variety)"
        },
        {
            "orthodont",
            Model.For("distance").Fixed("age * Sex").Random("Subject", "age").Prior("coefficients", new Normal(0, 2.5)),
            "distance ~ age * Sex + (age | Subject)\nprior coefficients ~ normal(0, 2.5)"
        },
        {
            "cbpp",
            Model.For("incidence").Fixed("period").Random("herd").Factor("period").Family("binomial", trials: "size", link: "probit"),
            "factor period\nincidence ~ period + (1 | herd)\nfamily binomial trials size, link probit"
        },
        {
            "epilepsy",
            Model.For("count").Fixed("zBase").Random("patient").Family("negative_binomial").Prior("shape", new Gamma(2, 1)),
            "count ~ zBase + (1 | patient)\nfamily negative_binomial\nprior shape ~ gamma(2, 1)"
        },
        {
            "penicillin",
            Model.For("diameter").Random("plate").Random("sample").Statement("sample chains 2, seed 7"),
            "diameter ~ 1 + (1 | plate) + (1 | sample)\nsample chains 2, seed 7"
        },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_built_model_equals_the_one_of_the_text(string data, ModelBuilder builder, string text)
    {
        Table table = TableReader.Read(Repository.PathOf("examples", "data", data + ".csv"));
        BoundModel built = builder.Build().Bind(table), parsed = Model.Parse(text).Bind(table);

        Assert.Equal(parsed.FixedEffects, built.FixedEffects);
        Assert.Equal(parsed.GroupTerms, built.GroupTerms);
        Assert.Equal((parsed.Family.Name, parsed.Family.Link), (built.Family.Name, built.Family.Link));
        Assert.Equal(parsed.FamilyPriors, built.FamilyPriors);
        Assert.Equal(parsed.Priors, built.Priors);
        Assert.Equal(parsed.Design.Response, built.Design.Response);
        Assert.Equal(parsed.Specification.SamplingOptions(), built.Specification.SamplingOptions());
        Assert.True(parsed.Products.ZX.SequenceEqual(built.Products.ZX));
    }

    [Fact]
    public void The_text_is_the_model_in_the_language() => Assert.Equal(
        "Reaction ~ 1 + Days + (1 + Days | Subject)\nfactor Subject\nprior sigma ~ exponential(0.02)\n",
        Model.For("Reaction").Fixed("Days").Random("Subject", "Days").Factor("Subject").Prior("sigma", new Exponential(0.02)).Text);

    [Fact]
    public void Every_distribution_is_written_as_the_language_reads_it()
    {
        Distribution[] all =
        [
            new Normal(-1e-7, 2e10), new StudentT(3, -1.5, 2), new Cauchy(0, 1), new Laplace(0, 1), new Logistic(0, 1), new Uniform(-3, 1e21),
            new Exponential(0.1), new Gamma(2, 3),
            new InverseGamma(2, 3), new LogNormal(-0.5, 1), new Flat(), new Constant(-2),
        ];
        Table table = TableReader.Read(Repository.PathOf("examples", "data", "sleepstudy.csv"));
        foreach (Distribution distribution in all)
        {
            Assert.Equal(distribution, Model.For("Reaction").Fixed("Days").Prior("Days", distribution).Build().Bind(table).FixedEffects[1].Prior);
        }
    }

    [Fact]
    public void A_builder_is_not_changed_by_what_is_built_on_it()
    {
        ModelBuilder start = Model.For("y").Fixed("x");

        Assert.Equal("y ~ 1 + x + z\n", start.Fixed("z").Text);
        Assert.Equal("y ~ 1 + x\n", start.Text);
    }

    [Fact]
    public void Wrong_models_have_the_diagnostics_of_the_text()
    {
        ModelBuilder builder = Model.For("y").Fixed("x +").Prior("sigma", new Normal(0, 1)).Statement("sample chians 4");

        ModelException exception = Assert.Throws<ModelException>(builder.Build);
        Assert.False(builder.TryBuild(out Model? model, out var diagnostics));
        Assert.Null(model);
        Assert.Equal(exception.Diagnostics, diagnostics);
        Assert.Equal(Assert.Throws<ModelException>(() => Model.Parse(builder.Text)).Diagnostics, diagnostics);
        Assert.Contains(diagnostics, diagnostic => diagnostic.Suggestion == "chains");
    }

    [Fact]
    public void Column_names_that_are_no_plain_names_are_quoted() =>
        Assert.Equal("y ~ 1\nfactor `school class` reference \"1 a\"\n", Model.For("y").Factor("school class", reference: "1 a").Text);
}
