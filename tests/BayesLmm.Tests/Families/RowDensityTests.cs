using BayesLmm.Families;
using BayesLmm.Numerics;

namespace BayesLmm.Tests.Families;

public sealed class RowDensityTests
{
    /// <summary>Central differences with steps of 1e-5: their own error is of order 1e-10, rounding of the sums 1e-16 n / 1e-5.</summary>
    private const double Step = 1e-5, Error = 1e-6;

    public static TheoryData<string, bool> Cases => new(
        from family in KnownFamilies.All
        from weighted in new[] { false, true }
        select (family.Name, weighted));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Derivatives_are_those_of_central_differences(string name, bool weighted)
    {
        Family family = KnownFamilies.Find(name)!;
        RandomStream random = new(3);
        for (int n = 1; n < 12; n++)
        {
            double[] y = new double[n], eta = new double[n], roots = weighted ? [.. Enumerable.Range(0, n).Select(_ => 0.5 + random.NextUniform())] : [];
            random.FillNormal(y);
            random.FillNormal(eta);
            double[] parameters = [.. family.Parameters.Select(parameter => parameter.Lower + 0.5 + random.NextUniform())];
            double[] byPredictor = new double[n], byParameters = new double[parameters.Length];
            double[] ignored = new double[n], alsoIgnored = new double[parameters.Length];
            family.Density.Evaluate(y, roots, eta, parameters, byPredictor, byParameters);
            double Difference(double[] values, int i, double step)
            {
                double before = values[i];
                values[i] = before + step;
                double right = family.Density.Evaluate(y, roots, eta, parameters, ignored, alsoIgnored);
                values[i] = before - step;
                double left = family.Density.Evaluate(y, roots, eta, parameters, ignored, alsoIgnored);
                values[i] = before;
                return (right - left) / (2 * step);
            }

            for (int i = 0; i < n; i++)
            {
                double expected = Difference(eta, i, Step);
                Assert.Equal(expected, byPredictor[i], Error * (1 + Math.Abs(expected)));
            }

            for (int i = 0; i < parameters.Length; i++)
            {
                double expected = Difference(parameters, i, Step * parameters[i]) * (family.Parameters[i].IsScale ? parameters[i] : 1);
                Assert.Equal(expected, byParameters[i], Error * (1 + Math.Abs(expected)));
            }
        }
    }

    [Fact]
    public void A_scale_too_small_for_double_precision_cannot_be_computed()
    {
        Assert.True(new GaussianDensity().IsComputableAt([1e-100]));
        Assert.False(new GaussianDensity().IsComputableAt([1e-170]));
        Assert.False(new GaussianDensity().IsComputableAt([0]));
        Assert.False(new StudentTDensity().IsComputableAt([1, 0]));
    }

    [Fact]
    public void Evaluations_allocate_nothing()
    {
        double[] y = new double[50], eta = new double[50], by = new double[50], parameters = [1, 4], byParameters = new double[2];
        foreach (Family family in KnownFamilies.All)
        {
            RowDensity density = family.Density;
            density.Evaluate(y, [], eta, parameters, by, byParameters);
            long before = GC.GetAllocatedBytesForCurrentThread();
            density.Evaluate(y, [], eta, parameters, by, byParameters);
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }
}
