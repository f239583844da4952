using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.FactorGraphs.Variational;
using BayesLmm.Numerics;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.FactorGraphs.Approximations;

public class ApproximationMomentsTests
{
    [Fact]
    public void Parameters_and_group_effects_have_the_names_and_the_order_of_the_model()
    {
        BoundModel model = Reference.Read("reml", "sleepstudy").Bind();

        ApproximationMoments moments = ApproximationMoments.From(model, Approximate(model));

        Assert.Equal(model.Parameters.Select(parameter => parameter.Name), moments.Parameters.Select(quantity => quantity.Name));
        Assert.Equal(36, moments.GroupEffects.Count);
        Assert.Equal("Subject[308, Days]", moments.GroupEffects[1].Name);
    }

    [Fact]
    public void Coefficients_are_on_the_scale_of_the_model_as_written()
    {
        const int draws = 20_000;
        BoundModel model = Reference.Read("reml", "sleepstudy").Bind();
        VariationalApproximation approximation = Approximate(model);
        ApproximationMoments moments = ApproximationMoments.From(model, approximation);
        RandomStream random = new(3);
        int q = model.Products.EffectCount;
        double[] normals = new double[q + 2], draw = new double[q + 2];
        double sum = 0, squares = 0;
        for (int i = 0; i < draws; i++)
        {
            for (int e = 0; e < normals.Length; e++)
            {
                normals[e] = random.NextNormal();
            }

            approximation.Effects.Draw(normals, draw);
            double[] beta = [draw[q] + model.Products.Fixed.Reference[0], draw[q + 1] + model.Products.Fixed.Reference[1]];
            model.Products.Fixed.Coordinates.Uncenter(beta);
            sum += beta[0];
            squares += beta[0] * beta[0];
        }

        // Four Monte Carlo errors.
        QuantityMoments intercept = moments.Parameters[0];
        double mean = sum / draws;
        Assert.Equal(mean, intercept.Mean, 4 * intercept.Sd / Math.Sqrt(draws));
        Assert.Equal(1, Math.Sqrt((squares / draws) - (mean * mean)) / intercept.Sd, 4 / Math.Sqrt(2 * draws));
    }

    [Fact]
    public void What_is_constant_has_its_value_and_no_spread()
    {
        BoundModel model = Reference.Read("reml", "sleepstudy").Bind("prior Days ~ constant(10)\nprior sigma ~ constant(25)");

        ApproximationMoments moments = ApproximationMoments.From(model, Approximate(model));

        Assert.Equal(new QuantityMoments("Days", 10, 0), moments.Parameters[1]);
        Assert.Equal(new QuantityMoments("sigma", 25, 0), moments.Parameters[^1]);
    }

    private static VariationalApproximation Approximate(BoundModel model)
    {
        ConjugateModel graph = ConjugateCompiler.Compile(model);
        PrecisionMarginal residual =
            graph.Residual is PrecisionPrior.Fixed known ? PrecisionMarginal.Known(known.Value) : PrecisionMarginal.Gamma(80, 80 * 25 * 25);
        EquatableArray<CovarianceMarginal> terms = [new CovarianceMarginal.Correlated(11, [11 * 600.0, 50, 50, 11 * 35.0])];
        EquatableArray<double> mixing = graph.Coefficients.Select(_ => 1.0).ToEquatableArray();
        return new VariationalApproximation(graph, EffectsGivenPrecisions.Solve(model.Products, graph.Coefficients, residual, terms, mixing), residual, terms,
            mixing, double.NaN);
    }
}
