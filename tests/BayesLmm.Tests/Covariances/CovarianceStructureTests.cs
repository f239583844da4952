using BayesLmm.Covariances;

namespace BayesLmm.Tests.Covariances;

public sealed class CovarianceStructureTests
{
    private const double Rounding = 1e-12;

    public static TheoryData<string, int> Cases => new(
        from bar in new[] { "|", "||" }
        from width in Enumerable.Range(1, 4)
        select (bar, width));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Parameters_and_back_give_the_covariance_matrix_of_the_factor(string bar, int width)
    {
        CovarianceStructure structure = CovarianceStructures.WithBar(bar);
        const double Scale = 1.7;
        Random random = new(width);
        double[] factor = new double[width * width];
        foreach ((int row, int column) in structure.FactorEntries(width))
        {
            factor[(row * width) + column] = row == column ? 0.5 + random.NextDouble() : random.NextDouble() - 0.5;
        }

        double[] values = structure.ReadParameters(factor, Scale, width), R = structure.Correlations(values, width);

        Assert.Equal(structure.CountParameters(width), values.Length);
        for (int i = 0; i < width; i++)
        {
            for (int j = 0; j < width; j++)
            {
                double covariance = Enumerable.Range(0, width).Sum(m => factor[(i * width) + m] * factor[(j * width) + m]);
                Assert.Equal(Scale * Scale * covariance, values[i] * values[j] * R[(i * width) + j], Rounding);
            }
        }
    }

    [Fact]
    public void Free_entries_of_an_unstructured_factor_are_its_lower_triangle_column_by_column()
    {
        Assert.Equal([(0, 0), (1, 0), (2, 0), (1, 1), (2, 1), (2, 2)], new Unstructured().FactorEntries(3));
        Assert.Equal([(0, 0), (1, 1), (2, 2)], new Diagonal().FactorEntries(3));
    }

    [Fact]
    public void Parameters_are_the_standard_deviations_and_then_the_correlations()
    {
        Assert.Equal(
            ["sd(g, a)", "sd(g, b)", "sd(g, c)", "cor(g, a, b)", "cor(g, a, c)", "cor(g, b, c)"],
            new Unstructured().Parameters("g", ["a", "b", "c"]).Select(parameter => parameter.Name));
        Assert.Equal([Parameter.Sd("g", "a"), Parameter.Sd("g", "b")], new Diagonal().Parameters("g", ["a", "b"]));
    }

    [Fact]
    public void One_effect_has_no_correlation()
    {
        Assert.Equal(new Diagonal(), new Unstructured().WithWidth(1));
        Assert.Equal(new Unstructured(), new Unstructured().WithWidth(2));
        Assert.Null(new Diagonal().DefaultCorrelationPrior);
    }

    [Fact]
    public void The_correlation_of_an_effect_without_variance_is_not_a_number() =>
        Assert.Equal([2, 0, double.NaN], new Unstructured().ReadParameters([1, 0, 0, 0], 2, 2));

    [Fact]
    public void Every_structure_has_a_name_and_a_bar_of_its_own()
    {
        Assert.Distinct(CovarianceStructures.All.Select(structure => structure.Name));
        Assert.Distinct(CovarianceStructures.All.Select(structure => structure.Bar));
    }
}
