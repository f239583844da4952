namespace BayesLmm.Numerics.Dense;

// Kahan's corrections: the rounding of 1 + x, or of eˣ, is undone by dividing by the logarithm of the rounded value (Higham 2002, §1.14). The functions of the
// platform with these names, double.LogP1 and double.ExpM1, are the plain formulas and lose all digits for small x.

/// <summary>Logarithm and exponential around 1 to full relative accuracy.</summary>
internal static class NearOne
{
    /// <summary>log(1 + x).</summary>
    public static double LogOnePlus(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : u == x ? Math.Log(u) : Math.Log(u) * (x / (u - 1));
    }

    /// <summary>eˣ − 1.</summary>
    public static double ExpMinusOne(double x)
    {
        double u = Math.Exp(x);
        double less = u - 1;
        return u == 1 ? x : less == -1 || double.IsPositiveInfinity(u) || Math.Abs(x) > 1 ? less : less * (x / Math.Log(u));
    }
}
