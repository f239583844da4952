using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors;

/// <summary>The stories of binary, binomial and count responses, and what is made of their posteriors.</summary>
public sealed class FamilyModelTests
{
    public static TheoryData<string> Names => [.. ModelFiles.OtherFamilies];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_model_has_a_posterior_to_be_trusted(string name)
    {
        Posterior posterior = ModelFiles.Bind(name).Sample(new DrawOptions { Draws = 1000, Seed = 20261122 });
        Assert.True(posterior.Convergence.Trustworthy, string.Join(", ", posterior.Convergence.Findings));
        Assert.DoesNotContain(posterior.ParameterSummaries, summary => summary.Name == "sigma");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_saved_fit_opens_again_with_the_same_answers(string name)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.blmmfit");
        try
        {
            Posterior posterior = ModelFiles.Bind(name).Sample(new DrawOptions { Draws = 50, Chains = 2, Seed = 1 });
            posterior.Save(path);
            Posterior opened = SavedFit.Open(path).Posterior;

            Assert.Equal((posterior.Model.Family.Name, posterior.Model.Family.Link), (opened.Model.Family.Name, opened.Model.Family.Link));
            Assert.Equal(posterior.Model.Design.Response, opened.Model.Design.Response);
            Assert.Equal(posterior.Model.Design.Weights, opened.Model.Design.Weights);
            Assert.Equal(posterior.Model.Priors, opened.Model.Priors);
            Assert.Equal(posterior.Predict().Rows, opened.Predict().Rows);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Priors_draw_responses_of_the_family(string name)
    {
        BoundModel model = ModelFiles.Bind(name);
        PriorSimulation simulation = model.SimulatePrior(500, 3);
        Assert.DoesNotContain(simulation.Quantities, quantity => quantity.Name.StartsWith("icc", StringComparison.Ordinal) || quantity.Name == "sd(response)");
        double[] fitted = [.. simulation.Quantities.Where(quantity => quantity.Name.StartsWith("fitted", StringComparison.Ordinal))
            .SelectMany(quantity => (double[])[quantity.Lower, quantity.Median, quantity.Upper])];
        double most = model.Family.Name switch
        {
            "bernoulli" => 1,
            "binomial" => model.Design.Weights!.Max(),
            _ => double.MaxValue,
        };
        Assert.Equal(6, fitted.Length);
        Assert.All(fitted, value => Assert.InRange(value, 0, most));
        PriorPredictive response = simulation.Predictive.First(predictive => predictive.Name == "response");
        Assert.All(response.Quantiles, value => Assert.InRange(value, 0, most));
    }

    [Fact]
    public void Means_on_the_scale_of_the_response_are_the_inverse_link_of_those_on_the_scale_of_the_link()
    {
        Posterior posterior = ModelFiles.Bind("cbpp").Sample(new DrawOptions { Draws = 100, Chains = 2, Seed = 1 });
        MeansOptions options = new() { Of = ["period"], Scale = PredictedScale.Link };
        DrawnEstimate[] link = [.. posterior.Means(options).Means.Select(mean => mean.Value!)];
        DrawnEstimate[] response = [.. posterior.Means(options with { Scale = PredictedScale.Response }).Means.Select(mean => mean.Value!)];

        // A median of draws moves with a monotone function but for the two middle ones.
        Assert.All(link.Zip(response), pair => Assert.Equal(1 / (1 + Math.Exp(-pair.First.Median)), pair.Second.Median, 1e-4));
        Assert.All(response, mean => Assert.InRange(mean.Mean, 0, 1));
    }

    [Fact]
    public void Slopes_on_the_scale_of_the_response_are_derivatives_of_the_probability()
    {
        Posterior posterior = ModelFiles.Bind("bacteria").Sample(new DrawOptions { Draws = 100, Chains = 2, Seed = 1 });
        MeansOptions at = new() { At = [new PredictorValues("week", [3])], By = ["trt"] };
        double[] probabilities = Means(posterior, at), slopes = Means(posterior, at with { Slope = "week" });
        double[] coefficients = Means(posterior, at with { Slope = "week", Scale = PredictedScale.Link });

        // p (1 − p) β, up to the difference between a mean of products and the product of means.
        Assert.All(Enumerable.Range(0, 3), i => Assert.InRange(
            slopes[i] / (probabilities[i] * (1 - probabilities[i]) * coefficients[i]), 0.6, 1.4));
        Assert.All(coefficients, slope => Assert.Equal(posterior["week"].Values.ToArray().Average(), slope, 1e-9));
    }

    [Fact]
    public void Binomial_predictions_without_trials_are_probabilities_and_have_no_observations()
    {
        Posterior posterior = ModelFiles.Bind("cbpp").Sample(new DrawOptions { Draws = 50, Chains = 2, Seed = 1 });
        Table rows = Table.FromColumns("new", new NumericColumn("herd", [1, 1]), new NumericColumn("period", [1, 2]));
        Table trials = Table.FromColumns(
            "new", new NumericColumn("herd", [1, 1]), new NumericColumn("period", [1, 2]), new NumericColumn("size", [10, 20]));
        PosteriorPrediction[] probabilities = [.. posterior.Predict(rows).Rows], successes = [.. posterior.Predict(trials).Rows];

        Assert.All(probabilities, row => Assert.Null(row.Observation));
        Assert.Equal(10 * probabilities[0].Expected.Mean, successes[0].Expected.Mean, 1e-12);
        Assert.Equal(20 * probabilities[1].Expected.Mean, successes[1].Expected.Mean, 1e-12);
        Assert.All(successes, row => Assert.NotNull(row.Observation));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_needs_normal_residuals_is_refused_with_the_familys_name(string name)
    {
        BoundModel model = ModelFiles.Bind(name);
        Posterior posterior = model.Sample(new DrawOptions { Draws = 20, Chains = 1, Seed = 1 });
        Assert.Contains($"family is {model.Family.Name}", Assert.Throws<InvalidOperationException>(() => model.FitReml()).Message, StringComparison.Ordinal);
        Assert.Contains(
            $"family is {model.Family.Name}", Assert.Throws<NotSupportedException>(() => posterior.Pooling(model.GroupTerms[0].Group)).Message,
            StringComparison.Ordinal);
    }

    private static double[] Means(Posterior posterior, MeansOptions options) =>
        [.. posterior.Means(options).Means.Select(mean => mean.Value!.Mean)];
}
