using BayesLmm.Estimation.Comparison;
using BayesLmm.Tests.References;
using MathNet.Numerics.Distributions;

namespace BayesLmm.Tests.Estimation.Laplace;

public class LaplaceComparisonTests
{
    [Fact]
    public void Fixed_effects_are_tested_by_the_likelihood_ratio_whichever_model_comes_first()
    {
        LaplaceFit large = GeneralizedModels.Named("cbpp").FitLaplace();
        LaplaceFit small = GeneralizedModels.Bind("cbpp.csv", "incidence ~ 1 + (1 | herd)\nfamily binomial trials size").FitLaplace();
        LikelihoodRatioTest test = large.CompareLikelihood(small).Test!;
        Assert.Equal(small.Deviance - large.Deviance, test.Statistic, 1e-9);
        Assert.Equal((3, 0), (test.DegreesOfFreedom, test.BoundaryVariances));
        Assert.Equal(1 - ChiSquared.CDF(3, test.Statistic), test.PValue, 1e-12);
        Assert.Equal(test.Statistic, small.CompareLikelihood(large).Test!.Statistic);
    }

    [Fact]
    public void A_variance_is_tested_by_the_mixture_that_holds_at_its_boundary()
    {
        LikelihoodRatioTest test =
            GeneralizedModels.Named("epilepsy").FitLaplace().CompareLikelihood(GeneralizedModels.Named("epilepsy_olre").FitLaplace()).Test!;
        Assert.Equal((1, 1), (test.DegreesOfFreedom, test.BoundaryVariances));
        Assert.Equal(0.5 * test.PValue, test.MixturePValue!.Value, 1e-12);

        // The references' log likelihoods: −672.7914 and −628.1628.
        Assert.Equal(2 * (672.791434797589 - 628.162757728712), test.Statistic, 1e-4);
    }

    [Fact]
    public void A_poisson_model_is_the_negative_binomial_with_an_infinite_shape()
    {
        LaplaceFit poisson = GeneralizedModels.Named("salamanders").FitLaplace(), negative = GeneralizedModels.Named("salamanders_nb").FitLaplace();
        LikelihoodRatioTest test = negative.CompareLikelihood(poisson).Test!;
        Assert.Equal((1, 1), (test.DegreesOfFreedom, test.BoundaryVariances));
        Assert.Equal(2 * (972.403732834735 - 826.202204564173), test.Statistic, 1e-3);
    }

    [Fact]
    public void Other_links_responses_and_approximations_are_not_tested()
    {
        LaplaceFit logit = GeneralizedModels.Named("bacteria").FitLaplace(), probit = GeneralizedModels.Named("bacteria probit").FitLaplace();
        LaplaceComparison links = logit.CompareLikelihood(probit);
        Assert.Equal((ModelRelation.NotNested, null), (links.Relation, links.Test));
        Assert.True(links.AreCriteriaComparable);
        LaplaceComparison approximations =
            logit.CompareLikelihood(GeneralizedModels.Named("bacteria").FitLaplace(new LaplaceOptions { Quadrature = 9 }));
        Assert.False(approximations.AreCriteriaComparable);
        Assert.Null(logit.CompareLikelihood(GeneralizedModels.Named("cbpp").FitLaplace()).Test);
    }
}
