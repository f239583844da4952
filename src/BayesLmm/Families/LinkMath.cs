using BayesLmm.Numerics.Dense;

namespace BayesLmm.Families;

/// <summary>Functions of the linear predictor that neither overflow nor cancel.</summary>
internal static class LinkMath
{
    /// <summary>Below this Φ is computed by Mills' ratio: erfc loses nothing above, and the continued fraction has converged below.</summary>
    private const double MillsFrom = -5;

    private const int MillsTerms = 60;

    /// <summary>log(1 + eˣ).</summary>
    public static double Log1PExp(double x) => Math.Max(x, 0) + NearOne.LogOnePlus(Math.Exp(-Math.Abs(x)));

    /// <summary>1/(1 + e⁻ˣ).</summary>
    public static double Sigmoid(double x)
    {
        double e = Math.Exp(-Math.Abs(x));
        return x >= 0 ? 1 / (1 + e) : e / (1 + e);
    }

    /// <summary>log Φ(x), λ = φ(x)/Φ(x), s = λ + x and s (λ + s) − 1, all without cancellation.</summary>
    public static NormalTail LogNormalProbability(double x)
    {
        double logDensity = (-0.5 * x * x) - NormalConstants.HalfLog2Pi;
        if (x < MillsFrom)
        {
            // λ = t + s, s = 1/(t + r), r = 2/(t + v), v = 3/(t + …), t = −x (Laplace's continued fraction); s (λ + s) − 1 = s (2s − r).
            double t = -x, v = 0;
            for (int k = MillsTerms; k >= 3; k--)
            {
                v = k / (t + v);
            }

            double r = 2 / (t + v), s = 1 / (t + r);
            return new(logDensity - Math.Log(t + s), t + s, s, s * 2 * (v - r) / ((t + r) * (t + v)));
        }

        double log = x > 5 ? NearOne.LogOnePlus(-0.5 * MathNet.Numerics.SpecialFunctions.Erfc(x / Math.Sqrt(2)))
            : Math.Log(0.5 * MathNet.Numerics.SpecialFunctions.Erfc(-x / Math.Sqrt(2)));
        double hazard = Math.Exp(logDensity - log), sum = hazard + x;
        return new(log, hazard, sum, (sum * (hazard + sum)) - 1);
    }

    /// <summary>x/(eˣ − 1), from 1 at 0 to 0.</summary>
    public static double OverExpM1(double x) => x < 1e-8 ? 1 - (x / 2) : x > 700 ? 0 : x / NearOne.ExpMinusOne(x);

    /// <summary>log(1 − e⁻ˣ) for x &gt; 0.</summary>
    public static double Log1MExp(double x) => x < Math.Log(2) ? Math.Log(-NearOne.ExpMinusOne(-x)) : NearOne.LogOnePlus(-Math.Exp(-x));

    /// <summary>log n!.</summary>
    public static double LogFactorial(double n) => MathNet.Numerics.SpecialFunctions.GammaLn(n + 1);

    /// <summary>log of the binomial coefficient: n over k.</summary>
    public static double LogChoose(double n, double k) => k == 0 || k == n ? 0 : LogFactorial(n) - LogFactorial(k) - LogFactorial(n - k);
}

/// <summary>The lower tail of the standard normal distribution.</summary>
/// <param name="LogProbability">log Φ(x).</param>
/// <param name="Hazard">λ = φ(x)/Φ(x).</param>
/// <param name="Excess">s = λ + x.</param>
/// <param name="Bend">s (λ + s) − 1.</param>
internal readonly record struct NormalTail(double LogProbability, double Hazard, double Excess, double Bend);
