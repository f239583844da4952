using BayesLmm.Design;
using BayesLmm.Equations;
using BayesLmm.Numerics;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Equations;

/// <summary>Both ways to solve for effects and coefficients give one distribution.</summary>
public sealed class EffectsGivenVariancesTests
{
    /// <summary>Relative to the size of the response, or of the number itself: the two ways order their sums differently.</summary>
    private const double RelativeError = 1e-8;

    [Theory]
    [InlineData("sleepstudy")]
    [InlineData("penicillin")]
    [InlineData("oats")]
    [InlineData("orthodont")]
    public void All_at_once_with_flat_priors_is_profiled_out(string name)
    {
        BoundModel model = Reference.Read("reml", name).Bind();
        int p = model.Products.FixedCount;
        JointEffectsGivenVariances joint = new(MixedModelEquations.Analyze(model.Products, [.. Enumerable.Range(0, p)]));
        ProfiledEffectsGivenVariances profiled = new(MixedModelEquations.Analyze(model.Products, []), threads: 1);
        FillFactors(joint);
        FillFactors(profiled);

        Assert.True(joint.TrySolve(1));
        Assert.True(profiled.TrySolve());

        double size = Math.Sqrt(model.Products.Fixed.Yy / model.Products.RowCount);
        AssertNear([.. profiled.ScaledEffects], [.. joint.ScaledEffects], size);
        AssertNear([.. profiled.Beta], [.. joint.Beta], size);
        double determinant = profiled.LogDeterminant + profiled.CoefficientsLogDeterminant;
        Assert.Equal(determinant, joint.LogDeterminant, RelativeError * Math.Abs(determinant));

        joint.ComputeScoresOfData();
        double squares = joint.ResidualSquares() + joint.ScaledEffects.ToArray().Sum(u => u * u);
        Assert.Equal(profiled.PenalizedSquares, squares, RelativeError * model.Products.Fixed.Yy);

        joint.ComputeInverse();
        double[] covariance = profiled.UnscaledCovariance();
        double[] variances = [.. Enumerable.Range(0, p).Select(j => covariance[(j * p) + j])];
        AssertNear(variances, [.. joint.Variances], variances.Max());
    }

    [Fact]
    public void Profiling_out_allocates_nothing()
    {
        BoundModel model = Reference.Read("reml", "sleepstudy").Bind();
        ProfiledEffectsGivenVariances profiled = new(MixedModelEquations.Analyze(model.Products, []), threads: 1);
        double[] column = new double[model.Products.EffectCount];
        FillFactors(profiled);
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            Run();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Run()
        {
            profiled.TrySolve();
            profiled.ComputeScores();
            profiled.SolvedXByCovariance();
            profiled.UnexplainedX(0, column);
            profiled.MultiplyByProjection(column);
        }
    }

    /// <summary>A lower triangular factor without zeros for every term.</summary>
    private static void FillFactors(EffectsGivenVariances given)
    {
        EquatableArray<TermShape> terms = given.Products.Terms;
        for (int k = 0; k < terms.Count; k++)
        {
            Span<double> factor = given.System.Layout.Of(k, given.Lambda);
            int r = terms[k].Width;
            for (int i = 0; i < r; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    factor[(i * r) + j] = i == j ? 0.4 + (0.3 * k) : -0.02;
                }
            }
        }
    }

    private static void AssertNear(double[] expected, double[] actual, double size) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, RelativeError * size));
}
