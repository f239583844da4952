using BayesLmm.Numerics;
using MathNet.Numerics.Distributions;

namespace BayesLmm.Tests.Posteriors.PolyaGamma;

/// <summary>
/// Numbers of the Pólya-Gamma distribution PG(m, z), exactly (Polson, Scott &amp; Windle 2013, by Devroye's alternating series): the latent precision of m
/// trials whose probability is logistic.
/// </summary>
internal static class PolyaGammaNumber
{
    /// <summary>Where the two forms of the series take over from each other.</summary>
    private const double Middle = 0.64;

    /// <summary>A number of PG(m, z), a sum of m numbers of PG(1, z).</summary>
    /// <param name="trials">m, a whole number from 1.</param>
    /// <param name="tilt">z.</param>
    /// <param name="random">The source of random numbers.</param>
    public static double Next(double trials, double tilt, RandomStream random)
    {
        double c = 0.5 * Math.Abs(tilt), sum = 0;
        for (int i = 0; i < trials; i++)
        {
            sum += 0.25 * Jacobi(c, random);
        }

        return sum;
    }

    private static double Jacobi(double c, RandomStream random)
    {
        double k = (Math.PI * Math.PI / 8) + (0.5 * c * c);
        double right = 0.5 * Math.PI / k * Math.Exp(-k * Middle), root = Math.Sqrt(1 / Middle);
        double left = 2 * Math.Exp(-c)
            * (Normal.CDF(0, 1, root * ((Middle * c) - 1)) + (Math.Exp(2 * c) * Normal.CDF(0, 1, -root * ((Middle * c) + 1))));
        while (true)
        {
            double x = random.NextUniform() < right / (right + left) ? Middle + (random.NextExponential() / k) : InverseGaussian(c, random);
            double sum = Term(0, x), y = random.NextUniform() * sum;
            for (int n = 1; ; n++)
            {
                if (n % 2 == 1)
                {
                    sum -= Term(n, x);
                    if (y <= sum)
                    {
                        return x;
                    }
                }
                else
                {
                    sum += Term(n, x);
                    if (y > sum)
                    {
                        break;
                    }
                }
            }
        }
    }

    private static double Term(int n, double x)
    {
        double half = n + 0.5;
        return x > Middle
            ? Math.PI * half * Math.Exp(-0.5 * half * half * Math.PI * Math.PI * x)
            : Math.Pow(2 / (Math.PI * x), 1.5) * Math.PI * half * Math.Exp(-2 * half * half / x);
    }

    /// <summary>An inverse Gaussian number of mean 1/c and shape 1, below the middle.</summary>
    private static double InverseGaussian(double c, RandomStream random)
    {
        if (c * Middle < 1)
        {
            while (true)
            {
                double e, other;
                do
                {
                    e = random.NextExponential();
                    other = random.NextExponential();
                }
                while (e * e > 2 * other / Middle);
                double x = Middle / ((1 + (Middle * e)) * (1 + (Middle * e)));
                if (random.NextUniform() <= Math.Exp(-0.5 * c * c * x))
                {
                    return x;
                }
            }
        }

        double mean = 1 / c;
        while (true)
        {
            double normal = random.NextNormal(), y = mean * normal * normal;
            double x = mean * (1 + (0.5 * y) - (0.5 * Math.Sqrt((4 * y) + (y * y))));
            x = random.NextUniform() > mean / (mean + x) ? mean * mean / x : x;
            if (x <= Middle)
            {
                return x;
            }
        }
    }
}
