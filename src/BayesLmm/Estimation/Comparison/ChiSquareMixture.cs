using BayesLmm.Numerics;

namespace BayesLmm.Estimation.Comparison;

/// <summary>
/// A mixture of χ² distributions, Σ weight · χ²_df, χ²₀ being the constant 0: the asymptotic distribution of a likelihood-ratio statistic when the smaller
/// model is at the boundary of the larger (Self &amp; Liang 1987, J. Am. Stat. Assoc. 82:605).
/// </summary>
/// <param name="Components">The degrees of freedom with their weights, which add up to 1, ascending.</param>
internal sealed record ChiSquareMixture(EquatableArray<ChiSquareComponent> Components)
{
    /// <summary>χ² with some degrees of freedom by itself.</summary>
    public static ChiSquareMixture Single(int degreesOfFreedom) => new([new ChiSquareComponent(degreesOfFreedom, 1)]);

    /// <summary>
    /// Σ_i C(h, i) 2^−h χ²_{k−h+i}: of k parameters that the smaller model fixes, h are variances at their boundary of 0, treated as independent.
    /// </summary>
    /// <param name="parameters">k.</param>
    /// <param name="boundaries">h, at most k.</param>
    public static ChiSquareMixture Binomial(int parameters, int boundaries)
    {
        List<ChiSquareComponent> components = [];
        double weight = Math.Pow(0.5, boundaries);
        for (int i = 0; i <= boundaries; i++)
        {
            components.Add(new ChiSquareComponent(parameters - boundaries + i, weight));
            weight *= (boundaries - i) / (i + 1.0);
        }

        return new ChiSquareMixture(components.ToEquatableArray());
    }

    /// <summary>The probability of a value of at least <paramref name="statistic"/>.</summary>
    public double PValue(double statistic)
    {
        double sum = 0;
        foreach (ChiSquareComponent component in Components)
        {
            sum += component.Weight * Tail(component.DegreesOfFreedom, statistic);
        }

        return sum;
    }

    /// <summary>As <c>0.5·χ²(1) + 0.5·χ²(2)</c>.</summary>
    public override string ToString() => Components.Count == 1
        ? $"χ²({Components[0].DegreesOfFreedom})"
        : string.Join(" + ", Components.Select(component => FormattableString.Invariant($"{component.Weight:0.####}·χ²({component.DegreesOfFreedom})")));

    /// <summary>P(χ²_df ≥ x) without the cancellation of 1 − cdf.</summary>
    private static double Tail(int df, double x) => x <= 0 ? 1 : df == 0 ? 0 : MathNet.Numerics.SpecialFunctions.GammaUpperRegularized(0.5 * df, 0.5 * x);
}

/// <summary>One component of a mixture.</summary>
/// <param name="DegreesOfFreedom">Its degrees of freedom; 0 for the constant 0.</param>
/// <param name="Weight">Its weight.</param>
internal readonly record struct ChiSquareComponent(int DegreesOfFreedom, double Weight);
