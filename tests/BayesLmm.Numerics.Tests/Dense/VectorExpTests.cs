using System.Numerics;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Numerics.Tests.Dense;

public class VectorExpTests
{
    [Fact]
    public void It_is_the_exponential_function_to_working_precision()
    {
        RandomStream random = new(1);
        double[] x =
        [
            0, -1e-300, -1e-9, -0.5 * Math.Log(2), -Math.Log(2), -707.9, -700,
            .. Enumerable.Range(0, 20000).Select(_ => -Math.Exp(12 * (random.NextUniform() - 0.5))),
        ];
        foreach (double value in x.Where(value => value >= -708))
        {
            double expected = Math.Exp(value), ours = VectorExp.OfNegative(new Vector<double>(value))[0];
            Assert.Equal(expected, ours, 5e-16 * expected);
        }
    }

    [Fact]
    public void Below_what_a_normal_number_holds_it_stays_all_but_zero()
    {
        Assert.All((double[])[-709, -1e5, double.NegativeInfinity], x => Assert.InRange(VectorExp.OfNegative(new Vector<double>(x))[0], 0, 1e-307));
    }
}
