using BayesLmm.Densities.Groups;
using BayesLmm.Numerics;

namespace BayesLmm.Tests.Densities.Groups;

public class ShiftedLatticeTests
{
    /// <summary>The integral of a normal density that is not where the points are, nor as wide: 1 whatever the shift, but for a small random error.</summary>
    [Theory]
    [InlineData(1, 16, 0.02)]
    [InlineData(2, 64, 0.02)]
    [InlineData(3, 256, 0.05)]
    [InlineData(4, 1024, 0.05)]
    public void A_normal_density_integrates_to_one(int dimension, int count, double error)
    {
        ShiftedLattice lattice = new(new LatticeRule(dimension, count));
        RandomStream random = new(2);
        const int replicates = 400;
        double sum = 0, squares = 0;
        for (int i = 0; i < replicates; i++)
        {
            lattice.Begin(random);
            lattice.Shift(random);
            double integral = 0;
            for (int m = 0; m < count; m++)
            {
                double term = Math.Exp(lattice.LogShare);
                for (int c = 0; c < dimension; c++)
                {
                    double x = (lattice.Points(c)[m] - 0.3) / 0.9;
                    term *= Math.Exp(-0.5 * x * x) / (0.9 * Math.Sqrt(2 * Math.PI) * lattice.Densities(c)[m]);
                }

                integral += term;
            }

            sum += integral;
            squares += (integral - 1) * (integral - 1);
        }

        double sd = Math.Sqrt(squares / replicates);
        Assert.InRange(sd, 0, error);
        Assert.Equal(1, sum / replicates, 4.5 * (sd + 1e-12) / Math.Sqrt(replicates));
    }

    [Fact]
    public void Points_have_a_t_distribution_with_two_degrees_of_freedom()
    {
        ShiftedLattice lattice = new(new LatticeRule(2, 24));
        RandomStream random = new(3);
        double[] limits = [-2, -0.5, 0.1, 1, 4];
        double[] below = new double[limits.Length];
        const int replicates = 500;
        for (int i = 0; i < replicates; i++)
        {
            lattice.Begin(random);
            lattice.Shift(random);
            for (int k = 0; k < limits.Length; k++)
            {
                below[k] += lattice.Points(1).ToArray().Count(x => x < limits[k]) / (double)(24 * replicates);
            }
        }

        for (int k = 0; k < limits.Length; k++)
        {
            double x = limits[k] / 0.85;
            Assert.Equal(0.5 * (1 + (x / Math.Sqrt(2 + (x * x)))), below[k], 0.01);
        }
    }
}
