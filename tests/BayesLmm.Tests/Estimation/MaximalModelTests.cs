using System.Text.Json;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.Estimation;
using BayesLmm.Tests.References;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.Estimation;

/// <summary>Models with every slope over subjects and over items, correlated: 20 and 72 variance parameters, both singular.</summary>
public class MaximalModelTests
{
    /// <summary>How far above the lower of lme4's criteria ours may be.</summary>
    private const double CriterionSlack = 1e-6;

    /// <summary>The part of the information that differs by rounding.</summary>
    private const double RelativeInformation = 1e-8;

    public static TheoryData<string> Fits => [.. Reference.Names("maximal")];

    [Theory]
    [MemberData(nameof(Fits))]
    public void The_criterion_is_no_higher_than_lme4s_after_a_few_evaluations(string name)
    {
        Reference reference = Reference.Read("maximal", name);
        RemlFit fit = reference.Bind().FitReml();
        Assert.True(fit.Optimum.Converged);
        Assert.False(fit.Optimum.IsFlat);
        Assert.True(fit.Criterion <= reference["criterion"].GetDouble() + CriterionSlack, $"{fit.Criterion:R} > {reference["criterion"]}");
        Assert.InRange(fit.Optimum.Evaluations, 1, 20);
        Assert.True(fit.IsSingular);
        Assert.All(fit.Collapsed, direction => Assert.Contains(1.0, direction.Weights.Select(Math.Abs)));
    }

    [Fact]
    public void The_smaller_fits_estimates_are_lme4s()
    {
        Reference reference = Reference.Read("maximal", "maximal_2x2");
        BoundModel model = reference.Bind();
        RemlFit fit = model.FitReml();
        string[] names = [.. model.FixedEffects.Select(effect => effect.Name)];
        foreach (JsonElement row in reference["fixed"].EnumerateArray())
        {
            string name = Reference.CoefficientName(row.GetProperty("term").GetString()!, model);
            Assert.Equal(row.GetProperty("Estimate").GetDouble(), fit.FixedEffects[Array.IndexOf(names, name)].Estimate, 1e-2);
        }

        Assert.Equal(reference["sigma"].GetDouble(), fit.Sigma, 1e-2);
    }

    [Fact]
    public void The_gradient_equals_central_differences_with_eight_effects_a_level()
    {
        RemlCriterion criterion = InBasis("maximal_kb");
        System.Random random = new(4);
        double[] theta = Theta(criterion, random), gradient = new double[theta.Length];
        double value = criterion.Evaluate(theta, gradient);
        for (int repetition = 0; repetition < 6; repetition++)
        {
            double[] direction = [.. theta.Select(_ => random.NextDouble() - 0.5)];
            double difference = (criterion.Evaluate(Moved(1e-5)) - criterion.Evaluate(Moved(-1e-5))) / 2e-5;
            double slope = gradient.Zip(direction, (g, u) => g * u).Sum();
            Assert.Equal(difference, slope, 1e-9 * Math.Abs(value) / 1e-5 * 0.1);
            double[] Moved(double step) => [.. theta.Zip(direction, (x, u) => x + (step * u))];
        }
    }

    [Theory]
    [InlineData("maximal_kb")]
    [InlineData("maximal_2x2")]
    public void The_information_of_all_entries_at_once_is_that_of_one_after_the_other(string name)
    {
        // At a multiple c of the identity ∂Σ/∂T_ab is c (E_ab + E_ba), and the part of the Hessian that is linear in Σ is 2G_ac within a column, 2Gc the
        // gradient.
        const double c = 0.4;
        RemlCriterion criterion = InBasis(name);
        IReadOnlyList<CovarianceEntry> entries = VarianceInformation.Entries(criterion.Products);
        int d = entries.Count;
        double[] theta = [.. Enumerable.Range(0, d).Select(i => criterion.Layout.IsDiagonal(i) ? c : 0)];
        criterion.Evaluate(theta, new double[d]);
        Matrix<double> expected = new AverageInformation(criterion).Compute(), F = Matrix<double>.Build.Dense(d, d);
        new CovarianceInformation(criterion, entries).Compute(F);
        double largest = expected.Enumerate().Max(Math.Abs);
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
            {
                (int k, int a, int b) = entries[i];
                (int l, int e, int f) = entries[j];
                double fromF = c * c * (a == b ? 2 : 1) * (e == f ? 2 : 1) * F[i, j];
                double linear = k == l && b == f ? criterion.Factors.Of(k, criterion.GradientByFactors)[(a * criterion.Products.Terms[k].Width) + e] / c : 0;
                Assert.Equal(expected[i, j], fromF + linear, RelativeInformation * largest);
            }
        }
    }

    [Fact]
    public void Turned_products_are_those_of_another_basis()
    {
        CrossProducts products = Reference.Read("maximal", "maximal_2x2").Bind().Products;
        EffectBasis basis = OrthonormalBasis.Of(products);
        CrossProducts expected = products.InBasis(basis);
        EffectFactors layout = new(products.Terms);
        double[] bases = new double[layout.Length];
        for (int k = 0; k < products.Terms.Count; k++)
        {
            basis.Of(k)!.CopyTo(layout.Of(k, bases.AsSpan()));
        }

        RotatedProducts rotated = new(products);
        rotated.Rotate(bases, layout.Starts);
        AssertEqual(expected.ZX, rotated.Products.ZX);
        AssertEqual(expected.ZY, rotated.Products.ZY);
        AssertEqual(expected.Blocks.Values, rotated.Products.Blocks.Values);
    }

    [Fact]
    public void More_effects_than_rows_in_a_cell_end_with_the_singular_directions_named()
    {
        // 31 subjects with eight slopes, one row a condition: as many effects as rows of a subject.
        System.Random random = new(7);
        System.Text.StringBuilder text = new("y,g,a,b,c\n");
        for (int g = 0; g < 31; g++)
        {
            double level = random.NextDouble();
            for (int cell = 0; cell < 8; cell++)
            {
                text.AppendLine(FormattableString.Invariant(
                    $"{level + random.NextDouble() + random.NextDouble()},g{g},{(2 * (cell & 1)) - 1},{(cell & 2) - 1},{((cell & 4) / 2) - 1}"));
            }
        }

        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".csv");
        File.WriteAllText(path, text.ToString());
        try
        {
            BoundModel model = Model.Parse("y ~ a*b*c + (a*b*c - a:b:c | g)").Bind(TableReader.Read(path));
            RemlFit fit = model.FitReml();
            Assert.True(fit.Optimum.Converged || fit.Undetermined is not null);
            Assert.NotEmpty(fit.Collapsed);
            Assert.InRange(fit.Optimum.Evaluations, 1, 100);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static RemlCriterion InBasis(string name)
    {
        CrossProducts products = Reference.Read("maximal", name).Bind().Products;
        return new RemlCriterion(products.InBasis(OrthonormalBasis.Of(products)));
    }

    private static double[] Theta(RemlCriterion criterion, System.Random random) =>
        [.. Enumerable.Range(0, criterion.Layout.Dimension)
            .Select(i => criterion.Layout.IsDiagonal(i) ? 0.1 + (0.4 * random.NextDouble()) : 0.2 * (random.NextDouble() - 0.5))];

    private static void AssertEqual(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-10 * Math.Max(1, Math.Abs(expected[i])));
        }
    }
}
