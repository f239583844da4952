using BayesLmm.Design.Products;
using BayesLmm.Estimation;
using BayesLmm.Tests.Estimation;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Design;

public class EffectBasisTests
{
    private const double Rounding = 1e-9;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 30)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_criterion_is_the_same_in_either_basis(int seed)
    {
        System.Random random = new(seed);
        CrossProducts written = RandomModels.Bind(random).Products;
        EffectBasis basis = OrthonormalBasis.Of(written);
        RemlCriterion there = new(written.InBasis(basis)), here = new(written);
        double[] theta =
            [.. Enumerable.Range(0, there.Layout.Dimension).Select(i => there.Layout.IsDiagonal(i) ? random.NextDouble() : random.NextDouble() - 0.5)];
        double[] lambda = new double[there.Factors.Length], back = new double[theta.Length];
        there.Layout.Expand(theta, lambda);
        for (int k = 0; k < written.Terms.Count; k++)
        {
            basis.FactorToWritten(k, there.Factors.Of(k, lambda.AsSpan()));
        }

        here.Layout.Gather(lambda, back);
        double expected = there.Evaluate(theta);
        Assert.Equal(expected, here.Evaluate(back), Rounding * Math.Max(1, Math.Abs(expected)));

        double[] effects = [.. there.Given.ScaledEffects], writtenEffects = [.. here.Given.ScaledEffects];
        there.Factors.Multiply(there.Given.Lambda, effects);
        basis.ToWritten(effects);
        here.Factors.Multiply(here.Given.Lambda, writtenEffects);
        Assert.All(effects.Zip(writtenEffects), pair => Assert.Equal(pair.Second, pair.First, 1e-7));
        for (int k = 0; k < written.Terms.Count; k++)
        {
            basis.FactorFromWritten(k, there.Factors.Of(k, lambda.AsSpan()));
        }

        here.Layout.Gather(lambda, back);
        Assert.All(theta.Zip(back), pair => Assert.Equal(pair.First, pair.Second, Rounding));
    }

    [Fact]
    public void The_columns_of_a_correlated_term_are_orthogonal_and_of_unit_mean_square()
    {
        CrossProducts products = ModelFiles.Bind("sleepstudy").Products;
        CrossProducts orthonormal = products.InBasis(OrthonormalBasis.Of(products));
        double[] gram = new double[4];
        for (int level = 0; level < orthonormal.Blocks.LevelCount; level++)
        {
            for (int i = 0; i < 4; i++)
            {
                gram[i] += orthonormal.Blocks.Values[(4 * level) + i] / products.RowCount;
            }
        }

        Assert.Equal([1.0, 0, 0, 1], gram.Select(value => Math.Round(value, 12)));
        Assert.True(OrthonormalBasis.Of(ModelFiles.Bind("penicillin").Products).IsIdentity);
    }
}
