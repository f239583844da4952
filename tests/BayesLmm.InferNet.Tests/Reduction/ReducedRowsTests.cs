using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.InferNet.Reduction;

namespace BayesLmm.InferNet.Tests.Reduction;

public class ReducedRowsTests
{
    /// <summary>Rounding of products of some hundred rows, relative to yᵀy.</summary>
    private const double Rounding = 1e-9;

    private static readonly Random Source = new(20261123);

    public static TheoryData<string, string, string, int> Models => new()
    {
        // The expected rank: with an intercept, each factor but the first loses one indicator, and the intercept is their sum.
        { "dyestuff", Examples.Dyestuff, "", 6 },
        { "penicillin", Examples.Penicillin, "", 24 + 6 - 1 },
        { "sleepstudy", Examples.Slopes, "", 36 },
        { "pastes", Examples.Pastes, "", 30 },
        { "sleepstudy", "Reaction ~ 1 + Days", "", 2 },
        { "sleepstudy", Examples.Intercepts, "prior Days ~ constant(9)\nweights 1 + Days\noffset 2 * Days", 18 },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Reduced_rows_have_the_residual_of_the_data_at_every_theta(string data, string model, string priors, int rank)
    {
        BoundModel bound = Examples.Bind(data, model, priors);
        ConjugateModel graph = ConjugateCompiler.Compile(bound, ConjugateForm.MatrixF);
        DenseDesign dense = DenseDesign.Of(bound, graph);

        ReducedRows reduced = ReducedRows.Of(JointProducts.Of(bound.Products, graph.Coefficients));

        Assert.Equal(rank, reduced.Rank);
        for (int trial = 0; trial < 20; trial++)
        {
            double[] theta = [.. Enumerable.Range(0, dense.Order).Select(_ => 100 * (Source.NextDouble() - 0.5))];
            double expected = dense.ResidualSquares(theta), actual = reduced.ResidualSquares;
            for (int i = 0; i < reduced.Rank; i++)
            {
                double residual = reduced.Responses[i] - reduced.Rows[i].Zip(theta, (x, t) => x * t).Sum();
                actual += residual * residual;
            }

            Assert.Equal(1, actual / expected, Rounding);
        }
    }
}
